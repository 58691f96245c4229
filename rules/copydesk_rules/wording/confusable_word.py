"""`confusable-word`: `confusables` says how it decides, the files in `confusables/sets` are what it knows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from itertools import islice
from typing import Annotated, Literal

import msgspec

from copydesk import (
    Article,
    Bad,
    ConfigError,
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
from copydesk_rules.wording.confusables import (
    FUNCTION_WORDS,
    Candidate,
    Decision,
    Judges,
    Layer,
    candidates_in,
)
from copydesk_rules.wording.confusables.patterns import PatternLayer
from copydesk_rules.wording.confusables.selection import Selection, unknown
from copydesk_rules.wording.confusables.shelf import load_sets
from copydesk_rules.wording.confusables.word_sets import WordSet
from copydesk_rules.wording.deep.package import complain, is_installed
from copydesk_rules.wording.edits import usual_edits
from copydesk_rules.wording.grammar.frames import load_frames
from copydesk_rules.wording.shared.indefinite import article_for

__all__ = ["ConfusableWord"]

#: Words that show that the word beside them, in quotation marks or not, is itself the subject.
_MENTION = frozenset(
    ("word", "words", "term", "terms", "phrase", "spelling", "spelled", "spelt", "homophones")
)
_MARKS = "“”\"‘'*_"
_OPENING = frozenset("“\"‘'*_")
_BETWEEN = 4
_JOINING = frozenset({"and", "or", "vs", "versus", "not", "for", "with", "from", "&"})
#: The margin that a decision must exceed to be reported, by the confidence that is asked for; by how much
#: less will do where the article makes the same slip elsewhere; how much more a word at home in it needs.
_LEAST = {"certain": 0.0, "likely": 0.0, "possible": -1.0}
_AGAIN = 2.5
_AT_HOME = 2.0
#: How many candidates the layers are given at a time.
_BATCH = 1024


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `confusable-word`."""

    enabled: Annotated[
        frozenset[str],
        msgspec.Meta(
            description="The only word sets to look for, each named by any of its words, "
            'or single directions: "discrete > discreet" is “discrete” typed for “discreet”.'
        ),
    ] = frozenset()
    disabled: Annotated[
        frozenset[str], msgspec.Meta(description="Word sets and directions not to look for, named likewise.")
    ] = frozenset()
    files: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Files of the house’s own word sets, relative to the configuration file."),
    ] = ()
    confidence: Annotated[
        Literal["certain", "likely", "possible"],
        msgspec.Meta(
            description='What to report: what the phrase patterns find ("certain"), what a trained model '
            'finds as well ("likely"), or that and what the model is less sure of ("possible").'
        ),
    ] = "likely"
    allow: Annotated[
        frozenset[str], msgspec.Meta(description="Words that are right as they stand, wherever they stand.")
    ] = frozenset()


