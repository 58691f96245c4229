"""`confusable-word`: `confusables` says how it decides, the files in `confusables/sets` are what it knows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from itertools import islice
from typing import Annotated

import msgspec

from copydesk import (
    Article,
    Bad,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    Rule,
    RuleError,
    Severity,
    Span,
    match_case,
)
from copydesk_rules.wording.confusables import Candidate, Decision, Layer, candidates_in, judges_of
from copydesk_rules.wording.confusables.patterns import PatternLayer, load_sets
from copydesk_rules.wording.indefinite import article_for

__all__ = ["ConfusableWord"]

#: Words that show that the word beside them, in quotation marks or not, is itself the subject.
_MENTION = frozenset(
    ("word", "words", "term", "terms", "phrase", "spelling", "spelled", "spelt", "homophones")
)
_OPENING = frozenset("“\"‘'*_")
_CLOSING = frozenset("”\"’'*_")
_BETWEEN = 4
_JOINING = frozenset({"and", "or", "vs", "versus", "not", "for", "with", "from", "&"})
#: How many candidates the layers are given at a time.
_BATCH = 1024


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `confusable-word`."""

    enabled: Annotated[
        frozenset[str],
        msgspec.Meta(description="The only word sets to look for, each named by any of its words."),
    ] = frozenset()
    disabled: Annotated[
        frozenset[str], msgspec.Meta(description="Word sets not to look for, each named by any of its words.")
    ] = frozenset()
    trained: Annotated[
        bool,
        msgspec.Meta(
            description="Whether a trained model judges what no pattern decides: it finds more, "
            "takes longer, and is wrong more often."
        ),
    ] = False
    allow: Annotated[
        frozenset[str], msgspec.Meta(description="Words that are right as they stand, wherever they stand.")
    ] = frozenset()


