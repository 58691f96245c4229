// An article, its findings, and what is decided on them.
import { all, byId, bytes, fill, get, many, post, say, warn } from "./desk.js";

let open = null; // the article that is shown: what the server told of it, its cards, and what can be undone
let shown = [], active = null, chain = Promise.resolve(), waiting = 0, asked = 0, reason = "";
const hidden = new CSSStyleSheet(), wide = matchMedia("screen and (min-width: 68rem)"), off = new Set();
document.adoptedStyleSheets = [hidden];

export const current = () => open;
const told = (card) => open.decisions[card.finding];
const isOpen = (card) => !told(card);
const isSafe = (card) => card.safety === "safe" && card.acceptable;

/** Show an article; at the finding that was chosen, where it is the same one still. */
export async function show(file, part, again = false) {
  const focused = byId("article").contains(document.activeElement);
  const before = again && open ? { top: scrollY, at: active && shown.indexOf(active) } : null;
  const mine = ++asked;
  const answer = await get(`/api/articles/${file}/${part}`);
  if (mine !== asked) return; // another one was asked for meanwhile
  const undo = again && open && open.version === answer.version ? open.undo : [];
  open = { ...answer, file, part: answer.part, undo };
  fill(byId("article"), answer.html);
  byId("desk").dispatchEvent(new Event("filled"));
  open.cards = answer.findings.map((finding, i) => prepare(finding, i + 1));
  for (const mark of all("mark[data-card]", byId("article"))) open.cards[mark.dataset.card - 1].marks.push(mark);
  byId("nothing").hidden = open.cards.length > 0;
  byId("problems").hidden = !answer.problems.length && !answer.left_out;
  byId("problems").replaceChildren(...[...answer.problems,
    ...(answer.left_out ? [`${many(answer.left_out, "finding")} more, less grave than these, come when these are saved or ignored.`] : [])].map((text) => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  }));
  filters();
  for (const card of open.cards) if (told(card)) draw(card);
  active = null;
  sift();
  if (before) {
    scrollTo(0, before.top);
    choose(shown[Math.min(before.at ?? -1, shown.length - 1)] ?? null, false);
  } else {
    scrollTo(0, 0);
    choose(shown.find(isOpen) ?? shown[0] ?? null, false);
  }
  if (focused) focus();
  figures();
}

/** Whether more was found or another window has decided, and nothing stands in the way of showing it. */
export const isBehind = (row) => open && !waiting && !byId("article").querySelector(".asking")
  && (row.counts.decided !== Object.keys(open.decisions).length || row.counts.findings !== open.row.counts.findings);

/** Put the focus on the finding that is chosen. */
export const focus = () => active?.element.focus({ preventScroll: true });

export function close() {
  asked++;
  open = active = null;
  shown = [];
  byId("article").replaceChildren();
}

function prepare(finding, number) {
  const element = byId(`f${number}`);
  const card = { ...finding, number, element, marks: [], label: element.getAttribute("aria-label") };
  const controls = byId("controls").content.cloneNode(true);
  const verdict = controls.querySelector(".verdict");
  verdict.id = `f${number}-verdict`;
  element.setAttribute("aria-describedby", `f${number}-what f${number}-verdict`);
  const accept = controls.querySelector('[data-act="accept"]');
  if (!card.acceptable) accept.remove();
  if (!card.stretch) controls.querySelector('[data-act="edit"]').remove();
  else if (!card.acceptable) controls.querySelector('[data-act="edit"]').textContent = "Write it yourself";
  if (!card.elsewhere) controls.querySelector('[data-act="elsewhere"]').remove();
  element.append(controls);
  return card;
}

function draw(card) {
  const decision = told(card), { element } = card;
  element.classList.toggle("decided", Boolean(decision));
  for (const verdict of ["accepted", "ignored"]) {
    element.classList.toggle(verdict, decision?.verdict === verdict);
    for (const mark of card.marks) mark.classList.toggle(`is-${verdict}`, decision?.verdict === verdict);
  }
  element.setAttribute("aria-label", decision ? `${decision.verdict}, ${card.label}` : card.label);
  const line = element.querySelector(".verdict");
  line.hidden = !decision;
  line.replaceChildren();
  if (!decision) return;
  line.append(decision.verdict === "accepted" ? "✓ Accepted" : "– Ignored");
  if (decision.reason) line.append(`: ${decision.reason}`);
  const words = decision.replacement ?? (decision.verdict === "accepted" ? card.stretch?.new : undefined);
  if (words !== undefined && words !== null && card.stretch && card.stretch.old.length + words.length < 200) {
    const [old, fresh] = [document.createElement("del"), document.createElement("ins")];
    old.textContent = card.stretch.old;
    fresh.textContent = words;
    line.append(" ", old, " ", ...(words ? [fresh] : []));
  }
  if (decision.said) line.title = decision.said;
}

