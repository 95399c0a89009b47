"use strict";
// The map: from the numbers in the page to nodes, edges and the groups behind an edge.
const data = JSON.parse(document.getElementById("data").textContent);
const MOST_OPENED = 40; // workloads that are drawn one by one where nodes are namespaces

/* [gap, length, ...] to the numbers themselves. */
function members(runs) {
  const found = [];
  for (let i = 0, at = 0; i < runs.length; i += 2) {
    at += runs[i];
    for (let n = 0; n < runs[i + 1]; n++) found.push(at++);
  }
  return found;
}

/* "SPACE.ENDS", in base 16, to the names of these ends. */
function inSpace(text) {
  const [space, bits] = text.split(".");
  const ends = data.ends[parseInt(space, 16)], found = [];
  for (let i = bits.length - 1, end = 0; i >= 0; i--, end += 4) {
    const digit = parseInt(bits[i], 16);
    for (let bit = 0; bit < 4; bit++) if (digit >> bit & 1) found.push(...ends[end + bit]);
  }
  return found.sort((a, b) => a - b);
}

const pieces = data.pieces.map((piece) => typeof piece === "string" ? inSpace(piece) : members(piece));
const sets = data.sets.map((found) => found.flatMap((piece) => pieces[piece]));
const groups = []; // [sources, destinations, ports, when]
for (const [ports, when, ...found] of data.groups) {
  for (let i = 0; i < found.length; i += 2) groups.push([found[i], found[i + 1], ports, when]);
}
const inner = data.within.map(([names, ports, when]) => [members(names), ports, when]);
const isWorkload = (name) => name < data.workloads;
const namespaceOf = (name) => isWorkload(name) ? data.names[name].split("/")[0] : "";
const shortName = (name) => data.names[name].split("[")[0];

/* "tcp/80, udp/53-54", "all ports" for [protocol, first, last, ...]. */
function portWords(ports) {
  const words = [];
  let whole = 0;
  for (let i = 0; i < ports.length; i += 3) {
    const all = ports[i + 1] === 1 && ports[i + 2] === 65535, name = ports[i].toLowerCase();
    whole += all;
    words.push(all ? `all ${name}` : ports[i + 1] === ports[i + 2] ? `${name}/${ports[i + 1]}`
      : `${name}/${ports[i + 1]}-${ports[i + 2]}`);
  }
  return whole === 3 ? "all ports" : words.join(", ");
}

/* "5432", "udp/53", "53/udp" to {protocol, number}; null where there is no filter, undefined
   where the text is no port. */
function parsePort(text) {
  const parts = text.trim().toUpperCase().match(/^(?:(TCP|UDP|SCTP)\/)?(\d{1,5})(?:\/(TCP|UDP|SCTP))?$/);
  if (!text.trim()) return null;
  if (!parts || (parts[1] && parts[3]) || +parts[2] < 1 || +parts[2] > 65535) return undefined;
  return { protocol: parts[1] || parts[3] || "", number: +parts[2] };
}

function hasPort(ports, wanted) {
  for (let i = 0; i < ports.length; i += 3) {
    const fits = !wanted.protocol || ports[i] === wanted.protocol;
    if (fits && ports[i + 1] <= wanted.number && wanted.number <= ports[i + 2]) return true;
  }
  return false;
}

/* What the filters leave: nodes to draw, and edges between them with their groups. */
function build(filters) {
  const chosen = choose(filters);
  const nodes = drawn(chosen);
  const home = new Int32Array(data.names.length).fill(-1);
  nodes.forEach((node, number) => node.names.forEach((name) => { home[name] = number; }));
  const counts = sets.map((set) => spread(set, home, chosen));
  const edges = new Map();
  const rows = groups.map((g, n) => [g[0], g[1], g[2], g[3], n]);
  for (const [source, target, ports, when, number] of rows) {
    if (!passes(ports, when, filters)) continue;
    for (const [s, from] of counts[source]) for (const [d, to] of counts[target]) {
      if (chosen && !from.chosen && !to.chosen) continue;
      const same = s === d ? shared(sets[source], sets[target], home, s, chosen) : 0;
      const left = (from.all - from.chosen) * (to.all - to.chosen);
      const pairs = from.all * to.all - (chosen ? left : 0) - same;
      if (pairs > 0) join(edges, s, d, nodes).add(ports, when, number, pairs);
    }
  }
  for (const [names, ports, when] of inner) {
    if (!passes(ports, when, filters)) continue;
    for (const [n, found] of spread(names, home, chosen)) {
      const some = chosen ? found.chosen : found.all;
      if (some) join(edges, n, n, nodes).add(ports, when, -1, some);
    }
  }
  return { nodes, edges: [...edges.values()], chosen };
}

function passes(ports, when, filters) {
  return (when < 0 || filters.open) && (!filters.port || hasPort(data.ports[ports], filters.port));
}

/* The names that namespace and search choose, as flags; null where all are. */
function choose({ space, search }) {
  if (!space && !search) return null;
  const text = search.toLowerCase();
  return data.names.map((name, number) =>
    (!space || namespaceOf(number) === space) && name.toLowerCase().includes(text));
}

/* The nodes of the page; where these are namespaces, the chosen workloads stand by themselves. */
function drawn(chosen) {
  const nodes = data.nodes.map((n) => ({ ...n, names: members(n.members) }));
  const count = chosen ? chosen.filter((yes, name) => yes && isWorkload(name)).length : 0;
  if (!data.namespaces || !count || count > MOST_OPENED) return nodes;
  const opened = [];
  for (const node of nodes.filter((n) => n.kind === 1)) {
    for (const name of node.names.filter((n) => chosen[n])) {
      opened.push({ label: shortName(name), kind: 0, names: [name], opened: true });
    }
    node.names = node.names.filter((n) => !chosen[n]);
  }
  return [...opened, ...nodes.filter((node) => node.names.length)];
}

/* How many names of a set, and how many chosen ones, are in each node. */
function spread(set, home, chosen) {
  const found = new Map();
  for (const name of set) {
    if (!found.has(home[name])) found.set(home[name], { all: 0, chosen: 0 });
    const entry = found.get(home[name]);
    entry.all++;
    if (chosen && chosen[name]) entry.chosen++;
  }
  return found;
}

/* How many names of one node are in both sets: those are no pairs. */
function shared(sources, targets, home, node, chosen) {
  const other = new Set(targets);
  return sources.filter((n) => home[n] === node && other.has(n) && (!chosen || chosen[n])).length;
}

function join(edges, s, d, nodes) {
  const key = s * nodes.length + d;
  if (!edges.has(key)) edges.set(key, new Edge(s, d));
  return edges.get(key);
}

/* What passes from node s to node d. */
class Edge {
  constructor(s, d) {
    Object.assign(this, { s, d, pairs: 0, ports: new Set(), groups: [], open: true });
  }
  add(ports, when, number, pairs) {
    this.pairs += pairs;
    this.ports.add(ports);
    this.open = this.open && when >= 0;
    this.groups.push({ ports, when, number, pairs });
  }
  words() {
    const all = [...this.ports].map((p) => portWords(data.ports[p]));
    return all.length > 2 ? `${all[0]}, ${all[1]}, ...` : all.join(", ");
  }
}
