"""`misplaced-stop`."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk import (
    Article,
    Bad,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    NoOptions,
    Rule,
    Safety,
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.punctuation.shared.running import Punctuated, words

__all__ = ["MisplacedStop"]

_CLOSING = lazy_pattern(r"\.\)(?<=[a-z]{2}\.\))(?=(?P<next>\s|\Z))")
_OPENING = lazy_pattern(r"(?<=[\w”\"’] )\((?P<first>[a-z][a-z’'-]*)(?=[ ,])[^()\n]*\Z")
_STOPS = lazy_pattern(r"[.!?](?:\s|\Z)")
_LAST = lazy_pattern(r"[\w’'-]+\Z")
_LONGEST = 300
_LEAST = 3


class MisplacedStop(Rule[NoOptions]):
    """Finds a full stop inside a bracket that belongs outside of it.

    Words in brackets that stand within a sentence are part of it, and the full stop follows the
    bracket: *It sank (nobody knows why).* Only a sentence that stands by itself keeps its stop inside.

    The bracket counts if it opens behind a word without a mark, begins in lower case and holds no other full
    stop. The fix moves the full stop, or deletes it where the sentence goes on; it is safe. Abbreviations
    (*etc.*, *Calif.*) are left alone.
    """

    meta = Meta(
        name="misplaced-stop",
        group="punctuation",
        since="0.2",
        summary="This full stop belongs {where}.",
        severity=Severity.WARNING,
        fix=FixAvailability.ALWAYS,
        language="en",
    )
    examples = (
        Bad("The ferry sank (nobody knows why⟦.)⟧", fixed="The ferry sank (nobody knows why)."),
        Bad("It sank (or so they say here⟦.)⟧ We left.", fixed="It sank (or so they say here). We left."),
        Bad("It sank (or so they say⟦.)⟧ and we left.", fixed="It sank (or so they say) and we left."),
        Good("It sank. (Nobody knows why.) It had ropes (and nails, planks, etc.), both (from D-Calif.)."),
        Good("It sank. (nobody knows why.) He left (at 9 p.m.) and she stayed (it rained. It snowed.)"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        if ".)" not in prose:
            return
        for match in _CLOSING.finditer(prose):
            at = match.start()
            opening = _OPENING.search(prose, max(0, at - _LONGEST), at)
            if opening is None or not _is_aside(prose, opening.start(), at):
                continue
            block = article.derive(Punctuated).block_at(at)
            if block is None or not block.kind.is_running:
                continue
            following = prose[match.end() : match.end() + 2].strip()[:1]
            goes_on = following.islower() and "\n" not in prose[match.end() : match.end() + 2]
            edit = Edit(Span(at, at + 2), ")" if goes_on else ").")
            fix = Fix("Delete it" if goes_on else "Put it after the bracket", (edit,), Safety.SAFE)
            where = "at the end of the sentence" if goes_on else "after the bracket"
            yield self.finding((at, at + 2), fix, where=where)


def _is_aside(prose: str, start: int, end: int) -> bool:
    """Whether a bracket holds a few words, no whole sentence and no abbreviation at its end."""
    if prose.count(" ", start, end) < _LEAST - 1 or _STOPS.search(prose, start, end):
        return False
    last = _LAST.search(prose, start, end)
    if last is None:
        return False
    word = last[0].rpartition("-")[2].lower()
    return word not in words("abbreviations") and len(word) > 2