class ConfusableWord(Rule[Options]):
    """Finds a word that stands where another, spelled or sounding much like it, is meant.

    “Discrete meetings” were to be *discreet*; a report is *pored* over, and a government *reined* in. A
    spelling checker passes such a word because it is one, and a reader who knows the difference stops at it.

    A word is judged by the words around it, never by itself: *discrete* is reported before *talks* or
    *diplomacy*, never before *units* or *mathematics*. Each finding tells in `data` which word set it is
    of, and which layer decided. Reported is only what no dictionary accepts.

    Left alone are names and titles (a capital in mid-sentence), parts of compounds, and words that are
    talked about: “the word *discrete*”, “affect and effect”.

    The fix changes a word, so it is not safe: somebody should read the sentence. Where an article
    stands before the word, it changes along (“a affect” becomes “an effect”).

    `disabled = ["flout"]` takes a word set out; `allow = ["grizzly"]` a word.
    """

    meta = Meta(
        name="confusable-word",
        group="wording",
        since="0.1",
        summary="“{typed}”{typed_gloss} should be “{meant}”{meant_gloss}.",
        severity=Severity.ERROR,
        fix=FixAvailability.ALWAYS,
        language="en",
    )
    examples = (
        Bad(
            "Envoys from both capitals held ⟦discrete⟧ meetings in Vienna.",
            fixed="Envoys from both capitals held discreet meetings in Vienna.",
        ),
        Bad(
            "The bishop had arranged ⟦discrete⟧ Colombia-E.U. talks in 1994.",
            fixed="The bishop had arranged discreet Colombia-E.U. talks in 1994.",
        ),
        Bad("The drug had a profound ⟦affect⟧ on sleep.", fixed="The drug had a profound effect on sleep."),
        Bad("⟦Its⟧ a shame, the mayor wrote.", fixed="It's a shame, the mayor wrote."),
        Bad("The drought had a ⟦affect⟧ on prices.", fixed="The drought had an effect on prices."),
        Bad("The town must ⟦reign⟧ in spending.", fixed="The town must rein in spending."),
        Bad("“They gave him free ⟦reign⟧,” she said."),
        Good("The signal is cut into discrete units, and the course covers discrete mathematics."),
        Good("The lawyer made discreet inquiries."),
        Good("The word “discrete” before meetings is a mistake; discreet meetings are meant."),
        Good("Discrete or discreet meetings? Few writers know."),
        Good("Discrete Meetings, a play in two acts, opens on Friday."),
        Good("They held discrete talks.", options={"disabled": ["discreet"]}),
        Good("They held discrete talks.", options={"allow": ["discrete"]}),
    )

    _untold: RuleError | None = None

    @cached_property
    def _layers(self) -> tuple[Layer, ...]:
        sets = load_sets()
        if self.options.enabled or self.options.disabled:
            sets = tuple(s for s in sets if self._is_wanted((s.name, *s.meanings)))
        patterns = PatternLayer(sets)
        if not self.options.trained:
            return (patterns,)
        from copydesk_rules.wording.confusables.trained import TrainedLayer, load_weights

        try:
            return patterns, TrainedLayer(load_weights(), self._is_wanted)
        except RuleError as error:
            self._untold = error
            return (patterns,)

    @cached_property
    def _judges(self) -> dict[str, list[Layer]]:
        return judges_of(self._layers, self.options.allow)

    def _is_wanted(self, words: Collection[str]) -> bool:
        enabled, disabled = self.options.enabled, self.options.disabled
        return disabled.isdisjoint(words) and (not enabled or not enabled.isdisjoint(words))

    def check(self, article: Article) -> Iterator[Finding]:
        candidates = candidates_in(article, self._judges)
        taken = Span(0, 0)
        while waiting := list(islice(candidates, _BATCH)):
            decisions = sorted(self._decide(waiting), key=_longest_first)
            for decision in decisions:
                span = decision.candidate.span
                if span.start >= taken.end and not _is_mentioned(decision):
                    yield self._report(article, decision)
                    taken = span
        if self._untold is not None:
            untold, self._untold = self._untold, None
            raise untold

    def _decide(self, waiting: list[Candidate]) -> Iterator[Decision]:
        """What the layers decide, each on what those before it have left, and never against them."""
        for at, layer in enumerate(self._layers):
            known = [candidate for candidate in waiting if candidate.word in layer.words]
            decided = {
                decision.candidate.span: decision
                for decision in layer.decide(known)
                if not any(_objects(earlier, decision) for earlier in self._layers[:at])
            }
            waiting = [candidate for candidate in waiting if candidate.span not in decided]
            yield from decided.values()

    def _report(self, article: Article, decision: Decision) -> Finding:
        span = decision.candidate.span
        typed = article.text[span.start : span.end]
        meant = match_case(typed, decision.meant)
        if "’" in article.prose:
            meant = meant.replace("'", "’")
        edits = Edit(span, meant), *_article_before(article.prose, decision.candidate, meant)
        typed_gloss, meant_gloss = (f" ({gloss})" if gloss else "" for gloss in decision.gloss)
        return self.finding(
            span,
            Fix(f"Replace with “{meant}”", tuple(sorted(edits, key=lambda edit: edit.span))),
            severity=Severity.ERROR if decision.certain else Severity.WARNING,
            data={"layer": decision.layer, "set": decision.set},
            typed=typed,
            typed_gloss=typed_gloss,
            meant=meant,
            meant_gloss=meant_gloss,
        )


def _longest_first(decision: Decision) -> tuple[int, int]:
    start, end = decision.candidate.span
    return start, -end


def _objects(layer: Layer, decision: Decision) -> bool:
    """Whether the word that is meant would be wrong to a layer."""
    candidate = decision.candidate
    if decision.meant not in layer.words:
        return False
    return any(layer.decide([Candidate(decision.meant, candidate.span, candidate.text)]))


def _article_before(prose: str, candidate: Candidate, meant: str) -> Iterator[Edit]:
    """The edit that keeps “a” or “an” right before the word that is put in."""
    found = candidate.before[0] if candidate.before else ""
    wanted = article_for(meant)
    if found.lower() in ("a", "an") and wanted and wanted != found.lower():
        at = prose.rindex(found, 0, candidate.span.start)
        yield Edit(Span(at, at + len(found)), match_case(found, wanted))


def _is_mentioned(decision: Decision) -> bool:
    """Whether the word is talked about rather than used."""
    candidate = decision.candidate
    before = [token.lower() for token in candidate.before[:_BETWEEN]]
    after = [token.lower() for token in candidate.after[:_BETWEEN]]
    if any(side[1:2] == [decision.meant] and side[0] in _JOINING for side in (before, after)):
        return True
    if before[:1] and after[:1] and before[0] in _OPENING and after[0] in _CLOSING:
        return True
    mention = next((at for at, token in enumerate(before) if token in _MENTION), 0)
    return not _OPENING.isdisjoint(before[:mention])
