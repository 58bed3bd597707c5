// The timeline: days as bars, intervals as intervals, in plain SVG; dragging over it sets the days, and so do keys.
import { element } from "./base.js";

const DAY = 86400000, FOOT = 17;
const at = (date) => Date.parse(`${date}T00:00:00Z`) / DAY;
const iso = (day) => new Date(Math.round(day) * DAY).toISOString().slice(0, 10);
const STEPS = { day: 1, week: 7, month: 30.4, year: 365 };
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const nice = (date) => { const [y, m, d] = date.split("-"); return `${+d} ${MONTHS[m - 1]} ${y}`; };

/** Lays intervals into as few lanes as hold them without overlap. */
function lanes(intervals, x) {
  const ends = [];
  return intervals.map((one) => {
    const from = x(at(one.from)), to = Math.max(from + 5, x(at(one.to) + 1));
    let lane = ends.findIndex((end) => end <= from - 2);
    if (lane < 0) { lane = ends.length; ends.push(0); }
    ends[lane] = to;
    return { ...one, left: from, right: to, lane };
  });
}

function ticks(first, last, width) {
  const days = last - first, every = days / Math.max(2, width / 92), made = [];
  const step = [1, 2, 7, 14, 30.4, 91.3, 182.6, 365.25, 730.5, 1826].find((one) => one >= every) ?? 3652;
  const start = new Date(first * DAY);
  if (step < 28) { for (let day = Math.ceil(first / step) * step; day <= last; day += step) made.push([day, `${new Date(day * DAY).getUTCDate()} ${MONTHS[new Date(day * DAY).getUTCMonth()]}`]); return made; }
  const months = Math.round(step / 30.4);
  for (let year = start.getUTCFullYear(), month = 0; ; month += months) {
    const date = Date.UTC(year, month, 1) / DAY;
    if (date > last) break;
    const real = new Date(date * DAY);
    if (date >= first) made.push([date, months >= 12 || real.getUTCMonth() === 0 ? String(real.getUTCFullYear()) : `${MONTHS[real.getUTCMonth()]}${days < 500 ? "" : ` ${String(real.getUTCFullYear()).slice(2)}`}`]);
  }
  return made;
}

/** Draws what the server told; `chosen(from, to)` is called when somebody picks days. */
export function draw(holder, told, groups, chosen) {
  holder.replaceChildren();
  holder.onkeydown = null;
  if (!told.from) { holder.removeAttribute("tabindex"); holder.append(element("p", { class: "lack small" }, "Nothing here has a date.")); return; }
  const width = Math.max(240, holder.clientWidth), height = Math.max(80, holder.clientHeight);
  const step = STEPS[told.step], first = at(told.from) - step * 0.4, last = Math.max(at(told.to) + step * 1.2, first + 8 * step);
  const x = (day) => ((day - first) / (last - first)) * width;
  const svg = element("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  const laid = lanes([...told.intervals].sort((a, b) => at(a.from) - at(b.from)), x);
  const rows = Math.min(6, laid.reduce((most, one) => Math.max(most, one.lane + 1), 0));
  const floor = height - FOOT - rows * 7 - (rows ? 4 : 0);
  const tallest = Math.max(1, ...told.bars.map((bar) => bar.groups.reduce((a, b) => a + b, 0)));
  for (const [day, label] of ticks(first, last, width)) {
    svg.append(element("line", { x1: x(day), x2: x(day), y1: 0, y2: height - FOOT, stroke: "#ece8df" }), element("text", { x: x(day) + 3, y: height - 4 }, label));
  }
  svg.append(element("line", { x1: 0, x2: width, y1: floor + 0.5, y2: floor + 0.5, stroke: "#b9b4a8" }));
  for (const bar of told.bars) svg.append(column(bar, x, step, floor, tallest, groups, told.step));
  for (const one of laid) {
    if (one.lane >= rows) continue;
    svg.append(element("rect", { class: "bar", "data-from": one.from, "data-to": one.to, x: one.left, y: floor + 4 + one.lane * 7, width: one.right - one.left, height: 5, rx: 2.5, fill: groups[one.group].colour, "fill-opacity": 0.75 },
      element("title", {}, `${one.count} event${one.count === 1 ? "" : "s"} some time between ${nice(one.from)} and ${nice(one.to)}`)));
  }
  svg.append(element("text", { x: width - 2, y: 10, "text-anchor": "end" }, `${tallest} a ${told.step}`));
  holder.append(svg);
  keys(holder, told, { svg, x, floor: height - FOOT }, chosen);
  pick(svg, width, (a, b) => chosen(iso(Math.ceil(first + (a / width) * (last - first) - 0.5)), iso(Math.floor(first + (b / width) * (last - first)))), height, chosen);
}

function column(bar, x, step, floor, tallest, groups, unit) {
  const left = x(at(bar.day)), wide = Math.max(2, Math.min(16, x(at(bar.day) + step) - left - 1));
  const total = bar.groups.reduce((a, b) => a + b, 0), end = iso(at(bar.day) + step - 1);
  const held = element("g", { class: "bar", "data-from": bar.day, "data-to": unit === "day" ? bar.day : end }, element("title", {}, `${unit === "day" ? "" : `${unit} from `}${nice(bar.day)}: ${total} event${total === 1 ? "" : "s"}`));
  let top = floor;
  bar.groups.forEach((count, number) => {
    if (!count) return;
    const tall = Math.max(2, (count / tallest) * (floor - 14));
    top -= tall;
    held.append(element("rect", { x: left, y: top, width: wide, height: Math.max(1, tall - 0.6), fill: groups[number].colour }));
  });
  return held;
}

function pick(svg, width, done, height, chosen) {
  let from = null, brush = null;
  const place = (event) => { const box = svg.getBoundingClientRect(); return Math.min(width, Math.max(0, ((event.clientX - box.left) / box.width) * width)); };
  svg.addEventListener("pointerdown", (event) => { from = place(event); svg.setPointerCapture?.(event.pointerId); });
  svg.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const to = place(event);
    if (Math.abs(to - from) < 4 && !brush) return;
    brush ??= svg.appendChild(element("rect", { class: "brush", y: 0, height: height - FOOT }));
    brush.setAttribute("x", Math.min(from, to));
    brush.setAttribute("width", Math.abs(to - from));
  });
  svg.addEventListener("pointerup", (event) => {
    const start = from, moved = brush;
    from = brush = null;
    moved?.remove();
    if (moved) { const to = place(event); done(Math.min(start, to), Math.max(start, to)); return; }
    const bar = document.elementFromPoint(event.clientX, event.clientY)?.closest?.(".bar");
    if (bar) chosen(bar.dataset.from, bar.dataset.to);
  });
}

