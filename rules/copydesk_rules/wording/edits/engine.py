"""The engine: it finds places where an edit of one word makes usual English of what is unlikely as it stands.

A word may be missing between two others, one may be too many, or stand in the wrong form. What usually
stands in a place, models tell that were trained on much text: they see the words on either side and the
classes of these. Each direction of an edit has a threshold that right text hardly ever exceeds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal
from zlib import crc32

from msgspec import Struct

from copydesk import Article, Block, Span
from copydesk_rules.wording.confusables import TOKEN
from copydesk_rules.wording.confusables.features import EDGE, FACTORS, MASK, Token
from copydesk_rules.wording.confusables.trained import load_weights
from copydesk_rules.wording.edits.features import (
    FORM_TEMPLATES,
    GAP_TEMPLATES,
    REACH,
    Features,
    subject_of,
)
from copydesk_rules.wording.edits.table import DOUBT_BITS, Tables, load_tables

__all__ = ["NONE", "DoubtKeys", "WordEdit", "edits_in", "kind_seed"]

#: What stands in a place where there is no word.
NONE = ""
_SHIFT = 32 - DOUBT_BITS
_LOW = (1 << _SHIFT) - 1
_FULL = 0x8000
#: A block with fewer tokens is no sentence.
_FEWEST = 6
_OPENERS = frozenset(".!?:…“\"‘'([—–•*")
_ENDS = frozenset(".!?…”\"')")

Column = list[int]


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
    """

    kind: Literal["missing", "extra", "form", "number", "word"]
    span: Span
    typed: str
    meant: str
    context: Span
    margin: float


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
    """The keys by which places are looked up in the table of doubts."""

    GAP_WORDS, GAP_CLASSES = kind_seed("gap words"), kind_seed("gap classes")

    @staticmethod
    def of(left: int, right: int, seed: int) -> int:
        """The key of what stands before and after a place, described by words or classes."""
        return left * FACTORS[0] + right * FACTORS[1] + seed & MASK


class _Info(dict[str, tuple[int, int, int, int, str]]):
    """By token: products of its word and class for keys of doubts, and its kind."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __missing__(self, written: str) -> tuple[int, int, int, int, str]:
        if len(self) >= 1 << 16:
            self.clear()
        token = self._engine.token(written)
        one, two = FACTORS[0], FACTORS[1]
        found = self[written] = (
            token.word * one & MASK,
            token.word * two & MASK,
            token.fine * one & MASK,
            token.fine * two & MASK,
            self._engine.kind_of(written),
        )
        return found


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
        self._info = _Info(self)
        self._seeds = {kind: kind_seed(kind) for kind in (*self._extra, *self._turns, *self._pairs)}

    def _models(self, typed: str, lanes: dict[str, dict[str, int]]) -> list[_Model]:
        found = self._tables.thresholds.get(typed, {})
        return [_Model(meant, lanes[typed][meant], 1.0, threshold) for meant, threshold in found.items()]

    def kind_of(self, written: str) -> str:
        """The kind of a word that may be surplus or in the wrong form: itself, or its form; "" for others."""
        word = "a" if written == "an" else written.lower()
        if word in self._seeds:
            return word
        kind = self._inflected.get(word, ("", 0))[0]
        return kind if kind in self._turns else ""

    def edits(self, article: Article, block: Block) -> Iterator[WordEdit]:
        """The edits in a block of running text."""
        text = article.prose[block.start : block.end].replace("’", "'")
        tokens = TOKEN.findall(text)
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
            here = _Place(tokens, starts, i, block.start)
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
        words_l, words_r, classes_l, classes_r, kinds = zip(*map(self._info.__getitem__, tokens), strict=True)
        doubts = self._doubts
        gap = DoubtKeys.GAP_WORDS
        found = [
            (i, "")
            for i, (a, b) in enumerate(zip(words_l, words_r[1:], strict=False), 1)
            if doubts[(key := a + b + gap & MASK) >> _SHIFT] == key & _LOW | _FULL
        ]
        gap = DoubtKeys.GAP_CLASSES
        found += [
            (i, "")
            for i, (a, b) in enumerate(zip(classes_l, classes_r[1:], strict=False), 1)
            if doubts[(key := a + b + gap & MASK) >> _SHIFT] == key & _LOW | _FULL
        ]
        seeds, last, edges = self._seeds, len(tokens) - 1, (self._info[EDGE][0], self._info[EDGE][2])
        for i, kind in enumerate(kinds):
            if kind and i < last:
                seed = seeds[kind]
                for left, right in (
                    (words_l, words_r),
                    (classes_l, classes_r),
                    (words_l, classes_r),
                    (classes_l, words_r),
                ):
                    key = (left[i - 1] if i else edges[left is classes_l]) + right[i + 1] + seed & MASK
                    if doubts[key >> _SHIFT] == key & _LOW | _FULL:
                        found.append((i, kind))
                        break
        return list(dict.fromkeys(found))

    def _judge_gap(self, here: _Place) -> Iterator[WordEdit]:
        i = here.index
        left, right = here.tokens[i - 1], here.tokens[i]
        if not (left[0].isalnum() and right[0].isalnum()) or (left[0].isupper() and right[0].isupper()):
            return
        row = self._row(here.tokens, i - 1, i)
        totals = self._gaps.totals(self._gap_features.numbers(row))
        margin, meant = max((totals[model.lane] - model.threshold, model.meant) for model in self._missing)
        if margin > 0:
            at = here.end(i - 1)
            yield WordEdit("missing", Span(at, at), "", meant, here.span(i - 1, i), margin)

    def _judge_extra(self, here: _Place, typed: str) -> Iterator[WordEdit]:
        i, model = here.index, self._extra[typed]
        if not here.tokens[i + 1][0].isalnum():
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
            if word and margin > best:
                best, meant, turn = margin, word, typed + model.meant
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
            if margin > best:
                best, meant = margin, pair.meant
        if meant:
            yield WordEdit("word", here.span(i, i), written, meant, here.span(i, i), best)

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
    offset: int

    def end(self, i: int) -> int:
        """Where a token ends in the article."""
        return self.offset + self.starts[i] + len(self.tokens[i])

    def span(self, first: int, last: int) -> Span:
        """From one token to another, in the article."""
        return Span(self.offset + self.starts[first], self.end(last))


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
