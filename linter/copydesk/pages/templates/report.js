// Filters, keys, and cards that keep apart in the margin. The page can be read without any of it.
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const byId = (id) => document.getElementById(id);
const cards = all(".card"), boxes = all(".filters input"), sections = all(".piece"), status = byId("status");
const filtered = new CSSStyleSheet(), wide = matchMedia("screen and (min-width: 68rem)");
const rows = all("tr[data-section]"), narrowed = new Map();
const facets = new Map(rows.map((row) => [row, new Set(row.dataset.facets.split(" "))]));
let shown = cards, active = null;
document.adoptedStyleSheets = [filtered];

const number = (card) => card.id.slice(1);
const marksOf = (card) => all(`mark[data-card="${number(card)}"]`);

function say() {
  const [at, of] = [shown.indexOf(active) + 1, shown.length].map((n) => n.toLocaleString("en"));
  const what = shown.length === 1 ? "finding" : "findings";
  const less = shown.length < cards.length ? `, of ${cards.length.toLocaleString("en")}` : "";
  status.textContent = shown.includes(active) ? `${at} of ${of} ${what}` : `${of} ${what}${less}`;
}

function choose(card, scroll = true) {
  if (active) for (const each of [active, ...marksOf(active)]) each.classList.remove("active");
  active = card;
  if (!card) return say();
  for (const each of [card, ...marksOf(card)]) each.classList.add("active");
  if (scroll) {
    place(card.closest(".piece"));
    (byId(`m${number(card)}`) ?? card).scrollIntoView({ block: "center", behavior: "instant" });
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest", behavior: "instant" });
  }
  say();
}

function move(step) {
  if (!shown.length) return;
  let at = shown.indexOf(active);
  if (at < 0) at = step > 0 ? -1 : 0;
  choose(shown[(at + step + shown.length) % shown.length]);
}

function filter() {
  const off = boxes.filter((box) => !box.checked).map((box) => box.value);
  filtered.replaceSync(off.map((name) =>
    `.card.${name} { display: none } mark.${name}.${name} { all: unset }`
    + `mark.${name}.point::after { content: none }`).join("\n"));
  const isOut = (row) => [...narrowed.values()].some(({ key }) => !facets.get(row).has(key));
  const out = new Set(rows.filter(isOut).map((row) => byId(`a${row.dataset.section}`)));
  shown = cards.filter((card) =>
    !off.some((name) => card.classList.contains(name)) && !out.has(card.closest(".piece")));
  const full = new Set(shown.map((card) => card.closest(".piece")));
  for (const section of sections) section.hidden = sections.length > 1 && !full.has(section);
  for (const row of rows) {
    const section = byId(`a${row.dataset.section}`);
    row.hidden = isOut(row) || (section !== null && section.hidden);
  }
  tell();
  if (active && !shown.includes(active)) choose(null);
  near.forEach(place);
  say();
}

// A chart's bars narrow the page: a rule's by the boxes of rules, the others by what is known of the articles.
const ruleBoxes = all(".rules input");
const isOnly = (key) => ruleBoxes.every((box) => box.checked === (box.value === key));

function narrow({ facet, key }) {
  if (facet === "rule") {
    const every = isOnly(key);
    for (const box of ruleBoxes) box.checked = every || box.value === key;
  } else if (narrowed.get(facet)?.key === key) {
    narrowed.delete(facet);
  } else {
    narrowed.set(facet, { facet, key });
  }
  filter();
}

function tell() {
  const on = [...narrowed.values()], rule = ruleBoxes.length > 1 && ruleBoxes.find((box) => isOnly(box.value));
  if (rule) on.push({ facet: "rule", key: rule.value });
  const pressed = new Set(on.map(({ key }) => key));
  for (const button of all(".only")) button.setAttribute("aria-pressed", pressed.has(button.dataset.key));
  byId("only").replaceChildren(...on.map((each) => {
    const name = document.createElement("bdi"), button = document.createElement("button");
    name.textContent = document.querySelector(`.only[data-key="${each.key}"]`)?.textContent ?? rule.nextElementSibling.textContent;
    button.type = "button";
    button.append("Only ", name, " ×");
    button.setAttribute("aria-label", `Only ${name.textContent}: show all again`);
    button.addEventListener("click", () => { narrow(each); byId("status").focus(); });
    return button;
  }));
}

function place(section) {
  if (wide.matches) keepApart(section.querySelector(".text"), active);
}

function help() {
  byId("keys").showModal();
  byId("keys").querySelector("button").focus();
}

const near = new Set();
const watch = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) near.delete(target);
    else if (near.add(target)) place(target);
  }
}, { rootMargin: "1500px" });
for (const section of sections) watch.observe(section);
let width = innerWidth;
addEventListener("resize", () => { if (width !== (width = innerWidth)) near.forEach(place); });
document.addEventListener("toggle", (event) => {
  const section = event.target.closest?.(".piece");
  if (section) place(section);
}, true);

for (const box of boxes) box.addEventListener("change", filter);
for (const it of all("[data-key]")) it.addEventListener("click", () => narrow(it.dataset));
for (const button of all("[data-every]")) button.addEventListener("click", () => {
  for (const box of ruleBoxes) box.checked = button.dataset.every === "1";
  filter();
});
byId("next")?.addEventListener("click", () => move(1));
byId("previous")?.addEventListener("click", () => move(-1));
byId("help")?.addEventListener("click", help);

document.addEventListener("click", ({ target }) => {
  if (target.closest("a, button, summary, label") || !getSelection().isCollapsed) return;
  const mark = target.closest("mark.finding, mark.repeat"), card = target.closest(".card");
  if (mark) choose(byId(`f${mark.dataset.card}`));
  else if (card && card !== active) choose(card, false);
});

const keys = { j: () => move(1), n: () => move(1), k: () => move(-1), p: () => move(-1),
  f: () => { const it = document.querySelector(".filters"); it.open = true; it.querySelector("input").focus(); },
  "?": help };
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || byId("keys").open || !cards.length) return;
  if (!byId("keys-on").checked && event.key !== "?") return;
  if (event.target.matches("input:not([type=checkbox]), textarea")) return;
  const act = keys[event.key];
  if (act) { event.preventDefault(); act(); }
});

if (matchMedia("(max-width: 40rem)").matches) for (const it of all(".filters")) it.open = false;
if (status) say();