/** Arrows move a span of days, Shift with them widens or narrows it, Home and End go to the ends, Enter shows it, Escape lets go. */
function keys(holder, told, { svg, x, floor }, chosen) {
  const step = { day: 1, week: 7, month: 30, year: 365 }[told.step], lowest = at(told.from), highest = at(told.to);
  let from = lowest, to = Math.min(highest, lowest + step - 1), brush = null;
  const names = { role: "slider", tabindex: 0, "aria-label": "Days on the timeline: arrow keys move, Shift widens, Enter shows them", "aria-valuemin": lowest, "aria-valuemax": highest };
  for (const [name, value] of Object.entries(names)) holder.setAttribute(name, value);
  const tell = () => {
    holder.setAttribute("aria-valuenow", from);
    holder.setAttribute("aria-valuetext", from === to ? nice(iso(from)) : `${nice(iso(from))} to ${nice(iso(to))}`);
  };
  const show = () => {
    tell();
    brush ??= svg.appendChild(element("rect", { class: "brush", y: 0, height: floor }));
    brush.setAttribute("x", x(from));
    brush.setAttribute("width", Math.max(2, x(to + 1) - x(from)));
    document.getElementById("span").textContent = holder.getAttribute("aria-valuetext");
  };
  const shift = (days, widen) => {
    const moved = Math.max(widen ? from - to : lowest - from, Math.min(highest - to, days));
    to += moved;
    if (!widen) from += moved;
  };
  tell();
  holder.onkeydown = (event) => {
    const days = { ArrowRight: step, ArrowUp: step, ArrowLeft: -step, ArrowDown: -step, PageUp: 10 * step, PageDown: -10 * step, Home: -1e7, End: 1e7 }[event.key];
    if (event.altKey || event.ctrlKey || event.metaKey || !(days || ["Enter", "Escape"].includes(event.key))) return;
    event.preventDefault();
    if (days) { if (brush) shift(days, event.shiftKey); else if (event.shiftKey || Math.abs(days) > 1e6) shift(days, event.shiftKey); show(); return; }
    if (!brush) return;
    if (event.key === "Enter") { chosen(iso(from), iso(to)); return; }
    brush.remove();
    brush = null;
    document.getElementById("span").textContent = `${told.from} to ${told.to}`;
  };
}