class ConfusableWord(Rule[Options]):
    """Finds a word that stands where another, spelled or sounding much like it, is meant.

    “Discrete meetings” were to be *discreet*; a report is *pored* over, and a government *reined* in. A
    spelling checker passes such a word because it is one, and a reader who knows the difference stops at it.

    A word is judged by the words around it, never by itself: *discrete* is reported before *talks* or
    *diplomacy*, never before *units* or *mathematics*. Phrase patterns decide first: what they find is
    an error. What they leave open a trained model judges, and reports as a warning where it is sure; with
    `deep = true` a language model gives a second opinion. Each finding tells in `data` which word set
    it is of, and which layer decided. Reported is only what no dictionary accepts.

    Left alone are names and titles (a capital in mid-sentence), parts of compounds, words that the article
    talks about (“the word *discrete*”, “affect and effect”), and what would be one that `[house.terms]`
    avoids. A slip that the article makes for certain makes its other uses more doubtful; a word that it uses
    elsewhere without a doubt is trusted more.

    The fix changes a word, so it is not safe: somebody should read the sentence. Where an article
    stands before the word, it changes along (“a affect” becomes “an effect”).

    `disabled = ["flout"]` takes a word set out, `disabled = ["flout > flaunt"]` one direction of it;
    `allow = ["grizzly"]` takes out a word. `files` adds word sets of the house’s own. Where the house has a
    `dialect`, what is wrong in that English is found too: *license* for the noun *licence* in `en-GB`.

    `copydesk words` lists the word sets, and `copydesk explain confusable-word --word discrete` says what
    the rule knows of a word.
    """

    meta = Meta(
        name="confusable-word",
        group="wording",
        since="0.1",
        summary="“{typed}”{typed_gloss} should be “{meant}”{meant_gloss}.",
        severity=Severity.ERROR,
        fix=FixAvailability.ALWAYS,
        language="en",
        deep=is_installed,
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
        Good("They held discrete talks.", options={"disabled": ["discrete > discreet"]}),
        Good("They held discrete talks.", options={"allow": ["discrete"]}),
        Good("They held discrete talks.", house={"terms": {"discreet": "secret"}}),
        Bad(
            "The bar lost its ⟦license⟧ in May.",
            fixed="The bar lost its licence in May.",
            house={"dialect": "en-GB"},
        ),
        Good("The bar lost its license in May.", house={"dialect": "en-US"}),
    )

    _untold: RuleError | None = None

    @cached_property
    def sets(self) -> Sequence[WordSet]:
        """The word sets that come with copydesk, and then those of the house."""
        if not self.options.files:
            return load_sets()
        from copydesk_rules.wording.confusables.validation import load_file

        return (*load_sets(), *(word_set for path in self.options.files for word_set in load_file(path)))

    @cached_property
    def selection(self) -> Selection:
        """Which of all sets and directions the options ask for."""
        return Selection(self.options.enabled, self.options.disabled, self.sets)

    def validate(self) -> None:
        if self.options.files:
            self.sets  # noqa: B018 - reading them checks them
        for option in ("enabled", "disabled"):
            for name in sorted(getattr(self.options, option)):
                if (hint := unknown(name, self.sets)) is not None:
                    raise ConfigError(f"{option} = {name!r}: no such word set or direction{hint}")

    def explain(self, word: str) -> str:
        from copydesk_rules.wording.confusables.overview import explain

        return explain(self, word)

    @cached_property
    def _layers(self) -> tuple[Layer, ...]:
        wants = self.selection.wants
        chosen = bool(self.options.enabled or self.options.disabled)
        patterns = PatternLayer(self.sets, wants if chosen else None, self.house.dialect)
        if self.options.confidence == "certain":
            return (patterns,)
        from copydesk_rules.wording.confusables.trained import TrainedLayer, load_weights

        layers: list[Layer] = [patterns]
        try:
            layers.append(TrainedLayer(load_weights(), wants))
            if self.deep:
                from copydesk_rules.wording.confusables.deep import DeepLayer
                from copydesk_rules.wording.deep.judge import load_judge

                closely = TrainedLayer(load_weights(), wants, closely=True)
                layers[-1] = DeepLayer(closely, load_judge(), instead=layers[-1])
        except RuleError as error:
            self._untold = error
        return tuple(layers)

    @cached_property
    def _avoided(self) -> frozenset[str]:
        """The words that the house avoids, and so never means."""
        return frozenset(term for term in self.house.terms if term.islower())

    @cached_property
    def _judges(self) -> Judges:
        return Judges(self._layers, self.options.allow)

    def check(self, article: Article) -> Iterator[Finding]:
        taken = Span(0, 0)
        reported: list[Span] = []
        for decision in sorted(self._reported(article, list(self.decisions(article))), key=_longest_first):
            span = decision.candidate.span
            if span.start >= taken.end and not (_is_topic(article, decision) or _is_named(article, decision)):
                yield self._report(article, decision)
                taken = span
                reported.append(span)
        for finding in self._framed(article, reported):
            reported.append(finding.span)
            yield finding
        if self.options.confidence != "certain":
            yield from self._usual(article, reported)
        if self._untold is not None:
            untold, self._untold = self._untold, None
            raise untold
        if (unavailable := getattr(self._layers[-1], "unavailable", None)) is not None:
            complain(article, unavailable)

    def _framed(self, article: Article, beside: Sequence[Span]) -> Iterator[Finding]:
        """Words that the classes of those around them show to be wrong, unless they are reported already."""
        for match in load_frames("confusable_word").find(article):
            (edit,) = match.edits
            typed, meant = article.text[slice(*edit.span)], edit.text
            pair = typed.lower(), meant.lower()
            if typed == "I":
                meant = pair[1]
            is_taken = any(span.start < edit.span.end and edit.span.start < span.end for span in beside)
            if (
                is_taken
                or pair[0] in self.options.allow
                or pair[1] in self._avoided
                or self.options.enabled
                or pair[0] in self.options.disabled
                or article.quotation_at(edit.span) is not None
            ):
                continue
            if "’" in article.prose:
                meant = meant.replace("'", "’")
            yield self.finding(
                edit.span,
                Fix(f"Replace with “{meant}”", (Edit(edit.span, meant),)),
                severity=Severity.WARNING,
                data={"layer": "frames", "set": "/".join(sorted(pair))},
                typed=typed,
                typed_gloss="",
                meant=meant,
                meant_gloss="",
            )

    def _usual(self, article: Article, reported: Sequence[Span]) -> Iterator[Finding]:
        """Words where their partner usually stands, unless they are part of what is reported already."""
        count = article.derive(_counter)
        deep = self.deep and is_installed()  # the judge alone gives its second opinion without the tagger
        for edit in usual_edits(article, "word", beside=reported, deep=deep):
            typed, meant = edit.typed.lower(), edit.meant
            if (
                typed in self.options.allow
                or meant in self._avoided
                or not self.selection.wants((typed, meant))
                or count(rf"[{_MARKS}]{re.escape(typed)}[,.]?[{_MARKS}]")
            ):
                continue
            meant = match_case(edit.typed, meant)
            if "’" in article.prose:
                meant = meant.replace("'", "’")
            yield self.finding(
                edit.span,
                Fix(f"Replace with “{meant}”", (Edit(edit.span, meant),)),
                severity=Severity.WARNING,
                confidence=edit.confidence,
                data={"layer": edit.layer, "set": "/".join(sorted((typed, edit.meant)))},
                typed=article.text[slice(*edit.span)],
                typed_gloss="",
                meant=meant,
                meant_gloss="",
            )

    def decisions(self, article: Article) -> Iterator[Decision]:
        """What the layers decide, those decisions included that are not sure enough to be reported."""
        candidates = candidates_in(article, self._judges)
        while waiting := list(islice(candidates, _BATCH)):
            yield from self._decide(waiting)

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

    def _reported(self, article: Article, decisions: list[Decision]) -> Iterator[Decision]:
        """Those that are sure enough.

        Less will do for a slip that the article makes elsewhere for sure; more is asked of a word that it
        uses elsewhere without a doubt.
        """
        least = _LEAST[self.options.confidence]
        made = {(decision.candidate.word, decision.meant) for decision in decisions if decision.certain}
        found = Counter(decision.candidate.word for decision in decisions if decision.margin > least)
        for decision in decisions:
            word, margin = decision.candidate.word, decision.margin
            if decision.meant in self._avoided:
                continue
            if (word, decision.meant) in made:
                margin += _AGAIN
            elif least < margin <= least + _AT_HOME and _uses(article, word) > found[word]:
                margin -= _AT_HOME
            if margin > least:
                yield decision

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
    return any(layer.decide([msgspec.structs.replace(candidate, word=decision.meant)]))


