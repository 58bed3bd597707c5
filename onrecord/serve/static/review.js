// Review by keys: every key is a button too, and every decision can be undone.
import { config, element, say, send } from "./base.js";
import { select, walk } from "./words.js";

const vocabulary = config("vocabulary"), dialog = document.getElementById("correct"), help = document.getElementById("help");
let place = 0, words = null, field = null;

const desk = () => document.getElementById("desk");
const claims = () => [...document.querySelectorAll(".judged")];
const current = () => claims()[place];
const event = () => desk().dataset.event;

/** Puts the focus on a claim. */
function focus(to, scroll = true) {
  const all = claims();
  place = Math.max(0, Math.min(all.length - 1, to));
  all.forEach((one, number) => one.classList.toggle("now", number === place));
  if (scroll) { all[place]?.scrollIntoView({ block: "nearest" }); all[place]?.querySelector(".claim")?.focus({ preventScroll: true }); }
}

/** Shows another event, or the same anew, without leaving the page. */
async function load(id, to = 0) {
  const address = id ? `/review?event=${encodeURIComponent(id)}` : "/review";
  const answer = await fetch(address);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.getElementById("desk")) { location.href = "/review"; return; }
  const scrolled = document.querySelector(".waiting").scrollTop;
  desk().replaceWith(page.getElementById("desk"));
  document.querySelector(".waiting").scrollTop = scrolled;
  history.replaceState(null, "", address);
  focus(to);
}

async function decide(values, then) {
  try {
    const told = await send("/decisions", values);
    say(`${values.act === "undo" ? "undone" : values.act.replace("_", " ")} ✓`);
    await then(told);
  } catch (problem) { say(problem.message, true); }
}

const again = (told) => load(told?.event ?? event(), place);

async function approve() {
  const one = current();
  if (!one) return;
  const open = claims().filter((claim) => claim !== one && !claim.classList.contains("right"));
  if (open.length) await decide({ act: "approve", subjects: one.dataset.claim, report: one.dataset.report }, () => load(event(), claims().indexOf(open.find((claim) => claims().indexOf(claim) > place) ?? open[0])));
  else await approveEvent();
}

const approveEvent = () => { const next = desk().dataset.next; return decide({ act: "approve", subjects: event() }, () => load(next)); };
const rejectEvent = () => { const next = desk().dataset.next; return decide({ act: "reject", subjects: event() }, () => load(next)); };
const reject = () => { const next = desk().dataset.next; return current() && decide({ act: "reject", subjects: current().dataset.claim, report: current().dataset.report }, (told) => (claims().length > 1 ? load(event(), place) : load(told.event ?? next))); };

async function undo() {
  const last = desk().dataset.mine || sessionStorage.getItem("last");
  if (!last) { say("There is nothing of yours to undo here.", true); return; }
  sessionStorage.removeItem("last");
  await decide({ act: "undo", subjects: last }, again);
}

async function addMissed() {
  const one = current();
  if (one) location.href = `/reports/${encodeURIComponent(one.dataset.report)}?event=${encodeURIComponent(event())}#words`;
}

// --- correcting

const FIELDS = [["places.0", "where"], ["when", "when"], ["tolls.0", "how many"], ["actors.0", "who"], ["source", "who says so"], ["kind", "kind"], ["status", "status"], ["map", "place on the map"]];

async function correct(first = null) {
  const one = current();
  if (!one) return;
  const told = await (await fetch(`/reports/${encodeURIComponent(one.dataset.report)}.json?claim=${encodeURIComponent(one.dataset.claim)}`)).json();
  const claim = told.claims.find((item) => item.id === one.dataset.claim)?.claim;
  document.getElementById("correcttext").textContent = told.report.text;
  const choice = document.getElementById("fieldchoice");
  const shown = FIELDS.filter(([name]) => !(name === "tolls.0" && !claim.tolls.length) && !(name === "actors.0" && !claim.actors.length) && !((name === "places.0" || name === "map") && !claim.places.length));
  choice.replaceChildren(...shown.map(([name, label]) => {
    const button = element("button", { type: "button", class: "button", "data-field": name, "aria-pressed": "false" }, label);
    button.addEventListener("click", () => pick(name, claim));
    return button;
  }));
  dialog.showModal();
  pick(first && shown.some(([name]) => name === first) ? first : shown[0][0], claim);
}