/** Say how many findings are decided on. */
function figures() {
  const cards = open.cards.length, decided = open.cards.filter((card) => told(card)).length;
  const pending = open.row.counts.accepted, safe = shown.filter((card) => isOpen(card) && isSafe(card)).length;
  byId("figures").textContent = cards ? `${decided} of ${cards} decided` : "nothing found";
  byId("progress").hidden = !cards;
  byId("progress").value = decided;
  byId("progress").max = cards || 1;
  byId("pending").textContent = pending || "";
  byId("safe").textContent = safe || "";
  for (const [act, can] of Object.entries({ all: safe, undo: open.undo.length, save: pending, next: shown.length, previous: shown.length })) {
    document.querySelector(`[data-do="${act}"]`).disabled = !can;
  }
  byId("save").textContent = open.is_file ? "Save" : "Download";
  byId("sign").hidden = !open.is_file;
  byId("sign").disabled = Boolean(pending) || Boolean(open.row.signed);
  byId("sign").title = open.row.signed || (pending ? "Save first" : "");
  byId("sign").textContent = open.row.signed ? "Signed off" : "Sign off";
}

export function choose(card, scroll = true) {
  if (active) {
    for (const each of [active.element, ...active.marks]) each.classList.remove("active");
    active.element.tabIndex = -1;
  }
  active = card;
  if (!card) return;
  for (const each of [card.element, ...card.marks]) each.classList.add("active");
  card.element.tabIndex = 0;
  place();
  if (!scroll) return;
  const mark = byId(`m${card.number}`);
  (mark ?? card.element).scrollIntoView({ block: "center", behavior: "instant" });
  card.element.focus({ preventScroll: true });
  card.element.scrollIntoView({ block: "nearest", behavior: "instant" });
}

export function move(step) {
  if (!shown.length) return;
  let at = shown.indexOf(active);
  if (at < 0) at = step > 0 ? -1 : 0;
  choose(shown[(at + step + shown.length) % shown.length]);
}

function onward() {
  const at = shown.indexOf(active);
  const next = [...shown.slice(at + 1), ...shown.slice(0, Math.max(0, at))].find(isOpen);
  if (next) choose(next);
  else choose(active);
}

export function place() {
  const text = byId("article").querySelector(".text");
  if (wide.matches && text) keepApart(text, active?.element);
}

// Decisions. They are on the page at once; the server is told in their order, and if it refuses, they are taken back.

function put(choices) {
  for (const { finding, verdict, reason = "", replacement = null } of choices) {
    if (verdict === "open") delete open.decisions[finding];
    else open.decisions[finding] = { verdict, reason, replacement };
  }
  const accepted = open.cards.filter((card) => told(card)?.verdict === "accepted").length;
  const decided = Object.keys(open.decisions).length;
  open.row = { ...open.row, counts: { ...open.row.counts, decided, accepted } };
  const touched = new Set(choices.map(({ finding }) => finding));
  for (const card of open.cards) if (touched.has(card.finding)) draw(card);
}

const asChoice = (finding, decision) => decision
  ? { finding, verdict: decision.verdict, reason: decision.reason, replacement: decision.replacement }
  : { finding, verdict: "open" };

function decide(choices, spoken, undone = null) {
  const shownNow = open, before = choices.map(({ finding }) => asChoice(finding, open.decisions[finding]));
  put(choices);
  if (!undone) open.undo.push({ before, spoken });
  figures();
  const cards = open.cards.length, decided = Object.keys(open.decisions).length;
  say(`${spoken}. ${decided} of ${cards} decided.`);
  waiting++;
  chain = chain.then(async () => {
    try {
      const answer = await post(`/api/articles/${shownNow.file}/${shownNow.part}/decisions`, { version: shownNow.version, choices });
      if (open === shownNow) {
        open.row = answer.row;
        if (answer.version !== open.version) await show(open.file, open.part, true);
      }
    } catch (refusal) {
      if (open !== shownNow) return;
      if (undone) open.undo.push(undone);
      else open.undo = open.undo.filter((each) => each.before !== before);
      put(before);
      figures();
      place();
      warn(refusal.message);
      if (refusal.status === 409) await show(open.file, open.part, true);
    } finally {
      waiting--;
    }
  });
}

export function accept() {
  if (!active || !isOpen(active)) return;
  if (!active.acceptable) return active.stretch ? edit() : say("There is no suggestion to accept: ignore it, or mend it in the file");
  decide([{ finding: active.finding, verdict: "accepted" }], "Accepted");
  onward();
}

export function acceptAllSafe() {
  const safe = shown.filter((card) => isOpen(card) && isSafe(card));
  if (!safe.length) return;
  decide(safe.map(({ finding }) => ({ finding, verdict: "accepted" })), `${many(safe.length, "safe fix", "safe fixes")} accepted`);
  onward();
}

