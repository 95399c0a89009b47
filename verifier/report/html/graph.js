// The map as a picture: boxes, and curves with arrows; all of it can be reached by the keyboard.
const SVG = "http://www.w3.org/2000/svg";
const MANY_LABELS = 60; // where more edges are drawn, they have no words; where more are hot, they are thin
const MANY_EDGES = 250; // from here on, only the edges of the chosen node are drawn
const SPOTS = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82]; // of a curve, where its words may stand

function draw(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const label = (text) => text.length > 26 ? `${text.slice(0, 25)}…` : text;
const halfWidth = (node) => Math.max(label(node.label).length * 3.6 + 12, 34);

/* Opened workloads in the middle, their neighbours around; everything else where Python put it. */
function place(map) {
  const opened = map.nodes.filter((n) => n.opened);
  if (!opened.length) return map.nodes.map((_, n) => n);
  const inner = new Set(map.nodes.flatMap((n, i) => n.opened ? [i] : []));
  const linked = new Set(map.edges.filter((e) => inner.has(e.s) || inner.has(e.d)).flatMap((e) => [e.s, e.d]));
  const columns = Math.ceil(Math.sqrt(opened.length / 2));
  opened.forEach((node, i) => {
    node.x = (i % columns) * 210;
    node.y = Math.floor(i / columns) * 70;
  });
  const middle = [(columns - 1) * 105, (Math.ceil(opened.length / columns) - 1) * 35];
  const around = [...linked].filter((n) => !inner.has(n));
  const size = Math.max(around.length * 26, 260);
  around.forEach((n, i) => {
    const angle = 2 * Math.PI * i / around.length;
    map.nodes[n].x = middle[0] + (middle[0] + size / 2 + 180) * Math.cos(angle);
    map.nodes[n].y = middle[1] + (middle[1] + size / 2 + 60) * Math.sin(angle);
  });
  return map.nodes.map((_, n) => n).filter((n) => inner.has(n) || linked.has(n));
}

/* Where the line between two boxes leaves the first one. */
function border(node, dx, dy) {
  const scale = 1 / Math.max(Math.abs(dx) / (halfWidth(node) + 4), Math.abs(dy) / 20, 1e-6);
  return [node.x + dx * scale, node.y + dy * scale];
}

/* A curve to the right of the straight line, so that both directions can be told apart. */
function curve(a, b) {
  if (a === b) {
    const x = a.x + halfWidth(a), y = a.y;
    return { d: `M${x - 14} ${y - 16} C${x} ${y - 52} ${x + 44} ${y - 26} ${x + 5} ${y - 2}`,
      at: (t) => [x + 20, y - 34 + (0.5 - t) * 40] };
  }
  const dx = b.x - a.x, dy = b.y - a.y, length = Math.hypot(dx, dy) || 1;
  const bend = Math.min(28, length / 6);
  const x = (a.x + b.x) / 2 - dy / length * bend, y = (a.y + b.y) / 2 + dx / length * bend;
  const [x1, y1] = border(a, x - a.x, y - a.y), [x2, y2] = border(b, x - b.x, y - b.y);
  const between = (t, from, over, to) => (1 - t) ** 2 * from + 2 * t * (1 - t) * over + t ** 2 * to;
  return { d: `M${x1} ${y1} Q${x} ${y} ${x2} ${y2}`, at: (t) => [between(t, x1, x, x2), between(t, y1, y, y2)] };
}

/* Where words stand on their curve: apart from boxes and from other words, as far as there is room. */
function spot(line, words, taken) {
  const half = words.length * 2.7 + 2;
  const boxes = SPOTS.map(line.at).map(([x, y]) => ({ x, y, half, height: 7 }));
  const meets = (a) => (b) => Math.abs(a.x - b.x) < a.half + b.half && Math.abs(a.y - b.y) < a.height + b.height;
  const found = boxes.find((box) => !taken.some(meets(box))) ?? boxes[0];
  taken.push(found);
  return { x: found.x, y: found.y };
}

function drawGraph(view, map, selected, choose, chooseNode) {
  const visible = place(map);
  const shown = new Set(visible);
  const many = map.edges.length > MANY_EDGES;
  const isHot = (e) => selected && (selected.d === undefined ? e.s === selected.s || e.d === selected.s
    : e.s === selected.s && e.d === selected.d);
  const edges = map.edges.filter((e) => shown.has(e.s) && shown.has(e.d) && (!many || isHot(e)));
  const root = draw("svg", { role: "group", "aria-label": "Graph of who reaches whom", tabindex: 0,
    class: edges.filter(isHot).length > MANY_LABELS ? "many" : "few" });
  root.append(draw("defs", {}, draw("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4,
    markerWidth: 9, markerHeight: 9, markerUnits: "userSpaceOnUse", orient: "auto" },
    draw("path", { d: "M0 0L8 4L0 8z" }))));
  const one = selected && selected.d !== undefined;
  const taken = visible.map((n) => ({ ...map.nodes[n], half: halfWidth(map.nodes[n]), height: 16 }));
  for (const edge of edges) {
    const worded = edges.length <= MANY_LABELS || (one && isHot(edge));
    root.append(edgeShape(map, edge, isHot(edge), worded ? taken : null, choose));
  }
  for (const n of visible) root.append(nodeShape(map.nodes[n], n, selected, chooseNode));
  const fit = bounds(visible.map((n) => map.nodes[n]));
  root.style.aspectRatio = `${fit[2]} / ${fit[3]}`;
  view.append(zoomable(root, fit), root);
  if (many) {
    view.prepend(make("p", { class: "faint hint" },
      `${map.edges.length.toLocaleString("en")} connections: choose a node to see its own, or filter.`));
  }
}

