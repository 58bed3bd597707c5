// The map: land and borders of our own, signs drawn on canvases (a sign is a colour AND a shape), nothing fetched from elsewhere.

import * as background from "./background.js";
import * as countries from "./countries.js";

const INK = "#22303c";

/** Radius in pixels of the ring that stands for so many people killed: its area grows with the number. */
export const radius = (killed) => (killed > 0 ? Math.min(46, 9 + 2.6 * Math.sqrt(killed)) : 0);

function drawing(size, draw) {
  const scale = 2, canvas = document.createElement("canvas");
  canvas.width = canvas.height = size * scale;
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  draw(pen);
  const data = pen.getImageData(0, 0, canvas.width, canvas.height);
  return [data, { pixelRatio: scale }];
}

function sign(group, disputed) {
  return drawing(26, (pen) => {
    pen.translate(3, 3);
    pen.scale(20 / 24, 20 / 24);
    const shape = new Path2D(group.path);
    pen.lineJoin = "round";
    pen.lineWidth = disputed ? 6 : 4;
    pen.strokeStyle = "#fff";
    pen.stroke(shape);
    pen.fillStyle = group.colour;
    pen.fill(shape);
    if (disputed) {  // a notch of paper through the middle: told in two ways that cannot both be right
      pen.fillStyle = "#fff";
      pen.fillRect(5, 9.2, 14, 2.2);
      pen.fillRect(5, 13, 14, 2.2);
    }
  });
}

