"""Findings: what a rule says of an article, the places related to it, and the ways to mend it.

All spans here are in the article's text. A `Diagnostic` (see `copydesk.lint.diagnostic`) is a finding
with its place in the source.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from copydesk.text.span import Span

__all__ = ["Edit", "Elsewhere", "Finding", "Fix", "Related", "Safety", "Severity"]


class Severity(StrEnum):
    """How bad a finding is. `rank` orders them: the worst is highest."""

    SUGGESTION = "suggestion"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """The higher, the worse."""
        return ("suggestion", "warning", "error").index(self.value)


class Safety(StrEnum):
    """How far a fix may be trusted.

    *Safe*: the article says the same after it. *Unsafe*: it changes words, so a person should
    look. *Display*: shown, never applied.
    """

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY = "display"


class Edit(Struct, frozen=True):
    """Put `text` in the place of a span; an empty span inserts, an empty text deletes.

    A deletion that covers whole blocks takes their markup and the space around them along.

    Attributes:
        in_source: whether the span is in the source, in markup that holds none of the article's words, as the
            places of `Article.elements` are; the text is then as it is to be written there.
    """

    span: Span
    text: str = ""
    in_source: bool = False


class Fix(Struct, frozen=True):
    """One way to mend a finding.

    Attributes:
        title: what it does, in the imperative: "Replace with “discreet”".
        edits: made together or not at all; they do not overlap.
        safety: as the rule sees it. The engine lowers it where the words are somebody's speech.
        repair: the edits only undo damage done to the file (a lost encoding, a stray tag), so
            quoted words stay as they were spoken.
    """

    title: str
    edits: tuple[Edit, ...]
    safety: Safety = Safety.UNSAFE
    repair: bool = False

    @classmethod
    def replace(cls, span: Span, text: str, safety: Safety = Safety.UNSAFE, title: str = "") -> Fix:
        """The fix that puts `text` in the place of a span.

        Args:
            span: in the article's text.
            text: what is put there.
            safety: whether it may be applied unasked.
            title: what the fix does, in words.
        """
        return cls(title or f"Replace with “{text}”", (Edit(span, text),), safety)


class Related(Struct, frozen=True):
    """Another place that a reader needs in order to judge the finding."""

    span: Span
    message: str


class Elsewhere(Struct, frozen=True):
    """A place in another article of the run.

    Attributes:
        path: of its file, as it was named.
        article: its id in an export, or None.
        start, end: half-open, in code points of the decoded source.
        line: from 1.
    """

    path: str
    article: str | None
    start: int
    end: int
    line: int

    def beside(self, other: Elsewhere) -> bool:
        """Whether both are in one article."""
        return (self.path, self.article) == (other.path, other.article)


class Finding(Struct, frozen=True):
    """A defect at a place.

    Attributes:
        source: the place in the source, where it is in markup, as those of `Article.elements` are; `span`
            is then that of the words there, or an empty one near it.
        elsewhere: places in other articles that a reader needs in order to judge it.
        fixes: the best one first.
        data: what else a rule wants to tell.
        confidence: how likely an editor is to act on it, from 0 to 1.
        repeat: findings of a rule in one article that have the same key are reported as one, with places.
        key: what one with a `source` is recognised by besides the words there. Fingerprints, baselines and
            decisions hold it, so it stays as it is when the message is edited; by default it is the message.
    """

    rule: str
    span: Span
    message: str
    severity: Severity
    fixes: tuple[Fix, ...] = ()
    related: tuple[Related, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    data: Mapping[str, object] = {}
    confidence: float = 1.0
    repeat: str | None = None
    source: Span | None = None
    key: str | None = None
