// Names of countries, quiet and below everything else: each from the zoom at which it fits into its country, fewer where the map is narrow.
import { label } from "./map.js";

const QUIET = { font: "560 11px Inter, system-ui, sans-serif", ink: "#8b8475", halo: "#f5f2ea", spacing: "1.4px" };
const NARROW = 500;  // pixels of a map on a phone: there a country has to be twice as wide as its name

/** Fetches names and draws those that fit; they come last, after signs and coasts. */
export async function add(map) {
  const answer = await fetch("/countries.json");
  if (!answer.ok) return;
  const { features } = await answer.json(), later = map.getContainer().clientWidth < NARROW ? 1 : 0;
  for (const { properties: one } of features) {
    const [data, scale] = label(one.name.toUpperCase(), QUIET);
    one.icon = `country ${one.code}`;
    one.from = Math.log2(((data.width / 2) * 360) / (512 * one.wide)) + later;
    map.addImage(one.icon, data, scale);
  }
  map.addSource("countries", { type: "geojson", data: { type: "FeatureCollection", features } });
  map.addLayer({
    id: "countries", type: "symbol", source: "countries", maxzoom: 7.5, filter: [">=", ["zoom"], ["get", "from"]],
    layout: { "icon-image": ["get", "icon"], "icon-padding": 8, "symbol-sort-key": ["-", 0, ["get", "wide"]] },
  }, map.getLayer("vague") ? "vague" : map.getLayer("areas") ? "areas" : undefined);
}
