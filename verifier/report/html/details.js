// What stands behind a node, or behind what passes from one node to another.
const MOST_GROUPS = 25;
const MOST_NAMES = 8;
const pairs = JSON.parse(document.getElementById("pairs").textContent); // [source, destination, decision]
const explained = new Map(pairs.map(([s, d], n) => [`${s} ${d}`, n]));

function some(names) {
  const list = names.slice(0, MOST_NAMES).map((n) => isWorkload(n) ? shortName(n) : data.names[n]);
  const left = names.length - MOST_NAMES;
  return list.join(", ") + (left > 0 ? ` and ${left.toLocaleString("en")} more` : "");
}

/* The names of a set that are in a node. */
function within(set, node) {
  const inside = new Set(node.names);
  return set.filter((name) => inside.has(name)).sort((a, b) => a - b);
}

/* Everything that passes from one node to another, or that nothing does. */
function showPair(panel, map, s, d) {
  const source = map.nodes[s], target = map.nodes[d];
  panel.replaceChildren(make("h3", {}, `${source.label} → ${target.label}`));
  const edge = map.edges.find((e) => e.s === s && e.d === d);
  if (!edge) {
    panel.append(make("p", {}, s === d && source.names.length === 1 ? "Nothing passes between its pods, or it is one pod."
      : "Nothing passes, as far as the filters show."));
    panel.append(reason(map, source.names, target.names, null));
    return;
  }
  for (const group of edge.groups.slice(0, MOST_GROUPS)) panel.append(groupBlock(map, group, source, target));
  if (edge.groups.length > MOST_GROUPS) {
    panel.append(make("p", {}, `and ${edge.groups.length - MOST_GROUPS} more groups: filter.`));
  }
}

function groupBlock(map, group, source, target) {
  const block = make("section", {}, make("p", {}, make("strong", {}, portWords(data.ports[group.ports])),
    group.when >= 0 ? ` depends on ${data.whens[group.when].join("; ")}` : ""));
  if (group.number < 0) {
    block.append(make("p", {}, "between the pods of one workload"));
    return block;
  }
  const [from, to] = groups[group.number].slice(0, 2).map((set) => sets[set]);
  const sources = within(from, source), targets = within(to, target);
  if (sources.length > 1 || targets.length > 1) {
    block.append(make("p", { class: "faint" }, `${some(sources)} → ${some(targets)}`));
  }
  block.append(reason(map, sources, targets, group));
  return block;
}

/* The trace of one pair that the page explains, or the command that does. */
function reason(map, sources, targets, group) {
  for (const s of sources.slice(0, 400)) for (const d of targets.slice(0, 400)) {
    const number = explained.get(`${s} ${d}`);
    if (number !== undefined && fits(pairs[number][2], group)) {
      return document.getElementById(`trace-${number}`).content.cloneNode(true);
    }
  }
  const pair = firstPair(sources, targets);
  if (!pair) return make("p");
  const port = group ? `:${data.ports[group.ports][1]}/${data.ports[group.ports][0].toLowerCase()}` : "";
  const command = `netproof why '${asEnd(pair[0])}' '${asEnd(pair[1], port)}'`;
  return make("p", {}, "This page does not explain the pair: ", make("code", {}, command));
}

/* A trace of the pair can be of another group of the same pair: then it is of another decision. */
function fits(decision, group) {
  return group ? decision === (group.when < 0 ? "allow" : "depends") : decision !== "allow";
}

function firstPair(sources, targets) {
  for (const s of sources) for (const d of targets) if (s !== d) return [s, d];
  return null;
}

/* A name of the map as `netproof why` takes it: an address of a range. */
function asEnd(name, port = "") {
  const text = isWorkload(name) ? shortName(name) : data.names[name].split("/")[0];
  return (port && text.includes(":") ? `[${text}]` : text) + port;
}

/* What a node is, and its connections as buttons. */
function showNode(panel, map, number, choose) {
  const node = map.nodes[number];
  panel.replaceChildren(make("h3", {}, node.label));
  if (node.names.length > 1) panel.append(make("p", { class: "faint" }, some(node.names)));
  for (const [title, edges, other] of [
    ["Reaches", map.edges.filter((e) => e.s === number), "d"],
    ["Reached by", map.edges.filter((e) => e.d === number), "s"],
  ]) {
    panel.append(make("h4", {}, edges.length ? title : `${title} nobody`));
    const list = make("ul");
    for (const edge of edges.slice(0, 60)) {
      const button = make("button", { type: "button" }, map.nodes[edge[other]].label);
      button.addEventListener("click", () => choose(edge.s, edge.d));
      list.append(make("li", {}, button, ` ${edge.words()}`));
    }
    if (edges.length > 60) list.append(make("li", {}, `and ${edges.length - 60} more: see the matrix`));
    if (edges.length) panel.append(list);
  }
}
