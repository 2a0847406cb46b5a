
"use strict";
// Every name comes from somebody's file, so nothing here ever turns text into markup: textContent only.
// Figures come ready to print, so that every output rounds alike.
const data = JSON.parse(document.getElementById("data").textContent);
const SHAPES = {
  ok: {color: "#3f8fbf", size: 2.3}, few_hours: {color: "#b0579a", size: 3.6},
  long_drive: {color: "#e09a00", size: 4.4}, vacant: {color: "#d1410c", size: 4.6},
  unreachable: {color: "#4a1208", size: 4.2},
};
// Drawn last = seen first. The rows of the plan know the first four; the last is for villages that
// nobody could serve.
const ORDER = ["ok", "few_hours", "long_drive", "vacant", "unreachable"];
const byId = (id) => document.getElementById(id);
const canvas = byId("map"), pen = canvas.getContext("2d"), tip = byId("tip"), stage = byId("stage");
const squeeze = Math.cos((data.origin[1] + data.extent[1] / 2) * Math.PI / 180);
const KM_PER_DEGREE = 111.32;
const state = {lang: data.lang, county: -1, hidden: new Set(), pinned: -1, over: -1, x: 0, y: 0, zoom: 1, task: 0, areas: "after"};

const say = (key, gaps) => (data.text[state.lang][key] || key).replace(/\{(\w+)\}/g, (_, name) => gaps[name]);
const word = (kind, value) => data.text[state.lang][kind + "." + value] || value;
const statusWord = (status) => status === "unreachable" ? say("map.unreachable") : word("status", status);
const number = (value, digits) => value === null ? "–" : value.toFixed(digits);
const make = (tag, text, name) => {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (name) made.className = name;
  return made;
};

// --- places: whole numbers of 1/100000 degree from the south-west corner become flat degrees -----
const flat = (x, y) => [x / 1e5 * squeeze, -y / 1e5];
const ringPath = (ring) => {
  const points = [];
  for (let i = 0, x = 0, y = 0; i < ring.length; i += 2) points.push(flat(x += ring[i], y += ring[i + 1]));
  return points;
};
const tasks = readTasks(data.siting);
const villages = data.villages.map(([code, name, township, county, area, x, y]) =>
  ({code, name, township, county, area, at: flat(x, y), rows: [], status: "vacant"}));
const rows = data.rows.map(([village, person, minutes, hours, status, change, previous]) =>
  ({village, person, minutes, hours, status: ORDER[status], change: data.changes[change], previous}));
rows.forEach((row, number) => {
  const village = villages[row.village];
  village.rows.push(number);
  if (village.rows.length === 1 || ORDER.indexOf(row.status) > ORDER.indexOf(village.status)) village.status = row.status;
});
for (const lost of data.unreachable) villages[lost].status = "unreachable";
const people = data.people.map(([name, occupation, place, hired]) => ({name, occupation, place, hired}));
const places = data.places.map(([name, x, y]) => ({name, at: flat(x, y)}));
const counties = data.counties.map((county, index) => {
  const paths = county.rings.map(ringPath);
  const own = villages.filter((village) => village.county === index).map((village) => village.at);
  return {...county, paths, box: box(own.concat(...paths)), label: county.label && flat(...county.label)};
});
const everywhere = box([].concat(...counties.map((county) => county.paths.flat()), villages.map((v) => v.at)));
const servedBy = new Map();
rows.forEach((row, index) => {
  if (row.person >= 0) servedBy.set(row.person, (servedBy.get(row.person) || []).concat(index));
});

function box(points) {
  const found = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    if (x < found[0]) found[0] = x;
    if (y < found[1]) found[1] = y;
    if (x > found[2]) found[2] = x;
    if (y > found[3]) found[3] = y;
  }
  return points.length ? found : [0, -1, 1, 0];
}

// --- the view ---------------------------------------------------------------------------------
const toScreen = ([x, y]) => [(x - state.x) * state.zoom, (y - state.y) * state.zoom];
function show([left, top, right, bottom]) {
  const width = stage.clientWidth, height = stage.clientHeight;
  state.zoom = Math.min(width / Math.max(right - left, 1e-3), height / Math.max(bottom - top, 1e-3)) * 0.92;
  state.x = (left + right) / 2 - width / 2 / state.zoom;
  state.y = (top + bottom) / 2 - height / 2 / state.zoom;
}
let asked = false;
function zoomBy(factor, x, y) {
  const next = Math.min(Math.max(state.zoom * factor, home() * 0.5), home() * 400);
  state.x += x / state.zoom - x / next;
  state.y += y / state.zoom - y / next;
  state.zoom = next;
  redraw();
}
function home() {
  const [left, top, right, bottom] = everywhere;
  return Math.min(stage.clientWidth / (right - left), stage.clientHeight / (bottom - top)) * 0.92;
}
function redraw() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => { asked = false; draw(); });
}