function cluster(groups, shares, count) {
  const wide = 34 + Math.min(16, 4.5 * Math.log10(count)), middle = wide / 2 + 2, total = shares.reduce((a, b) => a + b, 0);
  return drawing(wide + 4, (pen) => {
    let from = -Math.PI / 2;
    shares.forEach((share, number) => {
      if (!share) return;
      const to = from + (2 * Math.PI * share) / total;
      pen.beginPath();
      pen.moveTo(middle, middle);
      pen.arc(middle, middle, wide / 2, from, to);
      pen.fillStyle = groups[number].colour;
      pen.fill();
      pen.strokeStyle = "#fff";
      pen.lineWidth = 1.2;
      pen.stroke();
      from = to;
    });
    pen.beginPath();
    pen.arc(middle, middle, wide / 2 - 5, 0, 7);
    pen.fillStyle = "#fffdf9";
    pen.fill();
    const words = count < 1000 ? String(count) : `${(count / 1000).toFixed(count < 10000 ? 1 : 0)}k`;
    pen.fillStyle = INK;
    pen.font = `620 ${words.length > 3 ? 11 : 12.5}px Inter, system-ui, sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(words, middle, middle + 0.5);
  });
}

const PLAIN = { font: "500 12px Inter, system-ui, sans-serif", ink: "#33404c", halo: "#f8f6f0", spacing: "0px" };

/** A name as an image: words on the map need no files of letters. */
export function label(words, { font, ink, halo, spacing } = PLAIN) {
  const ruler = document.createElement("canvas").getContext("2d");
  ruler.font = font;
  ruler.letterSpacing = spacing;
  const wide = Math.ceil(ruler.measureText(words).width) + 10;
  const canvas = document.createElement("canvas");
  canvas.width = wide * 2;
  canvas.height = 36;
  const pen = canvas.getContext("2d");
  pen.scale(2, 2);
  pen.font = font;
  pen.letterSpacing = spacing;
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.lineWidth = 3.5;
  pen.strokeStyle = halo;
  pen.strokeText(words, 5, 9.5);
  pen.fillStyle = ink;
  pen.fillText(words, 5, 9.5);
  return [pen.getImageData(0, 0, wide * 2, 36), { pixelRatio: 2 }];
}

const EMPTY = { type: "FeatureCollection", features: [] };
const FINE = 4.6;  // the zoom from which coasts are drawn in full

/** Land and borders come after the signs: coarse ones first, fine ones once somebody looks closely. */
export function outlines(map) {
  let shown = null;
  const fit = () => {
    const wanted = map.getZoom() >= FINE ? "/outlines.json" : "/outlines.json?coarse=yes";
    if (shown === wanted || shown === "/outlines.json") return;
    shown = wanted;
    map.getSource("world").setData(location.origin + wanted);
  };
  map.on("moveend", fit);
  fit();
  countries.add(map);
}

const STYLE = {
  version: 8,
  sources: { world: { type: "geojson", data: EMPTY } },
  layers: [
    { id: "sea", type: "background", paint: { "background-color": "#dbe5ea" } },
    { id: "land", type: "fill", source: "world", filter: ["==", ["get", "what"], "land"], paint: { "fill-color": "#f5f2ea", "fill-outline-color": "#c3cdd1" } },
    { id: "borders", type: "line", source: "world", filter: ["==", ["get", "what"], "border"], paint: { "line-color": "#b8b1a2", "line-width": ["interpolate", ["linear"], ["zoom"], 2, 0.6, 7, 1.4] } },
  ],
};

/** Opens a map; gives it with the library. Null where the map's files are missing or the browser cannot draw it. */
export async function open(container, settings) {
  if (settings.mapless) return null;
  let map, library;
  try {
    library = await import("/static/vendor/maplibre-gl.mjs");
    map = new library.Map({
      container, style: STYLE, attributionControl: false, maxZoom: 15, minZoom: 1, dragRotate: false, pitchWithRotate: false,
      renderWorldCopies: true, fadeDuration: 0, hash: "map",
      ...(settings.bounds ? { bounds: roomy(settings.bounds), fitBoundsOptions: { padding: 60, maxZoom: 9 } } : { center: [38, 34], zoom: 3 }),
    });
  } catch (problem) {
    container.append(Object.assign(document.createElement("p"), { className: "mapless", textContent: "This browser cannot draw the map; timeline and list work without." }));
    return null;
  }
  map.touchZoomRotate.disableRotation();
  map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new library.ScaleControl({ maxWidth: 90 }), "bottom-right");
  await new Promise((done) => map.once("style.load", done));
  background.add(map, library, settings.tiles);
  return { map, library };
}


const roomy = ([w, s, e, n]) => [[w - 0.15, s - 0.12], [e + 0.15, n + 0.12]];

/** Adds the layers of events; gives a function that shows these features. */
export function events(map, groups) {
  groups.forEach((group, number) => {
    map.addImage(`s${number}`, ...sign(group, false));
    map.addImage(`s${number}!`, ...sign(group, true));
  });
  map.addSource("events", { type: "geojson", data: EMPTY });
  const colour = ["get", "colour"], single = ["has", "id"];
  const ring = { source: "events", type: "circle", filter: single };
  map.addLayer({ ...ring, id: "vague", filter: ["all", single, ["!", ["get", "exact"]]], paint: { "circle-radius": ["+", ["max", ["get", "ring"], 13], 5], "circle-color": colour, "circle-opacity": 0.07 } });
  map.addLayer({ ...ring, id: "fewest", paint: { "circle-radius": ["get", "disc"], "circle-color": colour, "circle-opacity": 0.26 } });
  map.addLayer({ ...ring, id: "most", paint: { "circle-radius": ["get", "ring"], "circle-color": colour, "circle-opacity": 0, "circle-stroke-color": colour, "circle-stroke-width": ["case", [">", ["get", "ring"], 0], 1.4, 0] } });
  map.addLayer({ id: "events", source: "events", type: "symbol", layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-ignore-placement": true, "symbol-sort-key": ["get", "order"] } });
  map.addLayer({ id: "labels", source: "events", type: "symbol", minzoom: 5, filter: ["has", "label"], layout: { "icon-image": ["get", "label"], "icon-anchor": "left", "icon-offset": ["array", "number", 2, ["get", "beside"]], "icon-padding": 4, "symbol-sort-key": ["-", 0, ["get", "order"]] } });
  return (collection) => {
    for (const { properties } of collection.features) dress(map, groups, properties);
    map.getSource("events").setData(collection);
  };
}

function dress(map, groups, one) {
  if (one.place) {
    const words = one.place.length > 26 ? `${one.place.slice(0, 25)}…` : one.place;
    one.label = `l${words}`;
    one.beside = [one.count ? 18 + Math.min(8, 2.3 * Math.log10(one.count)) : 12, 0];
    if (!map.hasImage(one.label)) map.addImage(one.label, ...label(words));
  } else { delete one.place; }
  if (one.count) {
    const total = one.shares.reduce((a, b) => a + b, 0);
    const slots = one.shares.map((share) => (share ? Math.max(1, Math.round((24 * share) / total)) : 0));
    one.icon = `c${one.count}:${slots.join("-")}`;
    one.order = one.count;
    if (!map.hasImage(one.icon)) map.addImage(one.icon, ...cluster(groups, slots, one.count));
    return;
  }
  const low = one.low ?? one.high ?? 0, high = one.high ?? one.low ?? 0;
  Object.assign(one, { icon: `s${one.group}${one.disputed ? "!" : ""}`, order: 1, colour: groups[one.group].colour, disc: radius(low), ring: radius(high) });
}
