"""The Word document that was checked, with its findings as comments; those that are in it stay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from copydesk.errors import CopydeskError
from copydesk.lint.diagnostic import Diagnostic
from copydesk.readers.office.docx.comments import Comment, with_comments
from copydesk.reporters import Run, doubt
from copydesk.reporters.text import in_line
from copydesk.rule.finding import Safety

__all__ = ["report"]

_NOTES = {Safety.SAFE: "", Safety.UNSAFE: " (look first)", Safety.DISPLAY: " (ask)"}


def report(run: Run, out: BinaryIO) -> None:
    """Write the document.

    Raises:
        CopydeskError: there is none, as it could not be read, or it changed since it was checked.
    """
    if not run.files or run.open is None:
        told = next((f"{p.path}: {p.message}" for p in run.broken), "there is no document to write")
        raise CopydeskError(told)
    file = run.files[0]
    sources = {source.start: source for source, _ in run.open(file)}
    if not sources:
        raise CopydeskError(f"{file.path}: there is no article in it")
    out.write(with_comments(sources[0], (c for d in file.diagnostics for c in _comments(d))))


def _comments(d: Diagnostic) -> Iterator[Comment]:
    """A comment at the finding's place, and a short one at each other where the same is wrong."""
    note = f", {doubt(d)}" if doubt(d) else ""
    said = [f"{in_line(d.message)} [{d.rule}{note}]"]
    if d.best_fix:
        said.append(f"→ {in_line(d.best_fix.title)}{_NOTES[d.best_fix.safety]}")
    said += [f"{r.place}: {in_line(r.message)}" for r in d.related if not r.repeat and r.path is None]
    yield Comment(d.start, d.end, said)
    for related in d.related:
        if related.repeat and related.path is None:
            yield Comment(related.start, related.end, [f"{in_line(related.message)} [{d.rule}]"])
