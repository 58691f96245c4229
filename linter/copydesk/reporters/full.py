"""The report for people: each finding in its line, then tables, then what `--fix` would mend."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TextIO

import click

from copydesk.lint.diagnostic import Diagnostic, PlacedFix, Suppressor
from copydesk.lint.fixer import applicable
from copydesk.lint.repeats import SAME
from copydesk.reporters import Run, counts, doubt
from copydesk.reporters.text import in_line, inert, visible
from copydesk.rule.finding import Safety
from copydesk.text.regex import lazy_pattern

__all__ = ["report"]

_COLOURS = {"error": "red", "warning": "yellow", "suggestion": "cyan"}
_INDENT = "    "
_MAX_WIDTH = 120
_MAX_RELATED = 4
_WORD = 15
#: So many findings in one file need no table.
_SEEN_AT_ONCE = 20
#: Characters of one column each: Latin letters, and the punctuation and signs that go with them.
_NARROW = lazy_pattern(r"[\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]*")
_PLAIN = str.maketrans({"\t": " ", "\u200b": "␣", "\u00ad": "␣"})


def report(run: Run, out: TextIO) -> None:
    """Write the findings, file by file, and the summary."""
    width = _width() if any(file.diagnostics for file in run.files) else _MAX_WIDTH
    if not run.statistics:
        for file in run.files:
            if file.diagnostics:
                _write(out, click.style(inert(visible(file.path)), bold=True, underline=True))
                article = None
                for diagnostic in file.diagnostics:
                    if diagnostic.article != article:
                        article = diagnostic.article
                        _write(out, _article(diagnostic) + "\n")
                    _write(out, "\n".join(_finding(diagnostic, width)) + "\n")
    _summary(run, out, width)


def _width() -> int:
    import shutil

    return max(40, min(_MAX_WIDTH, shutil.get_terminal_size((80, 24)).columns))


def _write(out: TextIO, line: str) -> None:
    click.echo(line, file=out)


def _article(d: Diagnostic) -> str:
    """What stands above the findings of an article of an export."""
    title = f" “{in_line(d.title)}”" if d.title else ""
    link = f" {in_line(d.link)}" if d.link else ""
    return click.style(inert(visible(f"{d.article}{title}")), bold=True) + inert(visible(link))


def _finding(d: Diagnostic, width: int) -> Iterator[str]:
    severity = click.style(d.severity.value, fg=_COLOURS[d.severity.value], bold=True)
    note = click.style(f" ({note})", dim=True) if (note := doubt(d)) else ""
    yield f"{d.place} {severity} {click.style(d.rule, bold=True)}{note}"
    for line in textwrap.wrap(in_line(d.message), width - len(_INDENT)):
        yield _INDENT + inert(line)
    yield from _context(d, width - len(_INDENT) - 2)
    told = [r for r in d.related if r.message != SAME][:_MAX_RELATED]
    for related in told:
        where = f"{visible(related.path)}, " if related.path else ""
        line = inert(f"{_INDENT}{where}{related.place}: {in_line(related.message)}")
        yield click.style(_clip(line, width), dim=True)
    rest = [r for r in d.related if r not in told and r.path is None]
    if places := list(dict.fromkeys(str(r.line) if r.line else r.place for r in rest)):
        on = f"on line{'s' if len(places) > 1 else ''}" if d.line else "in"
        where = f"{_INDENT}and {on} {', '.join(places)}"
        yield click.style(_clip(where, width), dim=True)
    if d.best_fix:
        yield from _suggestion(d.best_fix, width)


def _context(d: Diagnostic, width: int) -> Iterator[str]:
    """The excerpt cut to the width around the marked words, and the mark under them."""
    start, end = d.mark
    text = visible(inert(d.excerpt).translate(_PLAIN))
    if cells(text) > width:
        most = max(8, width - 12)
        if end - start > most:
            end = _last_space(text, start, start + most)
        room = max(0, width - 2 - cells(text[start:end]))
        low = max(0, start - room // 2)
        high = min(len(text), end + room - (start - low))
        low = max(0, low - max(0, room - (start - low) - (high - end)))
        if low > 0:  # not in the middle of a word, if it can be helped
            low = text.find(" ", low, min(start, low + _WORD)) + 1 or low
        if high < len(text):
            high = end if end < d.mark.end else _last_space(text, end, high)
        left = "…" if low > 0 and not text[low:].startswith("…") else ""
        right = "…" if high < len(text) and not text[:high].endswith("…") else ""
        text, start, end = left + text[low:high] + right, start - low + len(left), end - low + len(left)
    bar = click.style("│", dim=True)
    colour = _COLOURS[d.severity.value]
    yield f"{_INDENT}{bar} {text[:start]}{click.style(text[start:end], fg=colour, bold=True)}{text[end:]}"
    if text[:start].strip("…") or text[end:].strip("…"):  # else all of it is marked
        mark = " " * cells(text[:start]) + click.style("^" * max(1, cells(text[start:end])), fg=colour)
        yield f"{_INDENT}{bar} {mark}"


def _last_space(text: str, start: int, end: int) -> int:
    """The last place before `end` to cut at without cutting a word, or else `end`."""
    space = text.rfind(" ", max(start, end - _WORD), end)
    return space if space >= 0 else end


def _suggestion(fix: PlacedFix, width: int) -> Iterator[str]:
    note = {Safety.SAFE: "", Safety.UNSAFE: " (look first)", Safety.DISPLAY: " (ask: not applied)"}[
        fix.safety
    ]
    title = _clip(inert(in_line(fix.title)), width - len(_INDENT) - 3 - len(note))
    yield f"{_INDENT}{click.style('→', fg='green', bold=True)} {click.style(title, fg='green')}{note}"


def _clip(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def cells(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if _NARROW.fullmatch(text):
        return len(text)
    from wcwidth import wcswidth

    width: int = wcswidth(text)
    return width if width >= 0 else len(text)


def _summary(run: Run, out: TextIO, width: int) -> None:
    found = run.diagnostics
    files, words = len(run.files), sum(f.words for f in run.files)
    checked = f"{files} {'file' if files == 1 else 'files'}, {words:,} {'word' if words == 1 else 'words'}"
    fixed = f" Fixed {_count(run.applied)}." if run.applied else ""
    if known := sum(s.by is Suppressor.BASELINE for f in run.files for s in f.suppressed):
        fixed += f" The baseline keeps back {_count(known)}."
    if ignored := sum(s.by is Suppressor.DECISION for f in run.files for s in f.suppressed):
        fixed += f" Editors ignore {_count(ignored)}."
    if not found:
        tick = click.style("Nothing found", fg="green", bold=True)
        if files:
            _write(out, f"{tick} in {checked}.{fixed}")
        return
    if run.statistics or files > 1 or len(found) > _SEEN_AT_ONCE:
        _tables(run, out, width)
    _write(out, f"{_count(len(found))} in {checked}.{fixed}")
    hint = _fixable(found)
    if hint:
        _write(out, "\n".join(textwrap.wrap(hint, width, break_on_hyphens=False)))


def _tables(run: Run, out: TextIO, width: int) -> None:
    from tabulate import tabulate

    found = run.diagnostics
    rows = [(count.rule, count.severity.value, count.findings) for count in counts(found)]
    _write(out, tabulate(rows, ("rule", "severity", "findings"), "simple"))
    by_file = [
        (_tail(inert(visible(f.path)), width - 20), len(f.diagnostics)) for f in run.files if f.diagnostics
    ]
    if len(by_file) > 1:
        by_file.sort(key=lambda row: -row[1])
        more = f"\n… and {len(by_file) - 20} more files with findings" if len(by_file) > 20 else ""
        _write(out, "\n" + tabulate(by_file[:20], ("file", "findings"), "simple") + more)
    _write(out, "")


def _count(n: int) -> str:
    return f"{n:,} {'finding' if n == 1 else 'findings'}"


def _tail(path: str, width: int) -> str:
    return path if len(path) <= width else "…" + path[-width + 1 :]


def _fixable(found: list[Diagnostic]) -> str:
    safe = sum(applicable(d, unsafe=False) is not None for d in found)
    unsafe = sum(applicable(d, unsafe=True) is not None for d in found) - safe
    if not safe and not unsafe:
        return ""
    if not unsafe:
        mends = f"--fix mends {_of(safe, found)}"
    elif not safe:
        mends = f"--fix --unsafe-fixes mends {_of(unsafe, found)} by changing words"
    else:
        mends = f"--fix mends {safe} of them, --fix --unsafe-fixes {unsafe} more by changing words"
    return f"{mends}; --diff instead of --fix shows what would change."


def _of(n: int, found: list[Diagnostic]) -> str:
    if n < len(found):
        return f"{n} of them"
    return "it" if n == 1 else "all of them"