def _article_before(prose: str, candidate: Candidate, meant: str) -> Iterator[Edit]:
    """The edit that keeps “a” or “an” right before the word that is put in."""
    found = candidate.before[0] if candidate.before else ""
    wanted = article_for(meant)
    if found.lower() in ("a", "an") and wanted and wanted != found.lower():
        at = prose.rindex(found, 0, candidate.span.start)
        yield Edit(Span(at, at + len(found)), match_case(found, wanted))


def _is_topic(article: Article, decision: Decision) -> bool:
    """Whether a word is talked about, rather than used: here, or somewhere else in quotation marks."""
    candidate = decision.candidate
    before = [token.lower() for token in candidate.before[:_BETWEEN]]
    after = [token.lower() for token in candidate.after[:_BETWEEN]]
    if any(side[1:2] == [decision.meant] and side[0] in _JOINING for side in (before, after)):
        return True
    mention = next((at for at, token in enumerate(before) if token in _MENTION), 0)
    if not _OPENING.isdisjoint(before[:mention]):
        return True
    words = f"{re.escape(candidate.word)}|{re.escape(decision.meant)}"
    return article.derive(_counter)(rf"[{_MARKS}](?:{words})[,.]?[{_MARKS}]") > 0


def _uses(article: Article, word: str) -> int:
    """How often the article has a word; 0 for words that every article has."""
    if word in FUNCTION_WORDS:
        return 0
    return article.derive(_counter)(rf"(?<![\w'-]){re.escape(word)}(?![\w'-])")


def _is_named(article: Article, decision: Decision) -> bool:
    """Whether a word that opens a sentence is a name elsewhere in the article."""
    candidate = decision.candidate
    written = candidate.text[candidate.span.start : candidate.span.end]
    if candidate.is_recased or not written[0].isupper():
        return False
    return article.derive(_counter)(rf"[a-z,;] (?-i:{re.escape(written)})(?![\w'])") > 0


def _counter(article: Article) -> Callable[[str], int]:
    """How often the article has what a pattern says; its decisions ask the same again and again."""
    text = article.prose.replace("’", "'")
    return cache(lambda pattern: sum(1 for _ in re.finditer(pattern, text, re.IGNORECASE)))
