// The list of articles: what is open in each, and how far the checking is.
import { all, byId, many } from "./desk.js";

export const rows = new Map();
const lines = new Map();
const name = (row) => `${row.file}/${row.part}`;

/** Take lines that have changed. */
export function take(changed) {
  for (const row of changed) {
    for (let part = row.part + 1; rows.has(`${row.file}/${part}`) && rows.get(`${row.file}/${part}`).version < row.version; part++) {
      lines.get(`${row.file}/${part}`)?.remove();
      lines.delete(`${row.file}/${part}`);
      rows.delete(`${row.file}/${part}`);
    }
    rows.set(name(row), row);
  }
  for (const row of changed) draw(row);
  if (changed.length) sift();
}

const left = (row) => row.counts.findings - row.counts.decided;

/** What is to be said of an article, in a few words. */
export function state(row) {
  if (row.state === "error") return row.problem;
  if (row.state === "waiting") return "waiting to be checked";
  if (row.changed) return "changed on disk";
  if (row.counts.accepted) return `${many(row.counts.accepted, "fix", "fixes")} to save`;
  if (row.signed) return row.signed;
  if (!row.counts.findings) return "nothing found";
  return left(row) ? `${left(row).toLocaleString("en")} open` : "all decided";
}

const kind = (row) => row.state !== "ready" ? row.state : row.changed ? "changed" : row.counts.accepted ? "pending"
  : row.signed ? "signed" : left(row) ? "open" : "done";

function draw(row) {
  let line = lines.get(name(row));
  if (!line) {
    line = document.createElement("tr");
    line.setAttribute("role", "row");
    const head = document.createElement("th");
    head.setAttribute("role", "rowheader");
    head.scope = "row";
    const link = document.createElement("a");
    link.href = `#/${name(row)}`;
    const folder = document.createElement("span"), file = document.createElement("bdi");
    folder.className = "folder";
    const cut = row.path.lastIndexOf("/") + 1;
    folder.textContent = row.path.slice(0, cut);
    file.textContent = row.path.slice(cut) + (row.article === null ? "" : ` · ${row.article}`);
    link.append(folder, file);
    head.append(link);
    line.append(head, ...["open", "decided", "state"].map((css) => {
      const cell = document.createElement("td");
      cell.setAttribute("role", "cell");
      cell.className = css;
      return cell;
    }));
    lines.set(name(row), line);
    byId("rows").append(line);
  }
  line.dataset.kind = kind(row);
  const [, open, decided, said] = line.children;
  open.replaceChildren(...Object.entries(row.severities).map(([severity, count]) => {
    const part = document.createElement("span");
    part.className = `s-${severity} dot`;
    part.textContent = many(count, severity);
    return part;
  }));
  decided.textContent = row.counts.findings ? `${row.counts.decided} of ${row.counts.findings}` : "";
  said.textContent = state(row);
}

/** Show the lines that are looked for. */
export function sift() {
  const wanted = byId("find").value.trim().toLowerCase();
  const which = document.querySelector('input[name="which"]:checked').value;
  let shown = 0;
  for (const [key, line] of lines) {
    const row = rows.get(key);
    const todo = left(row) > 0 || row.state !== "ready" || row.changed || row.counts.accepted > 0;
    line.hidden = !`${row.path} ${row.article ?? ""}`.toLowerCase().includes(wanted) || (which && (which === "todo") !== todo);
    if (!line.hidden) shown++;
  }
  byId("none").hidden = shown > 0 || !lines.size;
}

/** Say how far all of it is. */
export function sum(told) {
  let findings = 0, decided = 0, articles = 0;
  for (const row of rows.values()) {
    findings += row.counts.findings;
    decided += row.counts.decided;
    articles += left(row) > 0;
  }
  const checked = told.checked < told.files ? `${told.checked.toLocaleString("en")} of ${many(told.files, "file")} checked` : many(told.files, "file");
  const open = findings - decided;
  const rest = open ? `${many(open, "finding")} open in ${many(articles, "article")}` : told.checked < told.files ? "" : findings ? "all findings decided" : "nothing found";
  byId("overall").textContent = [checked, rest].filter(Boolean).join(" · ");
  return { findings, decided };
}

/** The article that stands before or behind another in the list as it is shown. */
export function neighbour(key, step) {
  const shown = [...lines].filter(([, line]) => !line.hidden).map(([each]) => each);
  const at = shown.indexOf(key);
  return at < 0 ? undefined : shown[at + step];
}

/** Move the focus from line to line. */
export function move(step) {
  const links = all("tr:not([hidden]) a", byId("rows"));
  const at = links.indexOf(document.activeElement);
  links[at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + step))]?.focus();
}

byId("find").addEventListener("input", sift);
for (const box of all('input[name="which"]')) box.addEventListener("change", sift);