function draw() {
  const ratio = window.devicePixelRatio || 1, width = stage.clientWidth, height = stage.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  counties.forEach(drawCounty);
  drawAreas();
  drawLines();
  drawPlaces();
  // Names lie below the gravest signs: no vacant village may hide behind a word.
  for (const status of ORDER) {
    if (!state.hidden.has(status)) drawVillages(status);
    if (status === "few_hours") { drawTownships(); drawLabels(); }
  }
  drawSites();
  drawMarked();
  drawScale();
}
function drawCounty(county, index) {
  pen.beginPath();
  for (const ring of county.paths) {
    ring.forEach((point, i) => pen[i ? "lineTo" : "moveTo"](...toScreen(point)));
    pen.closePath();
  }
  pen.fillStyle = state.county < 0 || state.county === index || !counties[state.county].paths.length ? "#fdfcf9" : "#f0f2f2";
  pen.fill("evenodd");
  pen.strokeStyle = state.county === index ? "#33464f" : "#94a3ab";
  pen.lineWidth = state.county === index ? 2 : 1;
  pen.stroke();
}
function drawLines() {
  const mine = state.pinned < 0 ? [] : villages[state.pinned].rows.flatMap((row) => servedBy.get(rows[row].person) || []);
  if (state.county >= 0) rows.forEach((row) => {
    if (villages[row.village].county === state.county && !state.hidden.has(row.status)) drawLine(row, 0.38, 0.9);
  });
  mine.forEach((row) => drawLine(rows[row], 1, 2));
}
function drawLine(row, strength, width) {
  const place = row.person >= 0 ? people[row.person].place : -1;
  if (place < 0) return;
  pen.globalAlpha = strength;
  pen.strokeStyle = SHAPES[row.status].color;
  pen.lineWidth = width;
  pen.beginPath();
  pen.moveTo(...toScreen(villages[row.village].at));
  pen.lineTo(...toScreen(places[place].at));
  pen.stroke();
  pen.globalAlpha = 1;
}
const crowd = Math.min(2, Math.max(1, Math.sqrt(1200 / villages.length))); // few villages, larger signs
const grow = () => Math.min(2.2, Math.max(1, Math.sqrt(state.zoom / home()) * 0.9) * crowd);
function drawVillages(status) {
  for (const village of villages) {
    if (village.status !== status) continue;
    const aside = state.county >= 0 && village.county !== state.county;
    pen.globalAlpha = aside ? 0.22 : 0.92;
    drawShape(pen, status, ...toScreen(village.at), grow());
  }
  pen.globalAlpha = 1;
}
function drawShape(to, status, x, y, scale) {
  const {color, size} = SHAPES[status], r = size * scale;
  if (status === "unreachable") { drawCross(to, x, y, r, color); return; }
  to.beginPath();
  if (status === "ok") to.arc(x, y, r, 0, 7);
  if (status === "few_hours") to.rect(x - r * 0.85, y - r * 0.85, r * 1.7, r * 1.7);
  if (status === "long_drive") { to.moveTo(x, y - r); to.lineTo(x + r, y + r * 0.8); to.lineTo(x - r, y + r * 0.8); }
  if (status === "vacant") { to.moveTo(x, y - r); to.lineTo(x + r, y); to.lineTo(x, y + r); to.lineTo(x - r, y); }
  to.closePath();
  to.fillStyle = color;
  to.fill();
  if (status !== "ok") { to.strokeStyle = "#ffffffd0"; to.lineWidth = 0.8; to.stroke(); }
}
function drawCross(to, x, y, r, color) {
  for (const [paint, width] of [["#ffffffd0", r], [color, r * 0.55]]) {
    to.beginPath();
    to.moveTo(x - r, y - r); to.lineTo(x + r, y + r); to.moveTo(x + r, y - r); to.lineTo(x - r, y + r);
    to.strokeStyle = paint;
    to.lineWidth = width;
    to.stroke();
  }
}
function drawPlace(to, x, y, r) {
  to.beginPath();
  to.moveTo(x - r, y + r); to.lineTo(x - r, y - r * 0.1); to.lineTo(x, y - r * 1.1); to.lineTo(x + r, y - r * 0.1); to.lineTo(x + r, y + r);
  to.closePath();
  to.fillStyle = "#22313a";
  to.fill();
  to.strokeStyle = "#fff";
  to.lineWidth = 1;
  to.stroke();
}
function drawPlaces() {
  if (state.hidden.has("place")) return;
  places.forEach((place) => drawPlace(pen, ...toScreen(place.at), 3.4 * grow()));
}
const taken = [];
function drawWords(words, x, y, size, color) {
  const lines = Array.isArray(words) ? words : [words];
  pen.font = `600 ${size}px "Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif`;
  const width = Math.max(...lines.map((line) => pen.measureText(line).width)), height = lines.length * size * 1.2;
  const area = [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
  if (taken.some((t) => area[0] < t[2] && area[2] > t[0] && area[1] < t[3] && area[3] > t[1])) return;
  taken.push(area);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  lines.forEach((line, i) => {
    const at = y + (i - (lines.length - 1) / 2) * size * 1.2;
    pen.strokeStyle = "#ffffffe8";
    pen.lineWidth = 4;
    pen.strokeText(line, x, at);
    pen.fillStyle = color;
    pen.fillText(line, x, at);
  });
}
function drawLabels() {
  if (state.county >= 0) return;
  taken.length = 0;
  for (const county of counties) {
    if (!county.label) continue;
    const lines = [county.name];
    if (county.short) lines.push(say("map.short_label", {count: county.short}));
    const [x, y] = toScreen(county.label);
    drawWords(lines, x, y - 10 - 9 * lines.length, county.paths.length ? 15 : 12, "#1d2b33");
  }
}
function drawTownships() {
  taken.length = 0;
  if (state.county < 0 && state.zoom < home() * 2.5) return;
  for (const [name, county, x, y] of data.townships) {
    if (state.county >= 0 && county !== state.county) continue;
    const [left, top] = toScreen(flat(x, y));
    drawWords(name, left, top - 12, 12, "#3c4f58");
  }
}
function drawMarked() {
  for (const marked of [state.over, state.pinned]) {
    if (marked < 0) continue;
    const [x, y] = toScreen(villages[marked].at);
    pen.beginPath();
    pen.arc(x, y, 9, 0, 7);
    pen.strokeStyle = "#111";
    pen.lineWidth = 2;
    pen.stroke();
  }
}
function drawScale() {
  const most = 140 / state.zoom * KM_PER_DEGREE;
  const power = 10 ** Math.floor(Math.log10(most)), step = [5, 2, 1].find((n) => n * power <= most) * power;
  byId("scale-bar").style.width = `${step / KM_PER_DEGREE * state.zoom}px`;
  byId("scale-words").textContent = step >= 1 ? say("map.km", {number: step}) : say("map.m", {number: Math.round(step * 1000)});
}

// --- hand and eye -------------------------------------------------------------------------------
function nearest(x, y, reach) {
  let found = -1, best = reach * reach;
  villages.forEach((village, index) => {
    if (state.hidden.has(village.status)) return;
    const [left, top] = toScreen(village.at), distance = (left - x) ** 2 + (top - y) ** 2;
    if (distance < best) { best = distance; found = index; }
  });
  return found;
}
function fillTip(index) {
  const village = villages[index], county = counties[village.county], name = data.townshipNames[village.township];
  tip.replaceChildren(make("strong", village.name), make("span", `${county.name} · ${name} · ${village.code}`, "where"));
  for (const row of village.rows.map((at) => rows[at])) {
    if (village.rows.length > 1) tip.append(make("hr"));
    const list = make("dl");
    const add = (key, value) => { if (value) list.append(make("dt", say(key)), make("dd", value)); };
    add("map.status", statusWord(village.status === "unreachable" ? village.status : row.status));
    if (row.person >= 0) {
      const person = people[row.person];
      const kind = word("occupation", person.occupation) + (person.hired ? `, ${say("map.new")}` : "");
      add("map.counsel", `${person.name} (${kind})`);
      add("map.office", person.place < 0 ? "" : places[person.place].name);
      add("map.minutes", row.minutes === null ? say("map.no_way") : number(row.minutes, 0));
      add("map.hours", number(row.hours, 1));
    }
    add("map.change", word("change", row.change) + (row.previous && row.change !== "kept" ? ` (${say("map.before", {name: row.previous})})` : ""));
    add("map.area", word("area", village.area));
    tip.append(list);
  }
  addGoes((key, value) => tip.lastChild.append(make("dt", say(key)), make("dd", value)), index);
}
function placeTip() {
  const shown = state.over >= 0 ? state.over : state.pinned;
  tip.hidden = shown < 0;
  if (shown < 0) return;
  fillTip(shown);
  const [x, y] = toScreen(villages[shown].at);
  const left = x + 16 + tip.offsetWidth > stage.clientWidth ? x - 16 - tip.offsetWidth : x + 16;
  tip.style.left = `${Math.max(4, left)}px`;
  tip.style.top = `${Math.max(4, Math.min(y - 20, stage.clientHeight - tip.offsetHeight - 4))}px`;
}
function refresh() { redraw(); placeTip(); }

const fingers = new Map();
let dragged = false, spread = 0;
const spot = (event) => { const edge = canvas.getBoundingClientRect(); return [event.clientX - edge.left, event.clientY - edge.top]; };
canvas.addEventListener("pointerdown", (event) => {
  canvas.setPointerCapture(event.pointerId);
  fingers.set(event.pointerId, spot(event));
  dragged = false;
  spread = 0;
});
canvas.addEventListener("pointermove", (event) => {
  const now = spot(event), was = fingers.get(event.pointerId);
  if (!was) {
    state.over = nearest(...now, 11);
    canvas.classList.toggle("over", state.over >= 0);
    return refresh();
  }
  if (fingers.size === 2) {
    fingers.set(event.pointerId, now);
    const [one, two] = [...fingers.values()], apart = Math.hypot(one[0] - two[0], one[1] - two[1]);
    if (spread) zoomBy(apart / spread, (one[0] + two[0]) / 2, (one[1] + two[1]) / 2);
    spread = apart;
    dragged = true;
    return placeTip();
  }
  if (Math.hypot(now[0] - was[0], now[1] - was[1]) < 3 && !dragged) return undefined;
  dragged = true;
  state.x -= (now[0] - was[0]) / state.zoom;
  state.y -= (now[1] - was[1]) / state.zoom;
  fingers.set(event.pointerId, now);
  return refresh();
});
const letGo = (event) => {
  if (fingers.delete(event.pointerId) && !dragged && event.type === "pointerup") {
    const hit = nearest(...spot(event), 11);
    state.pinned = hit === state.pinned ? -1 : hit;
    refresh();
  }
};
canvas.addEventListener("pointerup", letGo);
canvas.addEventListener("pointercancel", letGo);
canvas.addEventListener("pointerleave", () => { state.over = -1; refresh(); });
canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoomBy(Math.exp(-event.deltaY * 0.0015), ...spot(event));
  placeTip();
}, {passive: false});
canvas.addEventListener("keydown", (event) => {
  const step = 60 / state.zoom, move = {ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step]}[event.key];
  if (event.key === "Escape") state.pinned = -1;
  if (move) { state.x += move[0]; state.y += move[1]; event.preventDefault(); }
  if (event.key === "+" || event.key === "=") zoomBy(1.4, stage.clientWidth / 2, stage.clientHeight / 2);
  if (event.key === "-") zoomBy(1 / 1.4, stage.clientWidth / 2, stage.clientHeight / 2);
  refresh();
});
const fromMiddle = (factor) => () => { zoomBy(factor, stage.clientWidth / 2, stage.clientHeight / 2); placeTip(); };
byId("closer").addEventListener("click", fromMiddle(1.6));
byId("farther").addEventListener("click", fromMiddle(1 / 1.6));
byId("whole").addEventListener("click", () => choose(-1));

