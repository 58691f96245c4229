"""The diagnostic: a finding with its place in the source: what reporters, fixers and editors work with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from copydesk.rule.finding import Fix, Safety, Severity
from copydesk.text.regex import lazy_pattern
from copydesk.text.source import Source, SourceEdit
from copydesk.text.span import Position, Span

__all__ = [
    "NEIGHBOURS",
    "Diagnostic",
    "PlacedFix",
    "PlacedPassage",
    "PlacedRelated",
    "Suppressed",
    "Suppressor",
    "bare_words",
    "moved",
]

#: How many words on either side tell a finding from its equals.
NEIGHBOURS = 8
#: A word; in scripts that put no space between words (Thai, Lao, kana, Han), a character.
_UNSPACED = r"\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_BARE = lazy_pattern(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
#: The same where there is none of those scripts, which takes a tenth of the time to compile.
_BARE_SPACED = lazy_pattern(r"[^\W_]+")


class PlacedFix(Struct, frozen=True):
    """A fix whose edits are in the source; `origin` is what the rule offered.

    Attributes:
        places: where it is made of fixes for several places, from the first edit to the last of each.
    """

    title: str
    safety: Safety
    edits: tuple[SourceEdit, ...]
    origin: Fix
    places: tuple[Span, ...] = ()

    @property
    def stretches(self) -> tuple[Span, ...]:
        """From the first edit to the last, place by place: what stands between is judged anew after it."""
        return self.places or (Span(self.edits[0].start, self.edits[-1].end),)

    def moved(self, by: int) -> PlacedFix:
        """The same fix, so many code points further on."""
        places = tuple(Span(place.start + by, place.end + by) for place in self.places)
        return replace(self, edits=tuple(edit.moved(by) for edit in self.edits), places=places)


class PlacedRelated(Struct, frozen=True):
    """A related place in the source.

    Attributes:
        line: from 1, or 0 where the source is no text.
        repeat: whether the same defect stands here, which the finding's fix is for, too.
        where, mark, words, context: as in `Diagnostic`.
        path: of the file that it is in, or None where that is the finding's.
    """

    start: int
    end: int
    line: int
    message: str
    excerpt: str
    repeat: bool = False
    where: str = ""
    mark: Span = Span(0, 0)
    words: str = ""
    context: tuple[str, str] = ("", "")
    path: str | None = None

    @property
    def place(self) -> str:
        """The place for people, in a sentence: "line 12", or words where the source is no text."""
        return f"line {self.line}" if self.line else self.where or "elsewhere in it"


class Diagnostic(Struct, frozen=True):
    """A finding, placed.

    Attributes:
        start, end: half-open, in code points of the decoded source.
        line, column, end_line, end_column: from 1; columns in code points. All 0 where the source is no
            text: then only `where` says the place.
        where: the place in words: "paragraph 4".
        excerpt: the text around, on one line; the finding is `mark` within it.
        identity: what the fingerprint is made of.
        confidence: how likely an editor is to act on it, from 0 to 1.
        repeat: the rule's key for equal findings; see `copydesk.lint.repeats`.
        context: the prose before and behind it: a few words, without what stands between them.
        title, link: of the article, where it is one of an export.
    """

    path: str
    article: str | None
    rule: str
    group: str
    severity: Severity
    message: str
    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int
    where: str
    excerpt: str
    mark: Span
    identity: tuple[str, ...]
    related: tuple[PlacedRelated, ...]
    fixes: tuple[PlacedFix, ...]
    data: Mapping[str, object]
    confidence: float = 1.0
    repeat: str | None = None
    context: tuple[str, str] = ("", "")
    title: str | None = None
    link: str | None = None

    @property
    def words(self) -> str:
        """The words found, in small letters and without what stands between them."""
        return self.identity[2]

    @property
    def fingerprint(self) -> str:
        """Of the article, the rule, the words found and their ordinal; the text around does not count."""
        from hashlib import sha256

        return sha256("\x1f".join(self.identity).encode("utf-8", "replace")).hexdigest()[:16]

    @property
    def best_fix(self) -> PlacedFix | None:
        """The first fix, if there is any."""
        return self.fixes[0] if self.fixes else None

    @property
    def place(self) -> str:
        """The place for people: line and column, or words where the source is no text."""
        return f"{self.line}:{self.column}" if self.line else self.where

    @property
    def located(self) -> str:
        """The message, with the place before it where no line can say that."""
        return self.message if self.line or not self.where else f"{self.where}: {self.message}"

    @property
    def offsets(self) -> Iterator[int]:
        """Every offset in the source that it names: its own, those of related places and of edits."""
        yield from (self.start, self.end)
        for related in self.related:
            if related.path is None:
                yield from (related.start, related.end)
        for fix in self.fixes:
            for edit in fix.edits:
                yield from (edit.start, edit.end)


class PlacedPassage(Struct, frozen=True):
    """A passage with its place in the source; see `copydesk.rule.rule.Passage`."""

    key: int
    most: int
    article: str | None
    start: int
    end: int
    line: int


class Suppressor(StrEnum):
    """What keeps a finding from being reported: a comment in the article, the baseline, or an editor."""

    COMMENT = "comment"
    BASELINE = "baseline"
    DECISION = "decision"


class Suppressed(Struct, frozen=True):
    """A finding that is known and let pass, by what, and the reason that was given for it, or ""."""

    diagnostic: Diagnostic
    by: Suppressor
    reason: str = ""


def moved(d: Diagnostic, source: Source) -> Diagnostic:
    """A diagnostic of a source as one of the file that the source stands in."""
    by, at = source.start, source.at
    if not by:
        return d
    line, column = _moved(d.line, d.column, at)
    end_line, end_column = _moved(d.end_line, d.end_column, at)
    related = tuple(
        r
        if r.path is not None
        else replace(r, start=r.start + by, end=r.end + by, line=_moved(r.line, 1, at)[0])
        for r in d.related
    )
    fixes = tuple(fix.moved(by) for fix in d.fixes)
    return replace(
        d,
        start=d.start + by,
        end=d.end + by,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        related=related,
        fixes=fixes,
    )


def _moved(line: int, column: int, at: Position) -> tuple[int, int]:
    if not line:
        return 0, 0
    return line + at.line - 1, column + (at.column - 1 if line == 1 else 0)


def bare_words(prose: str) -> list[str]:
    """The words of a text, however it is broken into lines, quoted, marked up and capitalised."""
    folded = prose.casefold()
    unspaced = not folded.isascii() and any("\u0e00" <= c <= "\u0eff" or c >= "\u3040" for c in set(folded))
    return (_BARE if unspaced else _BARE_SPACED).findall(folded)
