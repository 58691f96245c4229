"""The deep level: a tagger reads each sentence and proposes edits, a judge compares, a sum decides.

It is a third layer behind the patterns and the trained one, and adds to them: where they have found
something, it is silent. What it makes of a sentence follows from that sentence alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, structs

from copydesk import Article, RuleError, UnavailableError
from copydesk_rules.wording.deep.decide import Calibration, Evidence, load_calibration
from copydesk_rules.wording.deep.judge import Judge, load_judge
from copydesk_rules.wording.deep.judge_model import check_installed
from copydesk_rules.wording.deep.package import FORMAT, cache_folder, left_out, manifest_of, package_folder
from copydesk_rules.wording.deep.proposals import Proposal, proposals
from copydesk_rules.wording.deep.sentences import ReadSentence, sentences_to_read
from copydesk_rules.wording.deep.store import STORE, Store
from copydesk_rules.wording.deep.tagger import Doubt, EncoderTagger, Tagger
from copydesk_rules.wording.edits.engine import Engine, WordEdit, edits_in, load_engine
from copydesk_rules.wording.edits.fixes import phrase_of
from copydesk_rules.wording.shared.places import Places

__all__ = ["Found", "Level", "RememberingTagger", "Weighed", "deep_edits", "load_level"]

#: How many words the judge is shown before an edit and behind it.
_BEFORE, _AFTER = 40, 8
#: A sentence with more proposals, one in so many words, is dialect, verse or another language.
_MANY, _ONE_IN = 2, 8


class Weighed(Struct, frozen=True):
    """An edit that is proposed, and what each voice says of it.

    Attributes:
        sentence: the number of the one that it is in.
        edit: as it would be told.
        evidence: of the voices.
    """

    sentence: int
    edit: WordEdit
    evidence: Evidence


class _Proposed(Struct, frozen=True):
    """A proposal in a sentence, given with its number, as an edit of the article."""

    number: int
    sentence: ReadSentence
    proposal: Proposal
    edit: WordEdit


class Level:
    """The two models and what makes a decision of their answers.

    Args:
        tagger: reads sentences.
        judge: compares them.
        calibration: weighs.
        engine: of the first level; None where it cannot be used.
    """

    def __init__(
        self, tagger: Tagger, judge: Judge, calibration: Calibration, engine: Engine | None = None
    ) -> None:
        self._tagger, self._judge, self._calibration, self._engine = tagger, judge, calibration, engine

    def edits(self, article: Article) -> list[WordEdit]:
        """The edits that are sure enough, in order; of those that touch, the surest."""
        found: list[WordEdit] = []
        for _, weighed in groupby(self.weighed(article), lambda each: each.sentence):
            sure = [
                structs.replace(each.edit, confidence=confidence)
                for each in weighed
                if (confidence := self._calibration.confidence(each.edit.kind, each.evidence))
            ]
            found += sorted(_apart(sure), key=lambda edit: edit.span)
        return found

    def weighed(self, article: Article) -> list[Weighed]:
        """What the tagger proposes, and what the other voices say of it; of each word the likeliest edit."""
        sentences = list(sentences_to_read(article))
        doubts = self._tagger.read([sentence.words for sentence in sentences])
        places = [
            [_Proposed(number, sentence, each, each.edit(sentence)) for each in found]
            for number, (sentence, its) in enumerate(zip(sentences, doubts, strict=True))
            for found in self._proposals(sentence, its)
        ]
        ratios = iter(self._judge.ratios([_both(article, each) for place in places for each in place]))
        return [
            max(
                (Weighed(each.number, each.edit, self._evidence(each, next(ratios))) for each in place),
                key=lambda weighed: self._calibration.pick(weighed.evidence),
            )
            for place in places
        ]

    def _proposals(self, sentence: ReadSentence, doubts: Sequence[Doubt]) -> list[list[Proposal]]:
        """The edits that may mend each word that is in doubt."""
        doubted = [doubt for doubt in doubts if doubt.error >= self._calibration.error]
        found = [made for doubt in doubted if (made := proposals(sentence, doubt))]
        return found if len(found) <= max(_MANY, len(sentence.words) // _ONE_IN) else []

    def _evidence(self, proposed: _Proposed, ratio: float) -> Evidence:
        proposal, margin = proposed.proposal, None
        if self._engine is not None and 0 < proposal.at < len(proposed.sentence.words) - 1:
            at = proposal.at + (not proposal.typed)
            words = [word.replace("’", "'") for word in proposed.sentence.words]
            typed, meant = (word.lower().replace("’", "'") for word in (proposal.typed, proposal.meant))
            margin = self._engine.margin(words, at, typed, meant)
        return Evidence(proposal.error, proposal.share, ratio, margin)


class Found(Struct, frozen=True):
    """What the level makes of an article.

    Attributes:
        edits: in order.
        error: why there are none.
    """

    edits: tuple[WordEdit, ...] = ()
    error: UnavailableError | None = None


def deep_edits(article: Article) -> Found:
    """What the level makes of an article, less what the first level finds; for `Article.derive`."""
    level = load_level()
    if isinstance(level, UnavailableError):
        return Found(error=level.with_traceback(None))
    try:
        edits = level.edits(article)
    except UnavailableError as error:
        return Found(error=error)
    try:
        taken = Places(edit.context for edit in article.derive(edits_in))
    except RuleError:
        taken = Places(())
    return Found(tuple(edit for edit in edits if not taken.touch(edit.context)))


@cache
def load_level() -> Level | UnavailableError:
    """The level as it is installed, or why it cannot be used; models are loaded when first asked."""
    try:
        folder = package_folder()
        if folder is None:
            raise left_out("copydesk-tagger is not installed")
        tagger = RememberingTagger(folder)
        calibration = load_calibration(folder / "calibration.json")
        check_installed(cache_folder())
        judge = load_judge()
    except UnavailableError as error:
        return error
    try:
        return Level(tagger, judge, calibration, load_engine())
    except RuleError:  # which wrong-form says
        return Level(tagger, judge, calibration)


class RememberingTagger:
    """A tagger whose answers are kept in a file; the model is loaded for the first that is not.

    Args:
        folder: of its weights.

    Raises:
        UnavailableError: what they are cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._store = Store(cache_folder() / STORE, f"tagger {FORMAT} {manifest_of(folder).version}")

    @cached_property
    def _model(self) -> EncoderTagger:
        return EncoderTagger(self._folder)

    def read(self, sentences: Sequence[Sequence[str]]) -> list[list[Doubt]]:
        found = self._store.answers([list(words) for words in sentences], self._ask)
        return msgspec.convert(found, list[list[Doubt]])

    def _ask(self, sentences: list[list[str]]) -> list[Any]:
        found: list[Any] = msgspec.to_builtins(self._model.read(sentences))
        return found


def _both(article: Article, proposed: _Proposed) -> tuple[str, str]:
    """The words around an edit, as they stand and with it made."""
    sentence, at = proposed.sentence, proposed.proposal.at
    around = sentence.span(max(0, at - _BEFORE), min(len(sentence.words) - 1, at + _AFTER))
    edit = structs.replace(proposed.edit, context=around)
    return article.prose[slice(*around)], phrase_of(article, edit)


def _apart(edits: Sequence[WordEdit]) -> list[WordEdit]:
    """Those of the edits of a sentence that touch none that is surer."""
    kept: list[WordEdit] = []
    for edit in sorted(edits, key=lambda each: (-(each.confidence or 0), each.span)):
        if not Places(other.context for other in kept).touch(edit.context):
            kept.append(edit)
    return kept