export function edit() {
  if (!active?.stretch) return say("This is too much to write anew here: mend it in the file");
  const { finding, stretch } = active, words = told(active)?.replacement ?? stretch.new;
  ask(`Instead of “${stretch.old.length > 80 ? `${stretch.old.slice(0, 80)}…` : stretch.old}”`, words, false, (replacement) => {
    const own = replacement !== stretch.new || !active.acceptable;
    decide([{ finding, verdict: "accepted", ...(own ? { replacement } : {}) }], "Accepted with your words");
  });
}

export function ignore() {
  if (!active || told(active)?.verdict === "accepted") return;
  const { finding } = active;
  ask("Why it may stand", told(active)?.reason || reason, true, (given) => {
    reason = given;
    decide([{ finding, verdict: "ignored", reason: given }], "Ignored");
  });
}

export function reopen() {
  if (!active || !told(active)) return;
  decide([{ finding: active.finding, verdict: "open" }], "Taken back");
  choose(active);
}

export function undo() {
  const last = open?.undo.pop();
  if (!last) return say("There is nothing to undo");
  decide(last.before, `Undone: ${last.spoken.toLowerCase()}`, last);
  const card = open.cards.find(({ finding }) => finding === last.before[0].finding);
  choose(shown.includes(card) ? card : active);
}

/** Ask for a line of text in the chosen card. */
function ask(what, value, needed, done) {
  const card = active;
  card.element.querySelector(".asking")?.remove();
  const form = byId("asking").content.cloneNode(true).firstElementChild, field = form.querySelector("textarea");
  form.querySelector(".what").textContent = what;
  field.value = value;
  field.required = needed;
  field.maxLength = 2000;
  const end = () => { form.remove(); card.element.classList.remove("asked"); place(); card.element.focus({ preventScroll: true }); };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = field.value.replace(/\s*\n\s*/g, " ");
    if (needed && !given.trim()) return;
    end();
    done(needed ? given.trim() : given);
    onward();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === field && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
    if (event.key === "Escape") { event.preventDefault(); end(); }
  });
  form.querySelector('[data-act="cancel"]').addEventListener("click", end);
  card.element.querySelector(".decision").prepend(form);
  card.element.classList.add("asked");
  place();
  field.focus({ preventScroll: true });
  field.select();
  form.scrollIntoView({ block: "nearest" });
}

/** List in the chosen card the other articles of the archive in which the same stands; or take the list away. */
export async function elsewhere() {
  if (!active) return;
  if (!active.elsewhere) return say("There is no audit to ask where else this was published");
  const card = active, { file, part, version } = open, box = card.element.querySelector(".elsewhere");
  const set = (...content) => { box.replaceChildren(...content); box.hidden = !content.length; place(); };
  const asking = card.asking = card.asking ? null : {};
  card.element.querySelector('[data-act="elsewhere"]').setAttribute("aria-expanded", Boolean(asking));
  if (!asking) return set();
  set("Looking…");
  let answer, said;
  try {
    answer = await post(`/api/articles/${file}/${part}/elsewhere`, { version, finding: card.finding });
    said = answer.count ? `In ${many(answer.count, "other article")}${answer.count > answer.articles.length ? `, the newest ${answer.articles.length} here` : ""}` : "In no other article of the archive";
  } catch (refusal) {
    said = refusal.message;
    if (refusal.status === 409 && box.isConnected) {
      warn(said);
      await show(file, part, true);
    }
  }
  if (card.asking !== asking || !box.isConnected) return;
  say(said);
  const items = (answer?.articles ?? []).map(({ title, published, link, place: at }) => {
    const item = document.createElement("li"), name = line(link ? "a" : "bdi", title);
    if (link) Object.assign(name, { href: link, target: "_blank", rel: "noopener noreferrer", title: link });
    item.append(name, " ", line("span", published ?? "undated", "at"));
    if (!link && at !== title) item.append(" ", line("bdi", at, "at"));
    return item;
  });
  const list = document.createElement("ul");
  list.append(...items);
  const rest = answer?.count > items.length ? [line("p", "All of them:"), line("code", answer.command)] : [];
  set(line("p", said), ...(items.length ? [list] : []), ...rest);
}

function line(tag, text, css = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  element.dir = "auto";
  element.className = css;
  return element;
}

/** Write the accepted fixes into the file, or download what comes of a pasted text. */
export async function save() {
  await chain;
  if (!open || !open.row.counts.accepted) return say("There is nothing to save");
  const { file, part, version, row, is_file: isFile } = open;
  if (!isFile) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await bytes(`/api/articles/${file}/${part}/result`));
    link.download = row.path;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    return say(`Downloaded ${row.path}`);
  }
  try {
    const { made, left } = await post(`/api/articles/${file}/${part}/save`, { version });
    if (left) warn(`Saved ${many(made, "fix", "fixes")}. ${many(left, "fix", "fixes")} could not be made: the words have changed, or the markup has no room for them.`);
    else warn("");
    say(`Saved: ${many(made, "fix", "fixes")} made in ${row.path}`);
    await show(file, part, true);
  } catch (refusal) {
    warn(refusal.message);
    if (refusal.status === 409) await show(file, part, true);
  }
}