// --- the side ------------------------------------------------------------------------------------
function choose(index) {
  state.county = index;
  state.pinned = state.over = -1;
  byId("county").value = String(index);
  show(index < 0 ? everywhere : counties[index].box);
  fillCounties();
  fillCards();
  fillLegend();
  fillHint();
  refresh();
}
function fillCards() {
  const shown = state.county < 0 ? data.cards : counties[state.county].cards;
  byId("cards").replaceChildren(...shown.map(({key, figure, unit}) => {
    const card = make("div", undefined, "card");
    card.append(make("span", say(key)), make("b", figure), make("i", unit && say(unit)));
    return card;
  }));
}
function fillChoice() {
  const option = (value, words) => { const made = make("option", words); made.value = String(value); return made; };
  byId("county").replaceChildren(option(-1, say("map.all_counties")), ...counties.map((county, i) => option(i, county.name)));
  byId("county").value = String(state.county);
}
function fillHint() { byId("hint").textContent = say(state.county < 0 ? "map.hint_all" : "map.hint_county"); }
function legendRow(key, words, count, paint) {
  const row = make("label", undefined, "row"), box = make("input"), sign = make("canvas");
  box.type = "checkbox";
  box.checked = !state.hidden.has(key);
  box.addEventListener("change", () => { state.hidden[box.checked ? "delete" : "add"](key); state.over = -1; refresh(); });
  sign.width = sign.height = 36;
  paint(sign.getContext("2d"));
  row.append(box, sign, make("span", words), make("em", count));
  return row;
}
function fillLegend() {
  const counted = (status) => villages.filter((v) => v.status === status && (state.county < 0 || v.county === state.county)).length;
  const shown = ORDER.filter((status) => status !== "unreachable" || data.unreachable.length);
  byId("legend").replaceChildren(
    ...shown.reverse().map((status) =>
      legendRow(status, statusWord(status), String(counted(status)), (to) => drawShape(to, status, 18, 18, 2.4))),
    legendRow("place", say("map.office_sign"), String(places.length), (to) => drawPlace(to, 18, 19, 9)));
}
function tableRow(cells, tag, missed) {
  const row = make("tr");
  cells.forEach((cell, i) => row.append(make(tag, cell, missed === i ? "missed" : "")));
  return row;
}
function fillTargets() {
  const head = make("thead"), body = make("tbody");
  head.append(tableRow(["map.target", "map.wanted", "map.today", "map.plan"].map((key) => say(key)), "th"));
  for (const target of data.targets) {
    body.append(tableRow([`${target.name[state.lang]} ${target.code}`, target.wanted[state.lang], target.before,
      `${target.after} ${target.met ? "✓" : "✗"}`], "td", target.met ? -1 : 3));
  }
  byId("targets").replaceChildren(head, body);
  byId("targets").hidden = byId("targets-title").hidden = !data.targets.length;
}
function fillCounties() {
  const head = make("thead"), body = make("tbody");
  head.append(tableRow(["map.county", "map.villages", "map.effective", "map.short", "map.more"].map((key) => say(key)), "th"));
  counties.forEach((county, index) => {
    const row = tableRow([county.name, String(county.villages), county.effective, String(county.short), number(county.more, 0)], "td", county.short ? 3 : -1);
    row.classList.toggle("chosen", index === state.county);
    row.addEventListener("click", () => choose(index === state.county ? -1 : index));
    body.append(row);
  });
  byId("counties").replaceChildren(head, body);
}
byId("county").addEventListener("change", (event) => choose(Number(event.target.value)));
byId("find").addEventListener("input", () => {
  const wanted = byId("find").value.trim().toLowerCase();
  const hits = !wanted ? [] : villages.map((_, index) => index).filter((index) => {
    const village = villages[index];
    return [village.name, village.code, ...village.rows.map((row) => rows[row].person >= 0 ? people[rows[row].person].name : "")]
      .some((words) => words.toLowerCase().includes(wanted));
  }).slice(0, 12);
  byId("found").replaceChildren(...hits.map((index) => {
    const village = villages[index], item = make("li");
    const button = make("button", `${village.name} · ${data.townshipNames[village.township]}`);
    button.type = "button";
    button.addEventListener("click", () => {
      choose(village.county);
      state.pinned = index;
      state.x = village.at[0] - stage.clientWidth / 2 / state.zoom;
      state.y = village.at[1] - stage.clientHeight / 2 / state.zoom;
      zoomBy(2.5, stage.clientWidth / 2, stage.clientHeight / 2);
      refresh();
    });
    item.append(button);
    return item;
  }));
});
function translate() {
  document.documentElement.lang = state.lang;
  const title = data.title[state.lang];
  document.title = title;
  byId("title").textContent = title;
  byId("made").textContent = say("map.made", {date: data.date});
  byId("language").textContent = say("map.other_language");
  byId("county-label").textContent = say("map.choose_county");
  byId("find-label").textContent = say("map.find");
  byId("legend-title").textContent = say("map.legend");
  byId("targets-title").textContent = say("map.targets");
  byId("counties-title").textContent = say("map.counties");
  byId("certificate").textContent = say(data.evaluated ? "map.evaluated" : data.verified ? "map.verified" : "map.unverified");
  canvas.setAttribute("aria-label", say("map.aria", {title}));
  for (const [id, key] of [["closer", "map.closer"], ["farther", "map.farther"], ["whole", "map.whole"]]) {
    byId(id).title = say(key);
    byId(id).setAttribute("aria-label", say(key));
  }
  fillChoice();
  fillHint();
  fillLegend();
  fillCards();
  fillTargets();
  fillCounties();
  fillSites();
  refresh();
}
byId("language").addEventListener("click", () => { state.lang = state.lang === "zh" ? "en" : "zh"; translate(); });
listenSites();
let size = "";
new ResizeObserver(() => {
  const now = `${stage.clientWidth}x${stage.clientHeight}`;
  if (now !== size) { size = now; show(state.county < 0 ? everywhere : counties[state.county].box); refresh(); }
}).observe(stage);
show(everywhere);
translate();
