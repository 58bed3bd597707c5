// Control over time: a slider over the days that anything is told of; each place a letter in its holder's colour.
import { config, say } from "./base.js";
import * as maps from "./map.js";

const settings = config(), days = config("days"), COLOURS = ["#a3341c", "#1b1f24", "#0a7d5c", "#0b6aa8", "#a87400", "#7a3b96", "#2f87c1", "#a83278", "#66707c"];
const range = document.getElementById("range"), at = document.getElementById("at"), play = document.getElementById("play");
let map = null, timer = null, turn = 0;

function sign(numbers, hatched, vague) {
  const size = 30, canvas = document.createElement("canvas");
  canvas.width = canvas.height = size * 2;
  const pen = canvas.getContext("2d");
  pen.scale(2, 2);
  const parts = numbers.length ? numbers : [8];
  parts.forEach((number, place) => {
    pen.beginPath();
    pen.moveTo(15, 15);
    pen.arc(15, 15, 11, -Math.PI / 2 + (2 * Math.PI * place) / parts.length, -Math.PI / 2 + (2 * Math.PI * (place + 1)) / parts.length);
    pen.fillStyle = COLOURS[Math.min(number, 8)];
    pen.fill();
  });
  if (hatched) {
    pen.save();
    pen.beginPath();
    pen.arc(15, 15, 11, 0, 7);
    pen.clip();
    pen.strokeStyle = "#ffffff99";
    pen.lineWidth = 2;
    for (let x = -30; x < 60; x += 5) { pen.beginPath(); pen.moveTo(x, 0); pen.lineTo(x - 30, 30); pen.stroke(); }
    pen.restore();
  }
  pen.beginPath();
  pen.arc(15, 15, 11.6, 0, 7);
  pen.lineWidth = 2.2;
  pen.strokeStyle = "#fff";
  if (vague) pen.setLineDash([3, 3]);
  pen.stroke();
  if (parts.length === 1 && numbers.length) {
    if (hatched) {  // the letter stays readable on a disc of its own
      pen.beginPath();
      pen.arc(15, 15, 7.4, 0, 7);
      pen.fillStyle = COLOURS[Math.min(parts[0], 8)];
      pen.fill();
    }
    pen.fillStyle = "#fff";
    pen.font = "700 12px Inter, system-ui, sans-serif";
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(parts[0] < 8 ? "ABCDEFGH"[parts[0]] : "·", 15, 15.5);
  }
  return [pen.getImageData(0, 0, 60, 60), { pixelRatio: 2 }];
}

/** Stripes of the holders' colours: an area that is contested, or that its holder alone claims. */
function stripes(numbers) {
  const name = `stripes${numbers.join("-")}`;
  if (map.hasImage(name)) return name;
  const size = 24, canvas = Object.assign(document.createElement("canvas"), { width: size, height: size }), pen = canvas.getContext("2d");
  const bands = numbers.length > 1 ? numbers.slice(0, 3) : [numbers[0] ?? 8, null], band = size / bands.length;
  for (let x = -size; x < 2 * size; x += band) {
    const number = bands[Math.round((x + size) / band) % bands.length];
    if (number === null) continue;
    pen.fillStyle = `${COLOURS[Math.min(number, 8)]}8c`;
    pen.beginPath();
    pen.moveTo(x, size);
    pen.lineTo(x + band, size);
    pen.lineTo(x + band + size, 0);
    pen.lineTo(x + size, 0);
    pen.fill();
  }
  map.addImage(name, pen.getImageData(0, 0, size, size), { pixelRatio: 2 });
  return name;
}

/** The user's own boundaries, where the word about a place is about a whole area. */
async function areas(rows, search) {
  if (!map || !settings.areas) return new Set();
  const told = await (await fetch(`/areas.json${search}`)).json(), standing = new Map(rows.map((row) => [row.key, row]));
  for (const { properties: one } of told.features) {
    const row = standing.get(one.key);
    if (!row) continue;
    one.colour = COLOURS[Math.min(row.numbers[0] ?? 8, 8)];
    one.faint = faint(row.age);
    if (hatched(row)) one.stripes = stripes(row.numbers);
  }
  map.getSource("areas").setData(told);
  document.getElementById("map").dataset.areas = told.features.length;
  return new Set(told.features.map((one) => one.properties.key));
}

