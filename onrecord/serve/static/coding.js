// Marking a claim by hand: select words, say what they are, keep.
import { element, say, send } from "./base.js";
import { walk } from "./words.js";

const text = document.querySelector("[data-text]"), form = document.querySelector(".coder");
const marks = [];
let now = null;

const value = (id) => document.getElementById(id).value;
const number = (id) => (/^\d+$/.test(value(id).trim()) ? Number(value(id)) : null);

function show() {
  const list = document.getElementById("marked");
  list.replaceChildren(...marks.map((mark, place) => {
    const away = element("button", { type: "button", class: "link" }, "remove");
    away.addEventListener("click", () => { marks.splice(place, 1); show(); });
    return element("li", {}, element("b", {}, mark.label), element("span", { dir: "auto" }, mark.text), away);
  }));
  document.getElementById("tollfields").hidden = !marks.some((mark) => mark.role === "toll");
}

function mark(button) {
  if (!now) { say("Select words in the text first.", true); return; }
  const role = button.dataset.role;
  if (["trigger", "when", "source"].includes(role)) { const old = marks.findIndex((one) => one.role === role); if (old >= 0) marks.splice(old, 1); }
  marks.push({ ...now, role, label: button.lastChild.textContent.trim() });
  if (role === "toll") {
    const figure = now.text.match(/\d[\d,.]*/)?.[0].replace(/[,.]/g, "");
    if (figure) { document.getElementById("low").value = figure; document.getElementById("high").value = figure; }
  }
  if (role === "source" && value("sourcekind") === "outlet") document.getElementById("sourcekind").value = "unattributed";
  show();
}

const at = ({ start, end }) => ({ start, end });
const of = (role) => marks.filter((mark) => mark.role === role);

function draft() {
  const source = of("source")[0], when = of("when")[0];
  return {
    kind: value("kind"), status: value("status"), trigger: at(of("trigger")[0]),
    actors: [...of("initiator"), ...of("target")].map((mark) => ({ ...at(mark), role: mark.role })),
    places: of("place").map(at), when: when ? at(when) : null,
    tolls: of("toll").map((mark) => ({ ...at(mark), harm: value("harm"), who: value("whoharmed"), low: number("low"), high: number("high") })),
    source: { kind: value("sourcekind"), anonymous: document.getElementById("anonymous").checked, ...(source ? at(source) : {}) },
  };
}

async function keep() {
  if (!of("trigger").length) { say("Mark the words that say what happened.", true); return; }
  try {
    await send(form.dataset.action, { claim: JSON.stringify(draft()), event: form.dataset.event ?? "" });
    location.reload();
  } catch (problem) { say(problem.message, true); }
}

if (form && text) {
  walk(text, (words) => { now = words; document.getElementById("chosen").textContent = words?.text ?? "nothing selected"; });
  form.addEventListener("click", (event) => { const button = event.target.closest("[data-role]"); if (button) mark(button); });
  document.getElementById("save").addEventListener("click", keep);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); keep(); return; }
    if (/^[1-7]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.target.closest("input, select, textarea")) { event.preventDefault(); mark(form.querySelectorAll("[data-role]")[event.key - 1]); }
  });
}
document.getElementById("complete")?.addEventListener("click", async () => {
  try { await send("/decisions", { act: "complete", subjects: document.querySelector("[data-report]").dataset.report }); location.reload(); } catch (problem) { say(problem.message, true); }
});
document.body.dataset.ready = "yes";
