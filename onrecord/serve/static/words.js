// Words of a text, chosen by mouse, touch or keys; places are counted in Unicode code points, as the server counts.

const points = (text) => [...text].length;

function range(container, start, end) {
  const walker = document.createTreeWalker(container, NodeFilter.SHOW_TEXT), made = document.createRange();
  let passed = 0, begun = false;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const letters = [...node.data];
    const unit = (place) => letters.slice(0, place - passed).join("").length;
    if (!begun && start < passed + letters.length) { made.setStart(node, unit(start)); begun = true; }
    if (begun && end <= passed + letters.length) { made.setEnd(node, unit(end)); return made; }
    passed += letters.length;
  }
  return null;
}

/** Selects these characters of the container. */
export function select(container, start, end) {
  const made = range(container, start, end);
  if (!made) return;
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(made);
}

/** The words selected in the container: text, start, end; null where nothing is. */
export function selected(container) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const chosen = selection.getRangeAt(0);
  if (!container.contains(chosen.commonAncestorContainer)) return null;
  const before = document.createRange();
  before.setStart(container, 0);
  before.setEnd(chosen.startContainer, chosen.startOffset);
  const words = chosen.toString(), lead = words.length - words.trimStart().length;
  const start = points(before.toString()) + points(words.slice(0, lead)), text = words.trim();
  return text ? { text, start, end: start + points(text) } : null;
}

/** Lets arrow keys move from word to word; with Shift the selection grows. Calls `chosen` at every change. */
export function walk(container, chosen) {
  let at = -1, anchor = -1;
  const words = () => {
    const found = [];
    let place = 0;
    for (const part of container.textContent.split(/(\s+)/)) {
      const length = points(part);
      if (part.trim()) found.push([place, place + length]);
      place += length;
    }
    return found;
  };
  container.addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const all = words(), forward = (event.key === "ArrowRight") !== (getComputedStyle(container).direction === "rtl");
    at = Math.min(all.length - 1, Math.max(0, at + (forward ? 1 : -1)));
    if (!event.shiftKey || anchor < 0) anchor = at;
    const [from, to] = at < anchor ? [at, anchor] : [anchor, at];
    select(container, all[from][0], all[to][1]);
    range(container, all[at][0], all[at][1])?.startContainer.parentElement?.scrollIntoView({ block: "nearest" });
    chosen(selected(container));
  });
  document.addEventListener("selectionchange", () => { const now = selected(container); if (now) chosen(now); });
}
