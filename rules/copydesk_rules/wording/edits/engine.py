"""The engine: it finds places where an edit of one word makes usual English of what is unlikely as it stands.

A word may be missing between two others, one may be too many, or stand in the wrong form. What usually
stands in a place, models tell that were trained on much text: they see the words on either side and the
classes of these. Each direction of an edit has a threshold that right text hardly ever exceeds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import compress, pairwise
from typing import Literal
from zlib import crc32

from msgspec import Struct, structs

from copydesk import MASK as UNREAD
from copydesk import Article, Block, Span
from copydesk_rules.wording.confusables import tokens_of_lines
from copydesk_rules.wording.confusables.features import EDGE, FACTORS, MASK, Token
from copydesk_rules.wording.confusables.trained import load_weights
from copydesk_rules.wording.edits.features import (
    DETERMINERS,
    FORM_TEMPLATES,
    GAP_TEMPLATES,
    REACH,
    Features,
    subject_of,
)
from copydesk_rules.wording.edits.table import DOUBT_BITS, Tables, load_tables
from copydesk_rules.wording.shared.recent import Recent

__all__ = ["NONE", "DoubtKeys", "WordEdit", "edits_in", "kind_seed"]

#: What stands in a place where there is no word.
NONE = ""
_SHIFT = 32 - DOUBT_BITS
_LOW = (1 << _SHIFT) - 1
_FULL = 0x8000
#: A block with fewer tokens is no sentence.
_FEWEST = 6
#: So many blocks are remembered with their edits, and tokens with what they are in keys: more take memory.
_REMEMBERED, _REMEMBERED_TOKENS = 2_000, 1 << 14
_OPENERS = frozenset(".!?:…“\"‘'([—–•*")
_ENDS = frozenset(".!?…”\"')")


class WordEdit(Struct, frozen=True):
    """An edit of one word that the engine is sure of.

    Attributes:
        kind: whether a word is missing, surplus, in the wrong form or number, or
            another than is meant.
        span: of the word; of nothing, between two words, where one is missing.
        typed: the word as it stands; "" where one is missing.
        meant: what should stand there; "" where nothing should.
        context: the word with those beside it.
        margin: by how much it exceeds its threshold.
        layer: which layer found it.
        confidence: how likely an editor is to act on it; None for as likely as on others of the rule.
    """

    kind: Literal["missing", "extra", "form", "number", "word", "comma"]
    span: Span
    typed: str
    meant: str
    context: Span
    margin: float
    layer: Literal["trained", "deep"] = "trained"
    confidence: float | None = None


class _Pair(Struct, frozen=True):
    """One direction of a pair of words: what sets its features apart, its sign and threshold."""

    meant: str
    seed: int
    sign: float
    threshold: float


class _Model(Struct, frozen=True):
    """One direction of an edit: which lane speaks for it, with which sign, and the threshold."""

    meant: str
    lane: int
    sign: float
    threshold: float


def kind_seed(kind: str) -> int:
    """What sets the doubts about a kind of word apart from those about others."""
    return crc32(f"doubt {kind}".encode())


class DoubtKeys:
    """What sets doubts about gaps apart from others: those by words, and those by classes."""

    GAP_WORDS, GAP_CLASSES = kind_seed("gap words"), kind_seed("gap classes")


#: What no key of a doubt is made of: a mark has no word beside it.
_MARK = 0x5BD1_E995
#: A token's part in keys of doubts. As a neighbour of a gap: its word before and after the gap, its class
#: before and after it. As a neighbour of a word: likewise. Then the seed of its own kind, or 0, and the kind.
_Info = tuple[int, int, int, int, int, int, int, int, int, str]


class Engine:
    """Finds edits by tables of weights."""

    def __init__(self, tables: Tables) -> None:
        weights = load_weights()
        self.token = weights.token
        self._tables, self._doubts = tables, tables.doubts
        self._gaps, self._forms = tables.groups["gaps"], tables.groups["forms"]
        self._group_of_pairs = tables.groups["pairs"]
        self._gap_features, self._form_features = Features(GAP_TEMPLATES), Features(FORM_TEMPLATES)
        self._rows = tables.inflections
        self._inflected = {
            row[kind]: (kind, number) for number, row in enumerate(self._rows) for kind in row["_"]
        }
        lanes = {lane: i for i, lane in enumerate(self._gaps.lanes)}
        self._missing = self._models(NONE, {NONE: lanes})
        self._extra = {
            word: _Model(NONE, i, -1.0, tables.thresholds[word][NONE])
            for word, i in lanes.items()
            if NONE in tables.thresholds.get(word, {})
        }
        self._turns: dict[str, list[_Model]] = {}
        for i, lane in enumerate(self._forms.lanes):
            first, _, second = lane.partition("/")
            for typed, meant, sign in ((first, second, 1.0), (second, first, -1.0)):
                if (threshold := tables.thresholds.get(typed, {}).get(meant)) is not None:
                    self._turns.setdefault(typed, []).append(_Model(meant, i, sign, threshold))
        self._pairs: dict[str, list[_Pair]] = {}
        for first, second, bias, there, back in tables.pairs:
            seed = kind_seed(f"{first}/{second}")
            for typed, meant, sign, threshold in ((first, second, 1.0, there), (second, first, -1.0, back)):
                if threshold is not None:
                    self._pairs.setdefault(typed, []).append(
                        _Pair(meant, seed, sign, threshold - sign * bias)
                    )
        self._infos = Recent(self._info, _REMEMBERED_TOKENS)
        self._edits_of: dict[str, tuple[WordEdit, ...]] = {}
        self._seeds = {kind: kind_seed(kind) for kind in (*self._extra, *self._turns, *self._pairs)}

    def _models(self, typed: str, lanes: dict[str, dict[str, int]]) -> list[_Model]:
        found = self._tables.thresholds.get(typed, {})
        return [_Model(meant, lanes[typed][meant], 1.0, threshold) for meant, threshold in found.items()]

    def _info(self, written: str) -> _Info:
        word, _, _, fine, _, _, _, _ = self.token(written)
        kind = self.kind_of(written)
        one, two = FACTORS[0], FACTORS[1]
        left, right = word * one & MASK, word * two & MASK
        class_left, class_right = fine * one & MASK, fine * two & MASK
        seed = self._seeds[kind] if kind else 0
        gap = _MARK, _MARK, _MARK, _MARK
        if written[:1].isalnum():
            gap = left + DoubtKeys.GAP_WORDS, right, class_left + DoubtKeys.GAP_CLASSES, class_right
        return (*gap, left, right, class_left, class_right, seed, kind)

    def kind_of(self, written: str) -> str:
        """The kind of a word that may be surplus or in the wrong form: itself, or its form; "" for others."""
        word = "a" if written == "an" else written.lower()
        if word in self._seeds:
            return word
        kind, number = self._inflected.get(written, ("", 0))
        if kind not in self._turns:
            return ""
        row = self._rows[number]
        turns = (
            turn.meant in row and ((kind, turn.meant) not in _OF_VERBS or "v" in row)
            for turn in self._turns[kind]
        )
        return kind if any(turns) else ""

    def edits(self, article: Article, block: Block) -> Iterator[WordEdit]:
        """The edits in a block of running text; those of the last blocks are remembered."""
        text = article.prose[block.start : block.end]
        if text not in self._edits_of:
            if len(self._edits_of) >= _REMEMBERED:
                self._edits_of.clear()
            tokens = article.derive(tokens_of_lines).get(block.start, ())
            found = self._edits(text.replace("’", "'"), tokens)
            self._edits_of[text] = tuple(e for e in found if UNREAD not in text[slice(*e.context)])
        by = block.start
        for edit in self._edits_of[text]:
            span, context = (Span(start + by, end + by) for start, end in (edit.span, edit.context))
            yield structs.replace(edit, span=span, context=context)

    def _edits(self, text: str, tokens: Sequence[str]) -> Iterator[WordEdit]:
        if len(tokens) < _FEWEST or tokens[-1] not in _ENDS:
            return
        found = self._doubtful(tokens)
        if not found:
            return
        starts: list[int] = []
        at = 0
        for token in tokens:
            starts.append(at := text.index(token, at))
            at += len(token)
        for i, typed in found:
            here = _Place(tokens, starts, i)
            if not typed:
                yield from self._judge_gap(here)
            elif typed in self._extra and here.tokens[i].islower():
                yield from self._judge_extra(here, typed)
            if typed in self._turns and here.tokens[i].islower():
                yield from self._judge_form(here, typed)
            if typed in self._pairs:
                yield from self._judge_pair(here, typed)

    def _doubtful(self, tokens: Sequence[str]) -> list[tuple[int, str]]:
        """Where to look: the index of a token, and its kind, "" for the gap before it."""
        infos = list(map(self._infos.__getitem__, tokens))
        doubts, mask, shift, low, full = self._doubts, MASK, _SHIFT, _LOW, _FULL
        found = [
            (i, "")
            for i, (x, y) in enumerate(pairwise(infos), 1)
            if doubts[(key := x[0] + y[1] & mask) >> shift] == key & low | full
            or doubts[(key := x[2] + y[3] & mask) >> shift] == key & low | full
        ]
        row = [self._infos[EDGE], *infos]
        for i in compress(range(len(tokens) - 1), [info[8] for info in infos]):
            _, _, _, _, word, _, kind, _, _, _ = row[i]
            _, _, _, _, _, _, _, _, seed, name = infos[i]
            _, _, _, _, _, word_right, _, class_right, _, _ = infos[i + 1]
            a, c = word + seed, kind + seed
            if (
                doubts[(key := c + class_right & mask) >> shift] == key & low | full
                or doubts[(key := a + class_right & mask) >> shift] == key & low | full
                or doubts[(key := c + word_right & mask) >> shift] == key & low | full
                or doubts[(key := a + word_right & mask) >> shift] == key & low | full
            ):
                found.append((i, name))
        return found

    def _judge_gap(self, here: _Place) -> Iterator[WordEdit]:
        i = here.index
        left, right = here.tokens[i - 1], here.tokens[i]
        if not (left[0].isalpha() and right[0].isalpha()) or (left[0].isupper() and right[0].isupper()):
            return
        row = self._row(here.tokens, i - 1, i)
        totals = self._gaps.totals(self._gap_features.numbers(row))
        # “the can opened by itself”: a noun, not a modal verb
        of_noun = i > 1 and here.tokens[i - 2].lower() in DETERMINERS
        margin, meant = max(
            (totals[model.lane] - model.threshold - _MORE.get(model.meant, 0.0), model.meant)
            for model in self._missing
        )
        if margin > 0 and not (meant == "be" and (of_noun or right in _VALUES)):
            at = here.end(i - 1)
            yield WordEdit("missing", Span(at, at), "", meant, here.span(i - 1, i), margin)

    def _judge_extra(self, here: _Place, typed: str) -> Iterator[WordEdit]:
        i, model = here.index, self._extra[typed]
        before, following = here.tokens[i - 1].lower(), here.tokens[i + 1]
        if not following[0].isalnum() or (following[0].isupper() and following[0] != "I"):
            return  # of a name or a title, it may be a part
        if typed in (before, following.lower()) or before in _BETWEEN_WORDS:
            return  # a doubled word is the matter of another rule; “the or a”: words that are talked about
        if typed == "a" and following in _UNITS:
            return  # “ten miles a day”
        if (before, typed) in _PIECES:
            return
        row = self._row(here.tokens, i - 1, i + 1)
        totals = self._gaps.totals(self._gap_features.numbers(row))
        margin = -totals[model.lane] - model.threshold
        if margin > 0:
            yield WordEdit("extra", here.span(i, i), typed, "", here.span(i - 1, i + 1), margin)

    def _judge_form(self, here: _Place, typed: str) -> Iterator[WordEdit]:
        i = here.index
        written = here.tokens[i]
        kind, number = self._inflected.get(written, ("", 0))
        forms = self._rows[number] if kind == typed else {}
        base = forms.get("B") or _BASES.get(typed, typed)
        noun, determiner = subject_of(here.tokens[max(0, i - 12) : i][::-1])
        row = self._row(here.tokens, i - 1, i + 1, base, noun, determiner)
        totals = self._forms.totals(self._form_features.numbers(row))
        best, meant, turn = 0.0, "", ""
        for model in self._turns[typed]:
            word = forms.get(model.meant, "") if forms else model.meant
            if (typed, model.meant) in _OF_VERBS and "v" not in forms:
                continue
            margin = model.sign * totals[model.lane] - model.threshold
            if word and margin - _LEAST_OF_FORMS > best:
                best, meant, turn = margin - _LEAST_OF_FORMS, word, typed + model.meant
        if meant:
            name: Literal["form", "number"] = "number" if turn in ("BS", "SB") or not forms else "form"
            yield WordEdit(name, here.span(i, i), written, meant, here.span(i - 1, i + 1), best)

    def _judge_pair(self, here: _Place, typed: str) -> Iterator[WordEdit]:
        i = here.index
        written = here.tokens[i]
        opens = i == 0 or here.tokens[i - 1] in _OPENERS
        if not written.islower() and not (opens and written[1:].islower() and here.tokens[i + 1].islower()):
            return
        row = self._row(here.tokens, i - 1, i + 1)
        features = self._gap_features.numbers(row)
        best, meant = 0.0, ""
        for pair in self._pairs[typed]:
            seed = pair.seed
            (total,) = self._group_of_pairs.totals([feature + seed & MASK for feature in features])
            margin = pair.sign * total - pair.threshold
            if opens and "'" not in written + pair.meant:
                continue  # “Form the plural …”: an imperative has no company before it
            if margin > best:
                best, meant = margin, pair.meant
        if meant:
            yield WordEdit("word", here.span(i, i), written, meant, here.span(i, i), best)

    def margin(self, tokens: Sequence[str], at: int, typed: str, meant: str) -> float | None:
        """By how much an edit that somebody else proposes passes its threshold; None where there is no model.

        Args:
            tokens: of a sentence, with straight apostrophes.
            at: the index of the word; where one is missing, of the one behind the gap.
            typed: the word in lower case; "" where one is missing.
            meant: what should stand there, in lower case; "" where nothing should.
        """
        if not typed:
            for model in self._missing:
                if model.meant == meant:
                    totals = self._gaps.totals(self._gap_features.numbers(self._row(tokens, at - 1, at)))
                    return totals[model.lane] - model.threshold
            return None
        row = self._row(tokens, at - 1, at + 1)
        if not meant and typed in self._extra:
            totals, extra = self._gaps.totals(self._gap_features.numbers(row)), self._extra[typed]
            return -totals[extra.lane] - extra.threshold
        for pair in self._pairs.get(typed, ()):
            if pair.meant == meant:
                seen = [feature + pair.seed & MASK for feature in self._gap_features.numbers(row)]
                return pair.sign * self._group_of_pairs.totals(seen)[0] - pair.threshold
        return None

    def _row(
        self,
        tokens: Sequence[str],
        left: int,
        right: int,
        base: str = "",
        noun: str = "",
        determiner: str = "",
    ) -> list[Token]:
        token = self.token
        after = [*tokens[right : right + REACH], *[EDGE] * REACH][:REACH]
        before = [*tokens[max(0, left - REACH + 1) : left + 1][::-1], *[EDGE] * REACH][:REACH]
        return [token(base), *map(token, after), token(noun), token(determiner), *map(token, before[::-1])]


#: What joins two words that are talked about.
_BETWEEN_WORDS = frozenset({"a", "an", "the", "and", "or", "not", "nor", "than"})
#: Before these “a” means *for each*.
_UNITS = frozenset(
    (
        *(
            "second",
            "minute",
            "hour",
            "day",
            "night",
            "week",
            "weekend",
            "month",
            "quarter",
            "season",
            "year",
        ),
        *("time", "piece", "head", "person", "share", "barrel", "ounce", "pound", "ton", "tonne", "gallon"),
        *("litre", "liter", "mile", "acre", "page", "word", "go", "pop", "pint", "bottle", "game", "shift"),
    )
)
#: What a setting is set to: “defaults to true”.
_VALUES = frozenset(("true", "false"))
#: One word in two pieces, and what is usual without being grammar: “if need be”.
_PIECES = frozenset((("in", "to"), ("on", "to"), ("need", "be")))
#: A word needs so much more than its threshold where something else looks the same: “the members the agent
#: sees”, “the work this month” are no “members of the agent”.
_MORE = {"of": 1.4}
#: A form needs so much more than its threshold: there is less to tell it by than a word that is missing.
_LEAST_OF_FORMS = 1.0
#: Turns that are only looked for in words that are verbs and nothing else.
_OF_VERBS = frozenset((("B", "D"), ("B", "G"), ("G", "B")))
#: The base of the words that have models of their own.
_BASES = {
    **dict.fromkeys(("is", "are", "was", "were"), "be"),
    "has": "have",
    "have": "have",
    "does": "do",
    "do": "do",
    "these": "this",
    "those": "that",
}


class _Place(Struct, frozen=True):
    """A token among those of a block."""

    tokens: Sequence[str]
    starts: Sequence[int]
    index: int

    def end(self, i: int) -> int:
        """Where a token ends in the block."""
        return self.starts[i] + len(self.tokens[i])

    def span(self, first: int, last: int) -> Span:
        """From one token to another, in the block."""
        return Span(self.starts[first], self.end(last))


@cache
def load_engine() -> Engine:
    """The engine with the tables that come with copydesk."""
    return Engine(load_tables())


def edits_in(article: Article) -> tuple[WordEdit, ...]:
    """The edits in an article's running text, in their order; to be asked for by `Article.derive`."""
    engine = load_engine()
    return tuple(
        edit
        for block in article.prose_blocks
        if block.kind.is_running
        for edit in engine.edits(article, block)
    )
