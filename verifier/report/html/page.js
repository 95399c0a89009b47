// The page: filters, views and details, and what connects them.
const find = (id) => document.getElementById(id);
const state = { view: "graph", selected: null, map: null };

/* The filters as they stand; a port that is none is said, and filters nothing. */
function filters() {
  const port = parsePort(find("port").value);
  find("port").setAttribute("aria-invalid", String(port === undefined));
  return { search: find("search").value.trim(), space: find("space").value, port: port || null, open: find("open").checked };
}

function refresh() {
  state.map = build(filters());
  state.selected = null;
  find("details").replaceChildren(make("p", { class: "faint" },
    "Choose a connection to read why it is there, or a node to see its connections."));
  redraw();
  const { nodes, edges } = state.map;
  const between = (edge) => edge.groups.reduce((sum, group) => sum + (group.number < 0 ? 0 : group.pairs), 0);
  const pairs = edges.reduce((sum, edge) => sum + between(edge), 0);
  const bad = find("port").getAttribute("aria-invalid") === "true" ? " The port is not one: write 5432 or udp/53." : "";
  const what = data.namespaces ? "namespaces and workloads" : "workloads and ranges";
  find("status").textContent = `${edges.length.toLocaleString("en")} connections between ${nodes.length.toLocaleString("en")} `
    + `${what}, ${pairs.toLocaleString("en")} pairs.${bad}`;
}

function redraw() {
  const view = find("view");
  view.replaceChildren();
  if (state.view === "graph") drawGraph(view, state.map, state.selected, choosePair, chooseNode);
  else if (state.view === "matrix") drawMatrix(view, state.map, choosePair);
  else drawList(view, state.map, choosePair);
}

function choosePair(s, d) {
  select({ s, d });
  showPair(find("details"), state.map, s, d);
}

function chooseNode(s) {
  select({ s });
  showNode(find("details"), state.map, s, choosePair);
}

/* Redraws the graph around what is chosen, and leaves the focus where it was. */
function select(selected) {
  state.selected = selected;
  if (state.view !== "graph") return;
  redraw();
  const { s, d } = selected;
  const shape = document.querySelector(d === undefined ? `[data-n="${s}"]` : `[data-s="${s}"][data-d="${d}"]`);
  if (shape) shape.focus({ preventScroll: true });
}

function showView(name) {
  state.view = name;
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const current = tab.id === `tab-${name}`;
    tab.setAttribute("aria-selected", String(current));
    tab.tabIndex = current ? 0 : -1;
  }
  find("view").setAttribute("aria-labelledby", `tab-${name}`);
  redraw();
}

function moveTab(event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step) return;
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
  showView(next.id.slice(4));
  next.focus();
}

/* On paper, everything is open; afterwards, as it was. */
function openForPrint() {
  for (const block of document.querySelectorAll("main details:not([open])")) {
    block.open = true;
    window.addEventListener("afterprint", () => { block.open = false; }, { once: true });
  }
}

function start() {
  const spaces = new Set(data.names.slice(0, data.workloads).map((_, n) => namespaceOf(n)));
  for (const space of spaces) find("space").append(make("option", { value: space }, space));
  let waiting = 0;
  find("filters").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 120);
  });
  find("filters").addEventListener("submit", (event) => event.preventDefault());
  find("filters").addEventListener("reset", () => setTimeout(refresh));
  for (const tab of document.querySelectorAll("[role=tab]")) {
    tab.addEventListener("click", () => showView(tab.id.slice(4)));
    tab.addEventListener("keydown", moveTab);
  }
  window.addEventListener("beforeprint", openForPrint);
  refresh();
}

start();
