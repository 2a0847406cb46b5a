"use strict";
// Service points that a plan opens, keeps and closes, and who goes to them. Only functions and constants:
// map.js, which stands behind, reads the data and calls them. Without siting `tasks` is empty.
const SITE_KINDS = {new: "#0b7a4b", kept: "#44545d", counted: "#7d8b93", closed: "#a63d00"};
const SIDES = ["before", "after"];

function readTasks(found) {
  return (found || []).map((task) => ({
    ...task,
    points: task.points.map(([name, change, number, x, y]) => ({name, change, number, at: flat(x, y)})),
    areas: Object.fromEntries(SIDES.map((side) => [side, task.areas[side].map(([point, rings]) => ({point, paths: rings.map(ringPath)}))])),
  }));
}
const shownTask = () => tasks[state.task];
// Colours of neighbours differ, and a point keeps its own from today to the plan.
const siteColour = (number, light, clear) => `hsla(${(number * 137.5) % 360},52%,${light}%,${clear})`;

function drawAreas() {
  if (!tasks.length || !SIDES.includes(state.areas)) return;
  for (const area of shownTask().areas[state.areas]) {
    pen.beginPath();
    for (const ring of area.paths) {
      ring.forEach((point, i) => pen[i ? "lineTo" : "moveTo"](...toScreen(point)));
      pen.closePath();
    }
    pen.fillStyle = siteColour(area.point, 62, 0.3);
    pen.fill("evenodd");
    pen.strokeStyle = siteColour(area.point, 38, 0.85);
    pen.lineWidth = 1.2;
    pen.stroke();
  }
}
function drawSites() {
  if (!tasks.length) return;
  for (const kind of Object.keys(SITE_KINDS).reverse()) {
    if (state.hidden.has(`site.${kind}`)) continue;
    for (const point of shownTask().points) if (point.change === kind) drawSite(pen, kind, ...toScreen(point.at), 6.5 * grow());
  }
}
function drawSite(to, kind, x, y, r) {
  if (kind === "closed") { drawCross(to, x, y, r * 0.8, SITE_KINDS.closed); return; }
  to.beginPath();
  if (kind === "new") {
    for (let i = 0; i < 10; i += 1) {
      const far = i % 2 ? r * 0.5 : r * 1.25, turn = Math.PI * (i / 5 - 0.5);
      to[i ? "lineTo" : "moveTo"](x + far * Math.cos(turn), y + far * Math.sin(turn));
    }
  } else to.rect(x - r * 0.6, y - r * 0.6, r * 1.2, r * 1.2);
  to.closePath();
  to.fillStyle = SITE_KINDS[kind];
  to.fill();
  to.strokeStyle = "#fff";
  to.lineWidth = 1.2;
  to.stroke();
}
function addGoes(add, village) {
  if (!tasks.length) return;
  const task = shownTask();
  const told = {before: "map.point_today", after: "map.point_plan"};
  for (const side of SIDES) {
    const goes = task.goes[side][village];
    if (!goes) continue;
    const named = goes.map(([point, way]) => `${task.names[point]} (${say(`siting_way.${task.measure}`, {way: number(way, 1)})})`);
    add(told[side], named.join(", ") || say("map.no_point"));
  }
}
function fillSites() {
  byId("sites").hidden = !tasks.length;
  if (!tasks.length) return;
  const option = (value, words) => { const made = make("option", words); made.value = String(value); return made; };
  const task = shownTask();
  byId("sites-title").textContent = say("map.sites");
  byId("task-label").textContent = say("map.task");
  byId("task").replaceChildren(...tasks.map((each, i) => option(i, each.name[state.lang])));
  byId("task").value = String(state.task);
  byId("task").hidden = byId("task-label").hidden = tasks.length < 2;
  byId("areas-label").textContent = say("map.areas");
  byId("areas").replaceChildren(
    option("after", say("map.areas_after")), option("before", say("map.areas_before")), option("none", say("map.areas_none")));
  byId("areas").value = state.areas;
  const counted = (kind) => task.points.filter((point) => point.change === kind).length;
  byId("site-legend").replaceChildren(...Object.keys(SITE_KINDS).filter(counted).map((kind) =>
    legendRow(`site.${kind}`, word("siting_change", kind), String(counted(kind)), (to) => drawSite(to, kind, 18, 18, 12))));
  const head = make("thead"), body = make("tbody");
  head.append(tableRow(["map.site_figure", "map.today", "map.plan"].map((key) => say(key)), "th"));
  for (const row of task.figures[state.lang]) body.append(tableRow(row, "td", -1));
  byId("site-figures").replaceChildren(head, body);
}
function listenSites() {
  byId("task").addEventListener("change", (event) => { state.task = Number(event.target.value); fillSites(); refresh(); });
  byId("areas").addEventListener("change", (event) => { state.areas = event.target.value; refresh(); });
}