/** Ask for a name, and sign the file off as it is. */
export async function signOff(who) {
  await chain;
  if (!open || byId("sign").disabled) return say(open?.row.signed || "Save first, then sign off");
  const undecided = open.cards.filter(isOpen).length;
  byId("signing-what").textContent = undecided
    ? `${many(undecided, "finding")} in this article ${undecided === 1 ? "is" : "are"} not decided. You answer for the file as it is now.`
    : "You answer for the file as it is now; any change to it makes this void.";
  byId("who").value ||= who;
  byId("signing").showModal();
  byId("who").select();
}

export async function signed(who) {
  const { file, part, version } = open;
  try {
    open.row = (await post(`/api/articles/${file}/${part}/sign-off`, { version, who })).row;
    say(`Signed off by ${who}`);
    figures();
  } catch (refusal) {
    warn(refusal.message);
    if (refusal.status === 409) await show(file, part, true);
  }
}

// Filters.

function filters() {
  const rules = new Map(), severities = new Map();
  for (const { rule, css, severity } of open.cards) {
    const known = rules.get(css) ?? { rule, severity, count: 0 };
    rules.set(css, { ...known, count: known.count + 1 });
    severities.set(severity, (severities.get(severity) ?? 0) + 1);
  }
  const box = (value, name, severity, count, kind) => {
    const label = document.createElement("label"), input = document.createElement("input"), text = document.createElement("span"), number = document.createElement("span");
    label.className = `${kind} s-${severity}`;
    Object.assign(input, { type: "checkbox", value, checked: !off.has(value) });
    text.className = "name";
    text.textContent = name;
    number.className = "count";
    number.textContent = count;
    label.append(input, " ", text, " ", number);
    return label;
  };
  byId("severities").replaceChildren(byId("severities").firstElementChild, ...["error", "warning", "suggestion"].filter((each) => severities.has(each)).map((each) => box(`s-${each}`, each, each, severities.get(each), "chip")));
  byId("rules").replaceChildren(byId("rules").firstElementChild, ...[...rules].sort((a, b) => b[1].count - a[1].count).map(([css, { rule, severity, count }]) => box(css, rule, severity, count, "chip")));
  byId("filters").hidden = open.cards.length === 0;
}

export function sift() {
  if (!open) return;
  for (const { value, checked } of all("#filters input")) checked ? off.delete(value) : off.add(value);
  shown = open.cards.filter((card) => !off.has(`s-${card.severity}`) && !off.has(card.css) && !off.has(told(card)?.verdict ?? "open"));
  const away = open.cards.filter((card) => !shown.includes(card));
  hidden.replaceSync(away.map(({ number }) => `#f${number} { display: none } mark[data-card="${number}"] { all: unset } mark.point[data-card="${number}"]::after { content: none }`).join("\n"));
  byId("filtered").textContent = away.length ? `(${many(away.length, "finding")} hidden)` : "";
  if (active && !shown.includes(active)) choose(null);
  figures();
  place();
}

// The mouse, and the links within an article.

byId("article").addEventListener("click", (event) => {
  const { target } = event;
  const link = target.closest("a[href^='#']");
  if (link) {
    event.preventDefault();
    const mark = byId(link.getAttribute("href").slice(1));
    for (const each of all("mark.there", byId("article"))) each.classList.remove("there");
    mark?.classList.add("there");
    mark?.scrollIntoView({ block: "center" });
    return;
  }
  const card = open.cards.find(({ element }) => element.contains(target));
  const act = target.closest("[data-act]")?.dataset.act;
  if (card && act) {
    if (act === "cancel") return;
    if (card !== active) choose(card, false);
    ({ accept, edit, ignore, reopen, elsewhere })[act]();
    return;
  }
  if (target.closest("button, summary, label, textarea, form") || !getSelection().isCollapsed) return;
  const mark = target.closest("mark.finding, mark.repeat");
  if (mark) choose(open.cards[mark.dataset.card - 1]);
  else if (card && card !== active) choose(card, false);
});
byId("article").addEventListener("focusin", ({ target }) => {
  if (!target.matches(":focus-visible")) return; // a card must not move from under the mouse
  const card = open?.cards.find(({ element }) => element.contains(target));
  if (card && card !== active) choose(card, false);
});
byId("article").addEventListener("toggle", place, true);
byId("filters").addEventListener("change", sift);
addEventListener("resize", place);
