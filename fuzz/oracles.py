"""What must hold of an article, whatever is in it.

Nothing is raised; every place is true; a fix touches nothing but what its edits say, removes its finding,
and its file can be read again; when all are made, nothing is left to make; and time grows no faster than the
text.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

from copydesk.config import Config
from copydesk.document.article import MASK, Article
from copydesk.errors import CopydeskError, SourceError
from copydesk.lint.check import read_articles
from copydesk.lint.diagnostic import Diagnostic
from copydesk.lint.fixer import applicable, fix_source
from copydesk.lint.linter import Linter, Settings
from copydesk.lint.report import FileReport
from copydesk.readers.source_reader import SourceReader
from copydesk.rule.rule import House
from copydesk.text.edits import Shift
from copydesk.text.encodings import decode_text
from copydesk.text.source import Source

__all__ = ["Articles", "BrokenError", "check_growth"]

#: So many seconds of processor time for an input, and so many for each of its bytes.
_AT_LEAST, _A_BYTE = 2.0, 0.000_5
_LINE = re.compile(r"\r\n|\n|\r")
#: What a report says of something that was raised.
_CRASH = re.compile(r"(?:crashed|ha(?:s|ve) no place|cannot be tried): (.*)")


#: What inputs are checked under; one in four under the second.
_CONFIGS = (
    Config(),
    Config(
        language="en",
        house=House(
            terms={
                "boat": "big boat",
                "e-mail": "email",
                "effect": "affect",
                "who's": "whose",
            },
            names=("Helix Energy", "Mohammed bin Tarrif", "Marit Halloran"),
            dialect="en-GB",
        ),
        rules={"confusable-word": {"confidence": "possible"}, "mixed-quotes": {"markdown": True}},
    ),
)


class BrokenError(Exception):
    """Something does not hold.

    Args:
        what: in words that are the same whenever it is the same failure.
        detail: what is of this input alone.
    """

    def __init__(self, what: str, detail: str = "") -> None:
        super().__init__(f"{what}: {detail}" if detail else what)
        self.what = what


class Articles:
    """Checks what must hold of articles, with one linter that is kept."""

    def __init__(self) -> None:
        self.linter = Linter(Settings(isolated=True))
        self.config = _CONFIGS[0]

    def lint(self, source: Source) -> FileReport:
        """The report on a source.

        Raises:
            BrokenError: a rule or a reader raised something.
        """
        report = self.linter.lint_source(source, self.config)
        for problem in report.problems:
            if crash := _CRASH.search(problem.message):
                raise BrokenError(f"crash: {problem.rule or 'a reader'}: {crash[1][:80]}")
        return report

    def check(self, kind: str, data: bytes) -> None:
        """Check a file.

        Args:
            kind: the name of its format.
            data: its bytes.

        Raises:
            BrokenError: something does not hold.
        """
        self.config = _CONFIGS[len(data) % 4 == 3]
        began = time.process_time()
        for source in _sources(kind, data):
            self.check_source(source)
        took = time.process_time() - began
        if took > _AT_LEAST + _A_BYTE * len(data):
            raise BrokenError("slow", f"{took:.1f} s for {len(data)} bytes")

    def reports(self, kind: str, data: bytes) -> Iterator[FileReport]:
        """The reports on the sources of a file."""
        yield from map(self.lint, _sources(kind, data))

    def read(self, source: Source) -> Iterator[Article]:
        """The articles of a source.

        Raises:
            BrokenError: the reader raised something.
        """
        try:
            yield from read_articles(source, self.config)
        except CopydeskError as error:
            raise _crash(error) from None

    def check_source(self, source: Source) -> None:
        """Check a source that is read already.

        Raises:
            BrokenError: something does not hold.
        """
        for article in self.read(source):
            check_article(source, article)
        report = self.lint(source)
        for diagnostic in report.diagnostics:
            check_place(source, diagnostic)
        self._check_fixes(source, report)
        self._check_settling(source, report)

    def _check_fixes(self, source: Source, report: FileReport) -> None:
        """One fix at a time; of many, the first few."""
        mendable = [(d, fix) for d in report.diagnostics if (fix := applicable(d, unsafe=True))]
        for diagnostic, fix in mendable[:2]:
            if any(source.text[e.start : e.end] == e.text for e in fix.edits):
                raise BrokenError(f"a fix that changes nothing: {diagnostic.rule}", fix.title)
            try:
                edited = source.edited(list(fix.edits))
            except SourceError:
                continue  # a character that the encoding lacks
            if edited.package is None and decode_text(edited.data, edited.encoding) != edited.text:
                raise BrokenError(f"a fix whose file reads otherwise: {diagnostic.rule}", source.encoding)
            again = self.lint(edited)
            if again.articles < report.articles:
                raise BrokenError(f"a fix that leaves an article unreadable: {diagnostic.rule}", fix.title)
            # One that repeats may be fixed in some of its places.
            whole = diagnostic.repeat is None and any(edit.text for edit in fix.edits)
            if whole and _is_left(diagnostic, Shift(fix.edits), again):
                raise BrokenError(f"a fix that leaves its finding: {diagnostic.rule}", diagnostic.message)

    def _check_settling(self, source: Source, report: FileReport) -> None:
        try:
            result = fix_source(source, self.lint, unsafe=True, report=report)
        except SourceError:
            return
        if not result.converged:
            raise BrokenError(f"fixes that do not settle: {', '.join(result.undoing) or 'ever new ones'}")
        if result.applied and fix_source(result.source, self.lint, unsafe=True).applied:
            raise BrokenError("a second run changes something")


def _is_left(old: Diagnostic, shift: Shift, report: FileReport) -> bool:
    """Whether a finding is there still. Not asked of what is deleted: another one may come up from behind."""
    return any(
        (new.rule, new.article, new.start, new.words) == (old.rule, old.article, shift(old.start), old.words)
        and [edit.text for fix in new.fixes[:1] for edit in fix.edits]
        == [edit.text for fix in old.fixes[:1] for edit in fix.edits]
        for new in report.diagnostics
    )


def _sources(kind: str, data: bytes) -> Iterator[Source]:
    """The sources of a file, as far as it can be read."""
    try:
        yield from SourceReader(io.BytesIO(data), f"input.{kind}", kind, None)
    except CopydeskError as error:
        if _CRASH.search(str(error)):
            raise _crash(error) from None


def _crash(error: CopydeskError) -> BrokenError:
    crash = _CRASH.search(str(error))
    return BrokenError(f"crash: a reader: {(crash[1] if crash else str(error))[:80]}")


def check_article(source: Source, article: Article) -> None:
    """Check that an article stands where it says.

    Raises:
        BrokenError: it does not.
    """
    text, prose = article.text, article.prose
    if len(text) != len(prose):
        raise BrokenError("places: text and prose differ in length")
    for here, said in zip(text, prose, strict=True):
        if here != said and said != MASK and not (said.isspace() and (here.isspace() or here in "\0\ufeff")):
            raise BrokenError("places: prose that is not the text's", f"{here!r} became {said!r}")
    for before, block in pairwise(article.blocks):
        if before.end > block.start:
            raise BrokenError("places: blocks that overlap")
    if source.package is not None:
        return
    size, at = len(source.text), 0
    for length, span in article.source_map.parts(0, len(text)):
        if not 0 <= span.start <= span.end <= size:
            raise BrokenError("places: outside the source")
        there = source.text[span.start : span.end]
        here = text[at : at + length]
        # A shortcode or a template within what is no whole tag is blank there.
        if len(span) == length and any(a != b and a != " " for a, b in zip(here, there, strict=True)):
            raise BrokenError(
                f"places: another text in the source of {source.format}", f"{here[:40]!r} and {there[:40]!r}"
            )
        at += length


def check_place(source: Source, diagnostic: Diagnostic) -> None:
    """Check that a finding is where its line and its column say.

    Raises:
        BrokenError: it is not.
    """
    start, end = diagnostic.start, diagnostic.end
    if not 0 <= start <= end <= len(source.text):
        raise BrokenError(f"places: a finding outside the source: {diagnostic.rule}", f"{start}-{end}")
    if source.package is not None:
        return
    for offset, line, column in (
        (start, diagnostic.line, diagnostic.column),
        (end, diagnostic.end_line, diagnostic.end_column),
    ):
        ends = [m.end() for m in _LINE.finditer(source.text) if m.end() <= offset]
        if (line, column) != (len(ends) + 1, offset - (ends[-1] if ends else 0) + 1):
            raise BrokenError(f"places: line and column of another place: {diagnostic.rule}", f"{offset}")


def check_growth(check: Callable[[bytes], object], data: bytes) -> None:
    """Check that four times the text takes no more than four times as long, and something for noise.

    Raises:
        BrokenError: it takes longer, three times out of three.
    """
    small = data * max(1, 6_000 // max(1, len(data)))
    ratios: list[float] = []
    for _ in range(3):
        times = []
        for text in (small, small * 4):
            began = time.process_time()
            check(text)
            times.append(time.process_time() - began)
        ratios.append(times[1] / max(times[0], 0.02))
        if ratios[-1] < 8 or times[1] < 0.5:
            return
    raise BrokenError("time grows faster than the text", f"by {min(ratios):.1f} for four times as much")
