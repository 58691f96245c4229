// What the page asks of the server, and how it tells its reader.
export const byId = (id) => document.getElementById(id);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];
export const many = (n, what, more = `${what}s`) => `${n.toLocaleString("en")} ${n === 1 ? what : more}`;

const policy = globalThis.trustedTypes?.createPolicy("copydesk", { createHTML: (html) => html });
/** Put markup that the server made, in which every text of an article is escaped, into an element. */
export function fill(element, html) {
  element.innerHTML = policy ? policy.createHTML(html) : html;
}

/** An answer that is a refusal; `status` is 0 where there is no answer at all. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const KEY = "copydesk-session";
const LOST = "copydesk does not answer. What you decided before is kept: start “copydesk review” again.";

async function send(method, path, body, headers) {
  let answer;
  try {
    answer = await fetch(path, { method, body, headers, credentials: "omit", redirect: "error" });
  } catch {
    throw new Refusal(0, LOST);
  }
  if (!answer.ok) {
    const said = await answer.json().catch(() => ({}));
    throw new Refusal(answer.status, said.error ?? `copydesk answers ${answer.status}`);
  }
  return answer;
}

const session = () => ({ "x-copydesk-session": sessionStorage.getItem(KEY) ?? "" });
export const get = async (path) => (await send("GET", path, undefined, session())).json();
export const bytes = async (path) => (await send("GET", path, undefined, session())).blob();
export const post = async (path, value) => (await send("POST", path, JSON.stringify(value),
  { ...session(), "content-type": "application/json" })).json();
export const upload = async (name, data) => (await send("POST", "/api/texts", data, { ...session(),
  "content-type": "application/octet-stream", "x-copydesk-name": encodeURIComponent(name) })).json();

/** Exchange the token of the address, which is good for one time, for a session; the address loses it. */
export async function begin() {
  const token = location.hash.slice(1);
  if (!token || token.startsWith("/")) return;
  history.replaceState(null, "", "#/");
  try {
    const answer = await send("POST", "/api/session", JSON.stringify({ token }), { "content-type": "application/json" });
    sessionStorage.setItem(KEY, (await answer.json()).session);
  } catch (refusal) {
    if (!sessionStorage.getItem(KEY)) throw refusal;
  }
}

/** Say something to whoever cannot see the page change. */
export function say(text) {
  byId("status").textContent = text;
}

/** Say something that is not to be missed, until the next such thing; perhaps with something to do about it. */
export function warn(text, label, act) {
  const [line, button] = byId("banner").children;
  if (byId("banner").hidden || line.textContent !== text) line.textContent = text;
  byId("banner").hidden = !text;
  button.hidden = !label;
  button.textContent = label ?? "";
  button.onclick = act ?? null;
}
