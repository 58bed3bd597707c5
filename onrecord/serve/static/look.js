// The first page: three views of one address. Changing a filter changes the address; going back goes back.
import { config, element, say } from "./base.js";
import { draw } from "./time.js";
import * as maps from "./map.js";

const settings = config();
const groups = settings.groups;
let map = null, showEvents = null, popup = null, told = null, asked = 0;

const query = () => new URLSearchParams([...new URLSearchParams(location.search)].filter(([name, value]) => value && name !== "begin"));
const mapQuery = () => { const one = query(); ["sort", "tray"].forEach((name) => one.delete(name)); return one; };

/** Goes to another view: new list from the server, map and timeline after it. */
async function go(address, keep = true) {
  const turn = ++asked;
  const answer = await fetch(address, { headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (turn !== asked) return;
  const next = page.querySelector(".list");
  if (!next) { say(page.querySelector("main p")?.textContent ?? "That did not work.", true); return; }
  if (keep) history.pushState(null, "", address + location.hash);
  document.querySelector(".list").replaceWith(next);
  document.querySelector(".legend").replaceWith(page.querySelector(".legend"));
  document.querySelector(".timehead").replaceWith(page.querySelector(".timehead"));
  document.querySelector(".tray.onmap")?.remove();
  const tray = page.querySelector(".tray.onmap");
  if (tray) document.querySelector(".map").append(tray);
  const form = document.getElementById("filters");
  if (!form.contains(document.activeElement) || !keep) form.replaceWith(page.getElementById("filters"));
  say(document.getElementById("count").textContent.trim());
  await refresh();
}

async function refresh() {
  await Promise.all([timeline(), onMap()]);
}

async function timeline() {
  told = await (await fetch(`/timeline.json?${mapQuery()}`)).json();
  paint();
}

function paint() {
  if (!told) return;
  document.getElementById("span").textContent = told.from ? `${told.from} to ${told.to}${told.more ? ` · ${told.more} more in long intervals` : ""}` : "";
  draw(document.getElementById("time"), told, groups, (from, to) => {
    const one = query();
    one.set("since", from < to ? from : to);
    one.set("until", from < to ? to : from);
    go(`/?${one}`, true).then(() => syncForm());
  });
}

function syncForm() {
  const form = document.getElementById("filters"), one = query();
  for (const field of form.elements) if (field.name && field.type !== "hidden") field.value = one.get(field.name) ?? "";
}

async function onMap() {
  if (!map) return;
  const bounds = map.getBounds(), one = mapQuery();
  one.set("view", [bounds.getWest(), Math.max(-85, bounds.getSouth()), bounds.getEast(), Math.min(85, bounds.getNorth())].map((n) => n.toFixed(4)).join(","));
  one.set("zoom", Math.max(0, map.getZoom()).toFixed(2));
  const answer = await fetch(`/map.json?${one}`);
  if (!answer.ok) return;
  const collection = await answer.json();
  showEvents(collection);
  document.getElementById("map").dataset.shown = collection.features.length;
}

function pop(feature, at) {
  const one = feature.properties;
  const killed = one.low === null || one.low === undefined ? "" : ` · ${one.low === one.high || !one.high ? one.low : `${one.low}–${one.high}`} killed`;
  const label = document.querySelector(`.row[data-id="${CSS.escape(one.id)}"] strong`)?.textContent ?? groups[one.group].label;
  const body = element("div", { class: "pop" }, element("a", { href: `/events/${encodeURIComponent(one.id)}` }, label),
    element("span", { dir: "auto" }, String(one.place ?? "").slice(0, 120)), element("small", {}, `${one.when ?? "no date"}${killed}${one.exact ? "" : ` · the place is only known as ${one.precision}`}`));
  popup?.remove();
  popup = new map.library.Popup({ maxWidth: "280px", offset: 12 }).setLngLat(at).setDOMContent(body).addTo(map);
  document.querySelectorAll(".row.lit").forEach((row) => row.classList.remove("lit"));
  const row = document.querySelector(`.row[data-id="${CSS.escape(one.id)}"]`);
  row?.classList.add("lit");
  row?.scrollIntoView({ block: "nearest" });
}

function clicked(event) {
  const feature = event.features[0], one = feature.properties;
  if (!one.count) { pop(feature, feature.geometry.coordinates.slice()); return; }
  const [west, south, east, north] = typeof one.box === "string" ? JSON.parse(one.box) : one.box;
  if (one.spot) {
    const address = query();
    address.set("box", [west - 1e-4, south - 1e-4, east + 1e-4, north + 1e-4].map((n) => n.toFixed(5)).join(","));
    go(`/?${address}`);
  } else {
    map.fitBounds([[west, south], [east, north]], { padding: 90, maxZoom: Math.max(map.getZoom() + 2, 6), duration: 500 });
  }
}

async function openMap() {
  const opened = await maps.open(document.getElementById("map"), settings);
  if (!opened) return;
  map = opened.map;
  map.library = opened.library;
  map.getCanvas().setAttribute("aria-label", "Map of events; the list beside it holds the same events");
  showEvents = maps.events(map, groups);
  map.on("moveend", onMap);
  map.on("click", "events", clicked);
  map.on("mouseenter", "events", () => { map.getCanvas().style.cursor = "pointer"; });
  map.on("mouseleave", "events", () => { map.getCanvas().style.cursor = ""; });
  await onMap();
  document.getElementById("map").dataset.ready = "yes";
  maps.outlines(map);
}

async function moreRows(link) {
  const one = query();
  one.set("begin", link.dataset.more);
  one.set("part", "rows");
  const answer = await fetch(`/?${one}`);
  const page = new DOMParser().parseFromString(`<ol>${await answer.text()}</ol>`, "text/html");
  const rows = [...page.querySelectorAll("ol > li")];
  link.closest("li").replaceWith(...rows);
  rows[0]?.querySelector("a")?.focus();
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target.closest("a");
  if (!link) return;
  if (link.dataset.more) { event.preventDefault(); moreRows(link); return; }
  if (link.matches(".kindswitch, .tray, .chips a")) { event.preventDefault(); go(link.getAttribute("href")).then(syncForm); }
});
document.addEventListener("submit", (event) => {
  if (event.target.id !== "filters") return;
  event.preventDefault();
  const values = [...new FormData(event.target)].filter(([, value]) => value);
  const one = new URLSearchParams(values);
  document.querySelector(".more-filters")?.removeAttribute("open");
  go(one.size ? `/?${one}` : "/");
});
document.addEventListener("change", (event) => {
  if (event.target.id === "sort") { const one = query(); one.set("sort", event.target.value); go(`/?${one}`); return; }
  if (event.target.form?.id === "filters" && (event.target.tagName === "SELECT" || event.target.type === "date")) event.target.form.requestSubmit();
});
addEventListener("popstate", () => go(location.pathname + location.search, false));
new ResizeObserver(() => paint()).observe(document.getElementById("time"));
await timeline();
await openMap();
document.body.dataset.ready = "yes";
