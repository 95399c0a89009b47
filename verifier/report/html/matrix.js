// The map as a matrix (a grid with arrow keys) and as a list.
const MOST_ROWS = 500;
const MOST_SIDE = 120;

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/* Rows reach columns; a cell opens the details of its pair. */
function drawMatrix(view, map, choose) {
  const linked = new Set(map.edges.flatMap((e) => [e.s, e.d]));
  const all = map.nodes.map((_, n) => n).filter((n) => !map.chosen || linked.has(n));
  const order = all.slice(0, MOST_SIDE);
  const cells = new Map(map.edges.map((e) => [`${e.s} ${e.d}`, e]));
  const head = make("tr", {}, make("td", {}, "from \\ to"),
    ...order.map((n) => make("th", { scope: "col" }, make("span", {}, map.nodes[n].label))));
  const body = make("tbody");
  order.forEach((s, y) => {
    const row = make("tr", {}, make("th", { scope: "row" }, map.nodes[s].label));
    order.forEach((d, x) => row.append(cell(map, s, d, cells.get(`${s} ${d}`), x + y === 0)));
    body.append(row);
  });
  const table = make("table", { class: "matrix", role: "grid", "aria-label": "Who reaches whom" },
    make("thead", {}, head), body);
  table.addEventListener("click", ({ target }) => {
    const found = target.closest("td[data-s]");
    if (found) choose(+found.dataset.s, +found.dataset.d);
  });
  table.addEventListener("keydown", moveInGrid);
  view.append(table);
  if (all.length > order.length) {
    view.append(make("p", {}, `The first ${order.length} of ${all.length} are shown: filter.`));
  }
}

function cell(map, s, d, edge, first) {
  const words = edge ? edge.words() : "";
  const sign = words.length > 14 || map.nodes.length > 20 ? "●" : words;
  const pair = `${map.nodes[s].label} to ${map.nodes[d].label}: ${words || "nothing"}`;
  const kind = edge ? (edge.open ? "open" : "some") : s === d ? "same" : "none";
  return make("td", { role: "gridcell", tabindex: first ? 0 : -1, "data-s": s, "data-d": d,
    "aria-label": pair, title: pair, class: kind },
    edge ? sign : "");
}

function moveInGrid(event) {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const here = event.target.closest("td[data-s]");
  if (!here) return;
  if (event.key === "Enter" || event.key === " ") here.click();
  else if (step) {
    const rows = here.closest("tbody").rows;
    const row = rows[here.parentNode.rowIndex - 1 + step[0]];
    const next = row && row.cells[here.cellIndex + step[1]];
    if (next && next.dataset.s) {
      here.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    }
  } else return;
  event.preventDefault();
}

/* One row for each edge. */
function drawList(view, map, choose) {
  const sorted = [...map.edges].sort((a, b) => a.s - b.s || a.d - b.d);
  const body = make("tbody");
  for (const edge of sorted.slice(0, MOST_ROWS)) {
    const button = make("button", { type: "button" },
      `${map.nodes[edge.s].label} → ${map.nodes[edge.d].label}`);
    button.addEventListener("click", () => choose(edge.s, edge.d));
    body.append(make("tr", {}, make("td", {}, button), make("td", {}, edge.words()),
      make("td", {}, edge.pairs.toLocaleString("en")),
      make("td", {}, edge.open ? "under some facts" : "")));
  }
  const heads = ["Connection", "Ports", "Pairs", "When"].map((h) => make("th", { scope: "col" }, h));
  view.append(make("table", { class: "list" }, make("thead", {}, make("tr", {}, ...heads)), body));
  if (sorted.length > MOST_ROWS) {
    view.append(make("p", {}, `${MOST_ROWS} of ${sorted.length.toLocaleString("en")} are listed: filter.`));
  }
}