function pressable(shape, action) {
  shape.addEventListener("click", action);
  shape.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    action();
  });
  return shape;
}

function edgeShape(map, edge, hot, taken, choose) {
  const a = map.nodes[edge.s], b = map.nodes[edge.d], line = curve(a, b), words = edge.words();
  const name = `${a.label} to ${b.label}: ${words}${edge.open ? ", under some facts" : ""}`;
  const shape = draw("g", { class: `edge${edge.open ? " open" : ""}${hot ? " hot" : ""}`, role: "button",
    tabindex: 0, "aria-label": name, "data-s": edge.s, "data-d": edge.d },
    draw("title", {}, name), draw("path", { class: "reach", d: line.d }),
    draw("path", { class: "line", d: line.d, "marker-end": "url(#arrow)" }));
  if (taken) shape.append(draw("text", spot(line, label(words), taken), label(words)));
  return pressable(shape, () => choose(edge.s, edge.d));
}

function nodeShape(node, number, selected, chooseNode) {
  const half = halfWidth(node), hot = selected && (selected.s === number || selected.d === number);
  const kind = ["workload", "namespace", "outside"][node.kind];
  const shape = draw("g", { class: `node ${kind}${hot ? " hot" : ""}`, role: "button", tabindex: 0,
    "aria-label": `${kind === "outside" ? "addresses" : kind} ${node.label}`, "data-n": number },
    draw("title", {}, node.label),
    draw("rect", { x: node.x - half, y: node.y - 16, width: 2 * half, height: 32, rx: node.kind === 2 ? 16 : 5 }),
    draw("text", { x: node.x, y: node.y }, label(node.label)));
  return pressable(shape, () => chooseNode(number));
}

function bounds(nodes) {
  const room = 50; // for curves that leave a box and come back to it
  const left = Math.min(...nodes.map((n) => n.x - halfWidth(n))) - room, top = Math.min(...nodes.map((n) => n.y)) - 60;
  const right = Math.max(...nodes.map((n) => n.x + halfWidth(n))) + room, end = Math.max(...nodes.map((n) => n.y)) + 60;
  return nodes.length ? [left, top, right - left, end - top] : [0, 0, 100, 100];
}

let frame = null; // the part of the picture in sight, kept from one drawing to the next

/* Buttons, wheel, drag and keys move the frame. */
function zoomable(root, fit) {
  const show = () => root.setAttribute("viewBox", frame.box.join(" "));
  if (!frame || frame.fit !== fit.join(" ")) frame = { fit: fit.join(" "), box: [...fit] };
  const zoom = (by, cx = 0.5, cy = 0.5) => {
    const [x, y, w, h] = frame.box;
    frame.box = [x + w * cx * (1 - by), y + h * cy * (1 - by), w * by, h * by];
    show();
  };
  const pan = (dx, dy) => {
    frame.box[0] += dx * frame.box[2];
    frame.box[1] += dy * frame.box[3];
    show();
  };
  root.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return; // a page that scrolls must go on scrolling
    event.preventDefault();
    const box = root.getBoundingClientRect();
    zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, (event.clientX - box.x) / box.width, (event.clientY - box.y) / box.height);
  }, { passive: false });
  root.addEventListener("pointermove", (event) => {
    if (event.buttons !== 1) return;
    const scale = Math.max(frame.box[2] / root.clientWidth, frame.box[3] / root.clientHeight);
    pan(-event.movementX * scale / frame.box[2], -event.movementY * scale / frame.box[3]);
  });
  const keys = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] };
  root.addEventListener("keydown", (event) => {
    if (keys[event.key]) pan(...keys[event.key]);
    else if (event.key === "+" || event.key === "-") zoom(event.key === "+" ? 0.8 : 1.25);
    else return;
    event.preventDefault();
  });
  const button = (text, name, action) => {
    const found = make("button", { type: "button", "aria-label": name, title: name }, text);
    found.addEventListener("click", action);
    return found;
  };
  show();
  return make("div", { class: "zoom" }, button("+", "Zoom in (Ctrl and wheel)", () => zoom(0.8)),
    button("−", "Zoom out", () => zoom(1.25)),
    button("⤢", "Fit", () => { frame.box = [...fit]; show(); }));
}
