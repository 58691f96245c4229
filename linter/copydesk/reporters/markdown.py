"""The Markdown format: counts and the worst findings, for a job's page or a comment on a pull request.

GitHub takes 65,536 characters of a comment and 1 MiB of a job's summary; this stays below the smaller. What
an article or a file's name brings along is shown as it is: it makes no markup, no link and no mention.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TextIO

from copydesk.lint.diagnostic import Diagnostic
from copydesk.reporters import Run, counts, doubt, worst_first
from copydesk.reporters.text import in_line, many, visible
from copydesk.rule.finding import Safety, Severity

__all__ = ["report"]

#: Of what went wrong, of each table of counts, and of the findings: how many rows, and how many bytes in all.
_FEW = 20, 8_000
_MANY = 100, 38_000
_MOST_CELL = 300
_CONTEXT = 40
_MARKUP = re.compile(r"[\\`*_\[\]<>&|~@#$!^{}()]|:(?=//)|\bwww\.")
#: What GitHub and GitLab make links of after rendering, entities or not: @name, #12, GH-12.
_LINKED = re.compile(r"(?<=[@#!$%&~])(?=\w)|(?<=\bGH)(?=-\d)", re.IGNORECASE)
_NO_BREAK = "\u200b"


def report(run: Run, out: TextIO) -> None:
    """Write the headline, the worst findings (unless `statistics`), what went wrong, and the counts."""
    sections = [_headline(run), *_problems(run), *_counts(run)]
    if not run.statistics:
        sections[1:1] = _findings(run)
    out.write("\n".join(sections))


def _headline(run: Run) -> str:
    found = run.diagnostics
    checked = f"{many(len(run.files), 'file')}, {many(sum(f.words for f in run.files), 'word')}"
    if not found:
        return f"## copydesk: nothing found\n\n{checked}.\n"
    severities = Counter(d.severity for d in found)
    told = [many(severities[s], s.value) for s in reversed(Severity) if severities[s]]
    safe = sum(any(fix.safety is Safety.SAFE for fix in d.fixes) for d in found)
    mends = f" `copydesk check --fix` mends {safe:,} of them." if safe else ""
    return f"## copydesk: {many(len(found), 'finding')}\n\n{', '.join(told)} in {checked}.{mends}\n"


def _findings(run: Run) -> Iterator[str]:
    if found := worst_first(run.diagnostics):
        yield _section(
            "| severity | place | finding |\n| --- | --- | --- |", map(_row, found), len(found), _MANY
        )


def _row(d: Diagnostic) -> str:
    place = f"{d.path}:{d.article}" if d.article else d.path
    message = f"{d.message} ({note})" if (note := doubt(d)) else d.message
    fix = f"<br>→ {_text(d.best_fix.title)}" if d.best_fix else ""
    place = _code(f"{place}:{d.place}")
    place += f"<br>{_text(d.title)}" if d.title else ""
    place += f"<br>{_code(d.link)}" if d.link else ""
    return f"| {d.severity.value} | {place} | **{d.rule}**<br>{_text(message)}{_excerpt(d)}{fix} |"


def _excerpt(d: Diagnostic) -> str:
    """The words found, with some of what stands around them."""
    start, end = d.mark
    if not d.excerpt:
        return ""
    before, after = d.excerpt[:start], d.excerpt[end:]
    before = before if len(before) <= _CONTEXT else "…" + before[-_CONTEXT:]
    after = after if len(after) <= _CONTEXT else after[:_CONTEXT] + "…"
    found = _inline(_clipped(d.excerpt[start:end]))
    return f"<br><i>{_inline(before)}<b>{found}</b>{_inline(after)}</i>"


def _problems(run: Run) -> Iterator[str]:
    if run.problems:
        rows = (f"- {_code(p.path) + ' ' if p.path else ''}{_text(p.message)}" for p in run.problems)
        yield _section("### What went wrong\n", rows, len(run.problems), _FEW)


def _counts(run: Run) -> Iterator[str]:
    if by_rule := counts(run.diagnostics):
        head = "### By rule\n\n| rule | severity | findings |\n| --- | --- | ---: |"
        rows = (f"| {c.rule} | {c.severity.value} | {c.findings:,} |" for c in by_rule)
        yield _section(head, rows, len(by_rule), _FEW)
    by_file = Counter(d.path for d in run.diagnostics)
    if len(by_file) > 1:
        head = "### By file\n\n| file | findings |\n| --- | ---: |"
        rows = (f"| {_code(path)} | {n:,} |" for path, n in by_file.most_common())
        yield _section(head, rows, len(by_file), _FEW)


def _section(head: str, rows: Iterable[str], total: int, most: tuple[int, int]) -> str:
    """A table or a list: as many rows as there is room for, and how many more there are."""
    lines, left = [head], most[1]
    for row in islice(rows, most[0]):
        left -= len(row.encode())
        if left < 0:
            break
        lines.append(row)
    more = total - len(lines) + 1
    return "\n".join(lines) + "\n" + (f"\n… and {more:,} more.\n" if more else "")


def _text(text: str) -> str:
    """A text as it is, cut where it is long."""
    return _inline(_clipped(in_line(text)))


def _inline(text: str) -> str:
    return _entities(_LINKED.sub(_NO_BREAK, visible(text)))


def _code(text: str) -> str:
    """A place; the end of a long one says more than its beginning."""
    text = text if len(text) <= _MOST_CELL else "…" + text[1 - _MOST_CELL :]
    return f"<code>{_entities(visible(text))}</code>"


def _clipped(text: str) -> str:
    return text if len(text) <= _MOST_CELL else text[: _MOST_CELL - 1] + "…"


def _entities(text: str) -> str:
    """The text with an entity for each character that Markdown might act on: none of them is markup."""
    return _MARKUP.sub(lambda match: match[0][:-1] + f"&#{ord(match[0][-1])};", text)