function pick(name, claim) {
  field = name;
  words = null;
  document.getElementById("chosen").textContent = "nothing selected";
  document.querySelectorAll("#fieldchoice [data-field]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.field === name)));
  const values = document.getElementById("byvalue"), byWords = !["kind", "status", "map"].includes(name);
  document.getElementById("bywords").hidden = !byWords;
  values.hidden = byWords && name !== "tolls.0";
  values.replaceChildren();
  if (name === "kind") values.append(choose("value", vocabulary.kinds, claim.kind));
  if (name === "status") values.append(choose("value", vocabulary.statuses.map((one) => [one, one]), claim.status));
  if (name === "map") search(values, claim);
  if (name === "tolls.0") for (const end of ["low", "high"]) values.append(element("label", {}, end === "low" ? "At least" : "At most", element("input", { id: `toll-${end}`, inputmode: "numeric", value: claim.tolls[0][end] ?? "" })));
  const text = document.getElementById("correcttext");
  const old = byWords ? name.split(".").reduce((one, key) => one?.[key], claim) : null;
  if (byWords) { text.focus(); if (old?.end) select(text, old.start, old.end); } else values.querySelector("select, input")?.focus();
}

function choose(id, options, value) {
  const made = element("select", { id });
  for (const [name, label] of options) made.append(element("option", { value: name, ...(name === value ? { selected: "" } : {}) }, label));
  return element("label", {}, "Value", made);
}

function search(values, claim) {
  const input = element("input", { type: "search", value: claim.places[0].name ?? claim.places[0].text, "aria-label": "Name of the place" }), list = element("ul", { class: "candidates" });
  const find = async () => {
    const told = await (await fetch(`/places.json?q=${encodeURIComponent(input.value)}`)).json();
    list.replaceChildren(...told.places.map((one) => {
      const button = element("button", { type: "button", class: "button" }, element("b", {}, one.name), element("small", {}, [one.described, `${one.lat?.toFixed(3)}, ${one.lon?.toFixed(3)}`].filter(Boolean).join(" · ")));
      button.addEventListener("click", () => keepValue("places.0", { ...claim.places[0], ...one.value }));
      return element("li", {}, button);
    }));
    if (!told.places.length) list.append(element("li", { class: "lack" }, "The gazetteer knows no such name."));
  };
  input.addEventListener("change", find);
  values.append(input, list);
  find();
}

const keepValue = (name, value) => finishCorrection({ act: "correct", subjects: current().dataset.claim, report: current().dataset.report, field: name, value: JSON.stringify(value) });

async function finishCorrection(values) {
  dialog.close();
  await decide(values, again);
}

async function keepCorrection() {
  if (["kind", "status"].includes(field)) { await keepValue(field, document.getElementById("value").value); return; }
  if (field === "map") return;
  if (!words) { say("Select the right words first.", true); return; }
  const values = { act: "correct", subjects: current().dataset.claim, report: current().dataset.report, field, start: words.start, end: words.end };
  if (field === "tolls.0") {
    const ends = ["low", "high"].map((end) => document.getElementById(`toll-${end}`).value.trim());
    values.value = JSON.stringify({ low: /^\d+$/.test(ends[0]) ? +ends[0] : null, high: /^\d+$/.test(ends[1]) ? +ends[1] : null });
  }
  await finishCorrection(values);
}

walk(document.getElementById("correcttext"), (now) => { if (dialog.open) { words = now; document.getElementById("chosen").textContent = now?.text ?? "nothing selected"; } });
document.getElementById("correctkeep").addEventListener("click", keepCorrection);
dialog.addEventListener("keydown", (pressed) => { if (pressed.key === "Enter" && pressed.target.tagName !== "BUTTON" && pressed.target.type !== "search") { pressed.preventDefault(); keepCorrection(); } });

// --- keys and buttons

const field_ = (id) => document.getElementById(id);
const toggleHelp = () => { help.hidden = !help.hidden; document.querySelector('[data-do="help"]')?.setAttribute("aria-expanded", String(!help.hidden)); };
const keepNote = () => field_("note").value.trim() && decide({ act: "note", subjects: event(), value: JSON.stringify(field_("note").value.trim()) }, again);
const other = (act) => decide({ act, subjects: `${event()} ${field_("other").value.trim()}` }, again);

const DO = {
  "approve": approve, "approve-event": approveEvent, "reject": reject, "reject-event": rejectEvent, "edit": () => correct(), "place": () => correct("map"), "add": addMissed, "undo": undo,
  "next": () => load(desk().dataset.next), "clear": () => decide({ act: "clear", subjects: event() }, again), "help": toggleHelp, "keep-note": keepNote, "same": () => other("same"), "different": () => other("different"),
  "note": () => field_("note")?.focus(), "tags": () => field_("tags")?.focus(), "state": () => field_("state")?.focus(), "down": () => focus(place + 1), "up": () => focus(place - 1),
};
const KEYS = { a: "approve", A: "approve-event", x: "reject", X: "reject-event", e: "edit", p: "place", m: "add", u: "undo", n: "next", c: "clear", "?": "help", o: "note", t: "tags", s: "state", j: "down", k: "up" };

let busy = false;
async function act(name) {
  if (busy) return;
  busy = true;
  try { await DO[name](); } finally { busy = false; }
}

document.addEventListener("keydown", (pressed) => {
  if (dialog.open || pressed.ctrlKey || pressed.altKey || pressed.metaKey) return;
  if (pressed.target.closest("input, select, textarea")) { if (pressed.key === "Escape") pressed.target.blur(); return; }
  const name = KEYS[pressed.key];
  if (name) { pressed.preventDefault(); act(name); }
});
document.addEventListener("click", (pressed) => {
  const button = pressed.target.closest("[data-do]"), part = pressed.target.closest("[data-split]"), judged = pressed.target.closest(".judged");
  if (button && !button.disabled) act(button.dataset.do);
  else if (part) decide({ act: "split", subjects: `${event()} ${part.dataset.split}` }, again);
  else if (judged) focus(claims().indexOf(judged), false);
});
document.addEventListener("change", (changed) => {
  const id = changed.target.id;
  if (id === "state") decide({ act: "state", subjects: event(), value: JSON.stringify(changed.target.value) }, again);
  if (id === "assign") decide({ act: "assign", subjects: event(), value: JSON.stringify(changed.target.value.trim() || null) }, again);
  if (id === "tags") decide({ act: "tag", subjects: event(), value: JSON.stringify(changed.target.value.split(",")) }, again);
});
focus(0);
document.body.dataset.ready = "yes";
