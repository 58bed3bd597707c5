// What every page shares: sending a decision with the session's token, saying something to everybody, and safe elements.

export const token = document.body.dataset.token;

/** Parses the page's own JSON; null where the page has none. */
export function config(id = "config") {
  const found = document.getElementById(id);
  return found ? JSON.parse(found.textContent) : null;
}

/** An element with attributes and children; text is only ever text. */
export function element(name, attributes = {}, ...children) {
  const space = ["svg", "g", "rect", "path", "line", "text", "circle", "title"].includes(name) ? "http://www.w3.org/2000/svg" : null;
  const made = space ? document.createElementNS(space, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null && value !== undefined) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Says it in the page's live region, for eyes and screen readers alike. */
export function say(words, bad = false) {
  const live = document.getElementById("live");
  live.textContent = words;
  live.className = words ? `toast${bad ? " bad" : ""}` : "hidden";
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { live.className = "hidden"; }, bad ? 9000 : 4000);
}

/** Sends a form to the server; gives its JSON, or throws with the server's sentence. */
export async function send(address, values) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "accept": "application/json", "x-token": token },
    body: new URLSearchParams(Object.entries(values).filter(([, value]) => value !== null && value !== undefined)),
  });
  const told = await answer.json().catch(() => ({ error: `The server answered ${answer.status}.` }));
  if (!answer.ok) throw new Error(told.error ?? `The server answered ${answer.status}.`);
  return told;
}

document.addEventListener("change", (event) => { if (event.target.dataset?.submit !== undefined) event.target.form.requestSubmit(); });
