// The desk: which screen is shown, the keys, and what is new on the server.
import * as article from "./article.js";
import { all, begin, byId, get, say, upload, warn } from "./desk.js";
import * as list from "./list.js";

let version = 0, told = { files: 0, checked: 0, checking: true, who: "" }, at = null, timer = 0, first = true;
const screens = ["list", "texts", "desk", "locked"];

function screen(name) {
  for (const each of screens) byId(each).hidden = each !== name;
  byId("tools").hidden = name !== "desk";
  byId("back").hidden = name !== "desk" && !(name === "list" && told.takes_texts);
}

/** Show what the address names: an article, or the list. */
async function route() {
  const [, file, part] = location.hash.match(/^#\/(\d+)\/(\d+)$/) ?? [];
  warn("");
  if (file === undefined) {
    const from = at;
    at = null;
    if (article.current()) list.take([article.current().row]);
    article.close();
    look();
    const texts = told.takes_texts;
    document.title = byId("title").textContent = "copydesk";
    screen(texts && location.hash !== "#/texts" ? "texts" : "list");
    byId("back").href = "#/";
    byId("back").querySelector("span").textContent = texts ? "Paste" : "Articles";
    overall();
    scrollTo(0, top);
    if (from) document.querySelector(`#rows a[href="#/${from}"]`)?.focus({ preventScroll: true });
    return;
  }
  if (!byId("list").hidden) top = scrollY;
  at = `${file}/${part}`;
  const row = list.rows.get(at);
  heading(row?.path ?? "");
  byId("figures").textContent = row?.state === "waiting" ? "is being checked…" : "";
  try {
    await article.show(Number(file), Number(part));
    if (at !== `${file}/${part}` || !article.current()) return;
    article.focus();
    say(`${article.current().row.path}: ${byId("figures").textContent}`);
  } catch (refusal) {
    if (at !== `${file}/${part}`) return;
    article.close();
    byId("locked").textContent = refusal.message;
    byId("figures").textContent = "";
    screen("locked");
    byId("back").hidden = false;
  }
}

byId("desk").addEventListener("filled", () => {
  const { row } = article.current();
  screen("desk");
  byId("back").hidden = told.files === 1 && !told.takes_texts && list.rows.size === 1;
  byId("back").querySelector("span").textContent = told.takes_texts ? "Paste" : "Articles";
  heading(row.path, row.article);
});

function heading(path, part = null) {
  byId("title").textContent = part === null ? path : `${path} · ${part}`;
  document.title = path ? `${path} – copydesk` : "copydesk";
}

function overall() {
  const { findings, decided } = list.sum(told);
  if (at) return;
  byId("progress").hidden = false;
  const checking = told.checked < told.files;
  byId("progress").max = checking ? told.files : findings || 1;
  byId("progress").value = checking ? told.checked : decided;
  byId("progress").setAttribute("aria-label", checking ? "Checked" : "Decided");
  byId("progress").hidden = !checking && !findings;
  byId("figures").textContent = checking ? `checking: ${told.checked} of ${told.files}` : findings ? `${decided} of ${findings} decided` : "";
}

/** Ask what is new, and show it. */
async function look() {
  clearTimeout(timer);
  try {
    told = await get(`/api/articles?since=${version}`);
    version = told.version;
    list.take(told.rows);
    overall();
    const row = at && list.rows.get(at), open = article.current();
    if (row?.changed && open && `${open.file}/${open.part}` === at) {
      warn(`${row.path} has changed on disk. Your decisions are kept.`, "Show it as it is now", reload);
    }
    else if (row && open && `${open.file}/${open.part}` === at && article.isBehind(row)) await article.show(open.file, open.part, true);
    if (lost) warn("");
    lost = false;
  } catch (refusal) {
    if (refusal.status === 401) return locked(refusal.message);
    lost = true;
    warn(refusal.message);
  }
  timer = setTimeout(look, document.hidden ? 5000 : told.checked < told.files ? 300 : 1500);
}
let lost = false, top = 0;

async function reload() {
  const open = article.current();
  if (!open) return;
  const before = Object.keys(open.decisions).length;
  await article.show(open.file, open.part, true);
  const now = Object.keys(article.current().decisions).length;
  warn("");
  say(now < before ? `Shown as it is now. ${before - now} of ${before} decisions were on words that are gone.` : "Shown as it is now, with your decisions.");
  look();
}

function locked(message) {
  byId("locked").textContent = message;
  screen("locked");
}

// Keys.

const help = () => { byId("keys").showModal(); byId("keys").querySelector("form button").focus(); };
const go = (step) => {
  const next = at && list.neighbour(at, step);
  if (next) location.hash = `#/${next}`;
};
const acts = {
  next: () => article.move(1), previous: () => article.move(-1), all: article.acceptAllSafe, undo: article.undo,
  save: async () => { await article.save(); look(); }, sign: () => article.signOff(told.who), help,
};
const filters = () => { byId("filters").open = true; byId("filters").querySelector("input").focus(); };
const inArticle = {
  j: acts.next, n: acts.next, ArrowRight: acts.next, k: acts.previous, p: acts.previous, ArrowLeft: acts.previous,
  a: article.accept, e: article.edit, i: article.ignore, w: article.elsewhere, u: acts.undo, A: acts.all, s: acts.save, S: acts.sign,
  f: filters, l: () => { if (!byId("back").hidden) location.hash = "#/"; }, "]": () => go(1), "[": () => go(-1), "?": help,
};
const inList = {
  j: () => list.move(1), n: () => list.move(1), ArrowDown: () => list.move(1), k: () => list.move(-1), p: () => list.move(-1),
  ArrowUp: () => list.move(-1), "/": () => byId("find").focus(), "?": help,
};

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s" && at) { event.preventDefault(); acts.save(); return; }
  if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
  if (event.target.matches("input:not([type=checkbox]), textarea, select")) return;
  if (!byId("keys-on").checked && event.key !== "?") return;
  const act = (at && article.current() ? inArticle : byId("list").hidden ? {} : inList)[event.key];
  if (act) { event.preventDefault(); act(); }
});
for (const button of all("[data-do]")) button.addEventListener("click", () => acts[button.dataset.do]());
byId("find").addEventListener("keydown", ({ key }) => { if (key === "ArrowDown" || key === "Enter") list.move(1); });
byId("signing-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  byId("signing").close();
  await article.signed(byId("who").value);
  look();
});
for (const button of all("[data-close]")) button.addEventListener("click", () => button.closest("dialog").close());

