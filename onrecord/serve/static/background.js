// A background map of the user's own, under our borders and signs: pictures at an address, or a PMTiles file of pictures or of shapes.
import { element, say } from "./base.js";

const QUIET = { "raster-saturation": -0.6, "raster-opacity": 0.85 };
const GREEN = "#e6ebdc", WATER = "#dbe5ea", SHORE = "#c0d0d8", ROAD = "#d8d2c4", BUILT = "#e9e4d8";
const wide = (near, close) => ["interpolate", ["exponential", 1.5], ["zoom"], 6, near, 14, close];
const among = (name, ...values) => ["in", ["get", name], ["literal", values]];
const surface = ["==", ["geometry-type"], "Polygon"], line = ["==", ["geometry-type"], "LineString"];
const fill = (layer, colour, filter = surface) => ({ layer, type: "fill", filter, paint: { "fill-color": colour } });
const stroke = (layer, colour, width, filter = line) => ({ layer, type: "line", filter, paint: { "line-color": colour, "line-width": width } });

/** How layers of the two common schemas are drawn, from the ground up: Protomaps' basemap and OpenMapTiles. Names would need files of letters. */
const DRAWN = [
  fill("earth", "#f5f2ea"),
  fill("landcover", GREEN, among("kind", "forest", "grassland", "farmland", "scrub")),
  fill("landcover", GREEN, among("class", "wood", "grass", "farmland")),
  fill("landuse", GREEN, among("kind", "park", "forest", "wood", "nature_reserve", "national_park", "cemetery", "orchard", "farmland")),
  fill("landuse", BUILT, among("kind", "residential", "industrial", "military", "airfield", "aerodrome", "hospital")),
  fill("landuse", BUILT, among("class", "residential", "industrial", "military", "hospital")),
  fill("water", WATER),
  stroke("water", SHORE, wide(0.6, 2.4)),
  stroke("waterway", SHORE, wide(0.6, 2.4)),
  fill("buildings", "#e2dbcc"),
  fill("building", "#e2dbcc"),
  stroke("roads", ROAD, wide(0.3, 2), among("kind", "minor_road", "other", "path")),
  stroke("roads", ROAD, wide(0.8, 5), among("kind", "highway", "major_road", "medium_road")),
  stroke("transportation", ROAD, wide(0.3, 2), among("class", "tertiary", "minor", "service", "track")),
  stroke("transportation", ROAD, wide(0.8, 5), among("class", "motorway", "trunk", "primary", "secondary")),
  stroke("boundaries", "#cfc8b8", 0.8, among("kind", "region", "county", "macroregion")),  // borders of countries are our own
  stroke("boundary", "#cfc8b8", 0.8, among("admin_level", 3, 4, 5, 6)),
];

/** Draws it beneath our borders. What cannot be read is said; the map then stays as it is without. */
export async function add(map, library, tiles) {
  if (!tiles) return;
  try {
    if (tiles.form === "raster") pictures(map, { tiles: [tiles.address], tileSize: 256 });
    else await archive(map, library, new URL(tiles.address, location.origin).href);
  } catch (problem) {
    say(`The background map cannot be drawn: ${problem.message}`, true);
  }
}

function pictures(map, source) {
  map.addSource("background", { type: "raster", ...source });
  map.addLayer({ id: "background", type: "raster", source: "background", paint: QUIET }, "borders");
}

async function archive(map, library, address) {
  const { PMTiles, Protocol, TileType } = await import("/static/vendor/pmtiles.mjs");
  const protocol = new Protocol({ metadata: true }), file = new PMTiles(address);
  const header = await file.getHeader(), about = await file.getMetadata();
  protocol.add(file);
  library.addProtocol("pmtiles", protocol.tile);
  if (header.tileType === TileType.Mvt) shapes(map, `pmtiles://${address}`, about);
  else pictures(map, { url: `pmtiles://${address}`, tileSize: 256 });
  credit(map, about?.attribution);
  map.getContainer().dataset.background = header.tileType === TileType.Mvt ? "shapes" : "pictures";
}

function shapes(map, url, about) {
  const there = new Set((about?.vector_layers ?? []).map((one) => one.id)), drawn = DRAWN.filter((one) => there.has(one.layer));
  if (!drawn.length) throw new Error("it has no layer named as Protomaps or OpenMapTiles name them.");
  map.addSource("background", { type: "vector", url });
  drawn.forEach(({ layer, ...how }, number) => map.addLayer({ ...how, id: `background${number}`, source: "background", "source-layer": layer }, "borders"));
}

/** Whose map it is, as its file says: as text, whatever it holds. */
function credit(map, words) {
  const text = words ? new DOMParser().parseFromString(words, "text/html").body.textContent.trim() : "";
  if (text) map.getContainer().append(element("p", { class: "credit" }, text.slice(0, 200)));
}
