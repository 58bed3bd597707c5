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

function named(place) {
  const words = place.length > 26 ? `${place.slice(0, 25)}…` : place;
  if (!map.hasImage(`l${words}`)) map.addImage(`l${words}`, ...maps.label(words));
  return `l${words}`;
}

function draw(rows) {
  if (!map) return;
  const features = rows.filter((row) => row.lat !== null).map((row) => {
    const hatched = !row.sure || row.state === "contested" || row.footing !== "attested", vague = !["site", "settlement"].includes(row.precision);
    const icon = `h${row.numbers.join("-")}${hatched ? "/" : ""}${vague ? "~" : ""}`;
    if (!map.hasImage(icon)) map.addImage(icon, ...sign(row.numbers, hatched, vague));
    return { type: "Feature", geometry: { type: "Point", coordinates: [row.lon, row.lat] }, properties: { icon, label: named(row.place), key: row.key, faint: row.age > 365 ? 0.5 : row.age > 90 ? 0.75 : 1 } };
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
  draw((await twin.json()).rows);
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
  map.addSource("control", { type: "geojson", data: { type: "FeatureCollection", features: [] } });
  map.addLayer({ id: "control", type: "symbol", source: "control", layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true }, paint: { "icon-opacity": ["get", "faint"] } });
  map.addLayer({ id: "names", type: "symbol", source: "control", minzoom: 5, layout: { "icon-image": ["get", "label"], "icon-anchor": "left", "icon-offset": [15, 0], "icon-padding": 4 } });
  map.on("click", "control", (event) => { location.href = `/control/${encodeURIComponent(event.features[0].properties.key)}`; });
  draw(settings.rows);
  maps.outlines(map);
}
document.body.dataset.ready = "yes";