// Texts that are pasted, and files that are dropped.

async function take(name, data) {
  try {
    const { file } = await upload(name, data);
    await look();
    location.hash = `#/${file}/0`;
  } catch (refusal) {
    warn(refusal.message);
  }
}
byId("paste").addEventListener("submit", (event) => {
  event.preventDefault();
  take(byId("kind").value, new Blob([byId("pasted").value]));
});
byId("pasted").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) byId("paste").requestSubmit();
});
byId("file").addEventListener("change", ({ target }) => { if (target.files[0]) take(target.files[0].name, target.files[0]); target.value = ""; });
addEventListener("dragover", (event) => { if (told.takes_texts) { event.preventDefault(); document.body.classList.add("dropping"); } });
addEventListener("dragleave", () => document.body.classList.remove("dropping"));
addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("dropping");
  const [file] = event.dataTransfer.files;
  if (file && told.takes_texts) take(file.name, file);
});

async function start() {
  try {
    await begin();
  } catch (refusal) {
    return locked(refusal.message);
  }
  await look();
  if (!byId("locked").hidden) return;
  if (first && told.files === 1 && !told.takes_texts && !/^#\/\d/.test(location.hash)) history.replaceState(null, "", "#/0/0");
  first = false;
  addEventListener("hashchange", route);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  await route();
}
start();
