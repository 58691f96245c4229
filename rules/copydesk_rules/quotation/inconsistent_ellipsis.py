"""`inconsistent-ellipsis`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec

from copydesk import (
    MASK,
    Article,
    Bad,
    Block,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Kind,
    Meta,
    NoOptions,
    Rule,
    Safety,
    Severity,
    Span,
    lazy_pattern,
)

__all__ = ["InconsistentEllipsis"]

#: Three dots, as one character, together or spaced; a fourth is the full stop of its sentence.
_ELLIPSIS = lazy_pattern(
    r"(?<![.…/\\])(?<!\.[ \u00a0])"
    r"(?:\.?…\.?|\.\.\.\.?|\.[ \u00a0]\.[ \u00a0]\.(?:[ \u00a0]\.)?)"
    r"(?![.…/\\]|[ \u00a0]\.)"
)
_SPACE = " \u00a0"
_FORMS = ("…", "...", ". . .")
_LIKE_CODE = lazy_pattern(r"\w\(\.\.\.|=>|[;{}]$|</|::")
_UNSEEN = frozenset({Kind.TABLE_CELL, Kind.ALT_TEXT})
#: How many times as frequent a spacing must be for another to be odd.
_CLEARLY = 2


class _Ellipsis(msgspec.Struct, frozen=True):
    """An ellipsis and the space around it.

    Attributes:
        form: one of `_FORMS`.
        stop: "." where a fourth dot ends a sentence.
        before, after: the space around.
        between: whether a word stands on both sides.
        final: whether it ends a sentence.
    """

    span: Span
    form: str
    stop: str
    before: str
    after: str
    between: bool
    final: bool


class InconsistentEllipsis(Rule[NoOptions]):
    """Finds ellipses written or spaced in another way than the article's others.

    “…”, “...” and “. . .” are all in use, with a space on neither side, behind, or on both; an
    article that mixes them looks pasted together. The way that the article uses most is taken for its own.
    There is one finding an article, at the first odd place; the others are listed with it, and one
    fix mends them all. It is safe where no place stands inside somebody's quoted words.

    Spacing is compared only between two words, and only where one way is clearly the article's. The
    end of a sentence keeps its own (“We waited… Nobody came”), four dots are a full stop and an
    ellipsis, and brackets ([…]), code, paths, ranges and rows of dots are left alone.
    """

    meta = Meta(
        name="inconsistent-ellipsis",
        group="quotation",
        since="0.1",
        summary="This ellipsis {what}.",
        severity=Severity.SUGGESTION,
        fix=FixAvailability.ALWAYS,
    )
    examples = (
        Bad(
            "We waited… and waited. Then… nothing. So we left⟦...⟧ for good.",
            fixed="We waited… and waited. Then… nothing. So we left… for good.",
        ),
        Bad(
            "We waited… and waited. Then… nothing. So we left⟦…⟧for good.",
            fixed="We waited… and waited. Then… nothing. So we left… for good.",
        ),
        Bad(
            "We waited ... and waited. Then ... nothing. So we left⟦...⟧for good.",
            fixed="We waited ... and waited. Then ... nothing. So we left ... for good.",
        ),
        Bad(
            "We waited . . . and waited⟦....⟧ Nobody came. We left . . . for good.",
            fixed="We waited . . . and waited. . . . Nobody came. We left . . . for good.",
        ),
        Good("We waited... and waited.... Nobody came. We left... for good."),
        Good("We waited … and waited. “We left … for good… Nobody came,” she said. “…”"),
        Good("We left [...] for good… The files are in ../archive/... and pages 3...5 of it."),
        Good("Chapter one ........ 5. And then… we left."),
        Good("We left…for good. Then… nothing."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        prose = article.prose
        if not _may_have_one(prose):
            return
        found = [e for b in article.prose_blocks if _is_readable(article, b) for e in _ellipses(article, b)]
        if len(found) < 2:
            return
        forms = Counter(e.form for e in found)
        form = max(_FORMS, key=lambda f: forms[f])
        between = [e for e in found if e.between]
        before = _prevailing([bool(e.before) for e in between if not e.final])
        after = _prevailing([bool(e.after) for e in between])
        for e in found:
            what = f"is written “{e.form}”; most here are “{form}”" if e.form != form else ""
            new_before, new_after = e.before, e.after
            if e.between and not e.final:
                if before is not None and before != bool(e.before):
                    what = what or _spaced("before", before)
                    new_before = " " * before
                if after is not None and after != bool(e.after):
                    what = what or _spaced("behind", after)
                    new_after = " " * after
            if what:
                span = Span(e.span.start - len(e.before), e.span.end + len(e.after))
                edit = Edit(span, new_before + _written(form, e.stop) + new_after)
                fix = Fix("Make the ellipses alike", (edit,), Safety.SAFE)
                yield self.finding(e.span, fix, repeat="", what=what)


def _may_have_one(text: str) -> bool:
    return "…" in text or ".." in text or ". ." in text or ".\u00a0." in text


def _is_readable(article: Article, block: Block) -> bool:
    """Whether a block is running words, seen by the reader, and may have an ellipsis."""
    prose = article.prose_of(block)
    return block.kind not in _UNSEEN and _may_have_one(prose) and _LIKE_CODE.search(prose) is None


def _ellipses(article: Article, block: Block) -> Iterator[_Ellipsis]:
    prose, at = article.prose, block.start
    for match in _ELLIPSIS.finditer(prose, *block.span):
        start, end = match.span()
        low = at + len(prose[at:start].rstrip(_SPACE))
        high = next((i for i in range(end, block.end) if prose[i] not in _SPACE), block.end)
        at = high
        mark, before, after = match[0], prose[max(block.start, low - 1) : low], prose[high : high + 1]
        around = before + after
        if around in ("()", "[]", "{}") or around.isdigit() or MASK in around:
            continue
        form = "…" if "…" in mark else "..." if ".." in mark else ". . ."
        stop = "." if mark.count(".") in (1, 4) else ""
        left, right = article.text[low:start], article.text[end:high]
        between = before.isalnum() and after.isalnum() and not stop and not around.isupper()
        final = bool(right) and not left and after.isupper()
        yield _Ellipsis(Span(start, end), form, stop, left, right, between, final)


def _prevailing(votes: list[bool]) -> bool | None:
    """What clearly most of the votes say."""
    yes = sum(votes)
    no = len(votes) - yes
    return None if max(yes, no) < _CLEARLY * min(yes, no) else yes > no


def _spaced(where: str, wanted: bool) -> str:
    return f"has {'no' if wanted else 'a'} space {where} it; most here have {'one' if wanted else 'none'}"


def _written(form: str, stop: str) -> str:
    return f"{form} ." if stop and form == ". . ." else form + stop