const hatched = (row) => !row.sure || row.state === "contested" || row.footing !== "attested";
const faint = (age) => (age > 365 ? 0.5 : age > 90 ? 0.75 : 1);

function named(place) {
  const words = place.length > 26 ? `${place.slice(0, 25)}…` : place;
  if (!map.hasImage(`l${words}`)) map.addImage(`l${words}`, ...maps.label(words));
  return `l${words}`;
}

async function draw(rows, search = location.search) {
  if (!map) return;
  const mine = turn, drawn = await areas(rows, search);
  if (mine !== turn) return;
  const features = rows.filter((row) => row.lat !== null).map((row) => {
    const vague = !["site", "settlement"].includes(row.precision) && !drawn.has(row.key), striped = hatched(row);
    const icon = `h${row.numbers.join("-")}${striped ? "/" : ""}${vague ? "~" : ""}`;
    if (!map.hasImage(icon)) map.addImage(icon, ...sign(row.numbers, striped, vague));
    return { type: "Feature", geometry: { type: "Point", coordinates: [row.lon, row.lat] }, properties: { icon, label: named(row.place), key: row.key, faint: faint(row.age) } };
  });
  map.getSource("control").setData({ type: "FeatureCollection", features });
  document.getElementById("map").dataset.shown = features.length;
}

async function show(day) {
  const mine = ++turn, address = new URL(location.href);
  address.searchParams.set("at", day);
  const [page, twin] = await Promise.all([fetch(address), fetch(`/control.json${address.search}`)]);
  if (mine !== turn) return;
  if (!page.ok) { say("That did not work.", true); return; }
  const next = new DOMParser().parseFromString(await page.text(), "text/html").getElementById("places");
  document.getElementById("places").replaceWith(next);
  history.replaceState(null, "", address);
  at.value = day;
  range.setAttribute("aria-valuetext", day);
  await draw((await twin.json()).rows, address.search);
  say(document.getElementById("count").textContent);
}

function stop() {
  clearInterval(timer);
  timer = null;
  play.setAttribute("aria-pressed", "false");
}

range.addEventListener("input", () => show(days[range.value]));
at.addEventListener("change", () => { if (at.value) { range.value = Math.max(0, days.filter((day) => day <= at.value).length - 1); show(at.value); } });
play.addEventListener("click", () => {
  if (timer) { stop(); return; }
  play.setAttribute("aria-pressed", "true");
  if (+range.value >= days.length - 1) range.value = -1;
  timer = setInterval(() => {
    if (+range.value >= days.length - 1) { stop(); return; }
    range.value = +range.value + 1;
    show(days[range.value]);
  }, 900);
});

const opened = await maps.open(document.getElementById("map"), settings);
if (opened) {
  map = opened.map;
  const none = { type: "FeatureCollection", features: [] }, area = { source: "areas", type: "fill" };
  map.addSource("areas", { type: "geojson", data: none });
  map.addLayer({ ...area, id: "areas", filter: ["!", ["has", "stripes"]], paint: { "fill-color": ["get", "colour"], "fill-opacity": ["*", 0.3, ["get", "faint"]] } });
  map.addLayer({ ...area, id: "striped", filter: ["has", "stripes"], paint: { "fill-pattern": ["get", "stripes"], "fill-opacity": ["*", 0.62, ["get", "faint"]] } });
  map.addLayer({ id: "edges", source: "areas", type: "line", paint: { "line-color": ["get", "colour"], "line-width": 1.4, "line-opacity": ["get", "faint"] } });
  map.addSource("control", { type: "geojson", data: none });
  map.addLayer({ id: "control", type: "symbol", source: "control", layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true }, paint: { "icon-opacity": ["get", "faint"] } });
  map.addLayer({ id: "names", type: "symbol", source: "control", minzoom: 5, layout: { "icon-image": ["get", "label"], "icon-anchor": "left", "icon-offset": [15, 0], "icon-padding": 4 } });
  map.on("click", "control", (event) => { location.href = `/control/${encodeURIComponent(event.features[0].properties.key)}`; });
  await draw(settings.rows);
  maps.outlines(map);
}
document.body.dataset.ready = "yes";
