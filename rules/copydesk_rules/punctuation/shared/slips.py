"""Slips of the space bar at apostrophes, hyphens, signs and brackets: each with the edit that undoes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from msgspec import Struct

from copydesk import Article, Edit, Span, lazy_pattern
from copydesk_rules.punctuation.shared.running import is_word_like, token_at, words
from copydesk_rules.wording.lexicon import common_words, is_word

__all__ = ["Slip", "slips_in"]

# Each pattern begins with the mark and looks back from it: marks are rare, and so it is fast.
_ENDING = r"(?:s|t|re|ve|ll|d|m)(?![\w'’‘-])"
_APOSTROPHE_AFTER_SPACE = lazy_pattern(
    rf"['’‘](?:(?<=[nN] .)t(?![\w'’‘-])|(?<=[a-zA-Z]{{3}} .){_ENDING}|(?<=\b[Ii]t .)s(?![\w'’‘-]))"
)
_APOSTROPHE_BEFORE_SPACE = lazy_pattern(
    r"['’](?:(?<=[nN].) t|(?<=[a-zA-Z]{2}.) (?:s|re|ve|ll))(?=[\s.,;:?!])"
)
_CURRENCY = lazy_pattern(r"[$€£¥](?<![\w$€£¥].) (?=\d)")
_SET_CURRENCY = lazy_pattern(r"[$€£¥]\d")
_PERCENT = lazy_pattern(r"%(?<=\d[ \u00a0]%)(?![\w%])")
_SET_PERCENT = lazy_pattern(r"%(?<=\d%)")
_BETWEEN = lazy_pattern(r"[,;](?<=[ \u00a0].)(?<=[a-z\d)”\"][ \u00a0].)(?=[a-zA-Z“\"]{2})")
_COLON = lazy_pattern(r":(?<=[a-z]{2}:)(?=[A-Z\"“])")
_COLON_TOKEN = lazy_pattern(
    r"[\"“‘(]*(?P<left>[a-z][a-z'’]+):(?P<right>[A-Z][a-z'’]*|[\"“][\w'’]+)[.,;:!?\"”’)]*"
)
_SPACED_COLON = lazy_pattern(r":(?<=[a-z)”][ \u00a0]:)(?=\s)")
_HYPHEN_SPACE = lazy_pattern(r"-(?<=[a-z]{2}-) (?=[a-z]{2,}\b)(?![a-z]+[-/])")
_SPACE_HYPHEN = lazy_pattern(r"-(?<=[a-z]{3} -)(?=(?P<right>[a-z]+)\b)(?![a-z]+-)")
_SLASH = lazy_pattern(r"/(?:(?<=[\d°][CFc-m] /)(?=\d)|(?<=\band /)(?=or\b)|(?<=\band/) (?=or\b))")
_OPENED = lazy_pattern(r"\((?<=[a-z]{3}\()(?=[A-Za-z]{3,}(?: [\w'’,%-]+)+\)|(?:1[6-9]|20)\d\d\))")
_OPENED_EARLY = lazy_pattern(r"\((?<=[a-z]{3}\() (?=[a-z]+[ )])")
_CLOSED = lazy_pattern(r"\)(?=[a-z]{2,})")
_BRACKET = lazy_pattern(r"\([A-Za-z\d][\w'’,-]*(?: [\w'’,.%-]+)+\Z")
_QUOTED = lazy_pattern(
    r"“(?<=[a-z]{2}“)(?=\w)|”(?<=\w”)(?!(?:s|es|d|ed|ing|er|ers|y|ish|like|th)\b)(?=[a-z]{2,}\b)"
)
_LOWER_STOP = lazy_pattern(
    r"\.(?<=[a-z]{3}\.)(?=(?:the|this|that|these|they|there|then|when|but|and|she|his|her|their|we)\b )"
)
_WORD_BEFORE = lazy_pattern(r"[\w'’]+\Z")
_REACH = 40
_FEW = 2
#: A shorter block may be a label, or a line of a list of settings.
_LABEL = 40


class Slip(Struct, frozen=True):
    """A space too many or too few.

    Attributes:
        span: what is shown: the mark, and the word that the space belongs to.
        edits: what undoes it.
        what: what is wrong, as a sentence without its full stop.
        sure: whether the article says the same after the edit.
    """

    span: Span
    edits: tuple[Edit, ...]
    what: str
    sure: bool = True


Finder = Callable[[Article], Iterator[Slip]]


def slips_in(article: Article) -> Iterator[Slip]:
    """The slips of an article, kind by kind; a kind whose mark it does not have is not looked for."""
    for marks, find in _FINDERS:
        if not article.characters.isdisjoint(marks):
            yield from find(article)


def _drop(span: Span, space: Span, what: str) -> Slip:
    return Slip(span, (Edit(space),), what)


def _put(span: Span, mark: Span, prose: str, what: str, sure: bool = True) -> Slip:
    # The space goes with the mark, so that it is written before the markup of the words after it.
    return Slip(span, (Edit(mark, f"{prose[mark.start : mark.end]} "),), what, sure)


def _word_before(prose: str, end: int) -> str:
    match = _WORD_BEFORE.search(prose, max(0, end - _REACH), end)
    return match[0] if match else ""


def _apostrophes(article: Article) -> Iterator[Slip]:
    prose = article.prose
    for match in _APOSTROPHE_AFTER_SPACE.finditer(prose):
        at = match.start()
        if _word_before(prose, at - 1).lower() not in words("before_suffix"):
            mark = "’" if prose[at] == "‘" else prose[at]
            span = Span(at - 1, match.end())
            yield Slip(span, (Edit(Span(at - 1, at + 1), mark),), "There is a space before this apostrophe")
    for match in _APOSTROPHE_BEFORE_SPACE.finditer(prose):
        at = match.start()
        yield _drop(Span(*match.span()), Span(at + 1, at + 2), "There is a space after this apostrophe")


def _signs(article: Article) -> Iterator[Slip]:
    prose = article.prose
    for sign in article.characters.intersection("$€£¥%"):
        odd, usual = (_PERCENT, _SET_PERCENT) if sign == "%" else (_CURRENCY, _SET_CURRENCY)
        found = [m for m in odd.finditer(prose) if m[0][0] == sign]
        often = len(found) > _FEW
        if often and sum(1 for m in usual.finditer(prose) if m[0][0] == sign) <= len(found):
            continue  # a style
        for match in found:
            start = match.start() - (sign == "%")
            space = Span(start, start + 1) if sign == "%" else Span(start + 1, start + 2)
            what = "before this percent sign" if sign == "%" else "after this currency sign"
            yield _drop(Span(start, start + 2), space, f"There is a space {what}")


def _commas(article: Article) -> Iterator[Slip]:
    prose = article.prose
    for match in _BETWEEN.finditer(prose):
        at = match.start()
        if is_word_like(token_at(prose, *match.span())):
            name = "comma" if match[0] == "," else "semicolon"
            edit = Edit(Span(at - 1, at + 1), f"{match[0]} ")
            yield Slip(Span(at - 1, at + 1), (edit,), f"The space is on the wrong side of this {name}")


def _colons(article: Article) -> Iterator[Slip]:
    prose = article.prose
    for match in _COLON.finditer(prose):
        token = _COLON_TOKEN.fullmatch(token_at(prose, *match.span()))
        if token is None:
            continue
        right = token["right"]
        if token["left"] in words("speaking") or right in words("openers") or right[0] == "“":
            at = match.start()
            span = Span(at, at + 1 + len(right))
            yield _put(span, Span(at, at + 1), prose, "There is no space after this colon")
    spaced = list(_SPACED_COLON.finditer(prose))
    if spaced and prose.count(": ") > 3 * len(spaced):  # else a style
        for match in spaced:
            span = Span(match.start() - 1, match.end())
            block = article.block_at(span.start)
            if block is not None and len(block.span) >= _LABEL and article.quotation_at(span) is None:
                yield _drop(span, Span(span.start, span.end - 1), "There is a space before this colon")


def _hyphens(article: Article) -> Iterator[Slip]:
    prose = article.prose
    for match in _HYPHEN_SPACE.finditer(prose):
        at = match.start()
        left = _word_before(prose, at)
        right = prose[at + 2 : at + 2 + _REACH].split(" ")[0].rstrip(".,;:!?)”’\"'")
        before = prose[at - len(left) - 1 : at - len(left)]
        if right in words("suspending") or before not in (" ", "“", "(", '"') or not is_word(right):
            continue
        span = Span(at - len(left), at + 2 + len(right))
        if right not in words("after_dash") and is_word(left + right):
            yield Slip(span, (Edit(Span(at, at + 2)),), "A hyphen and a space split this word", sure=False)
        elif left not in common_words() or (left in words("prefixes") and right in words("connecting")):
            continue  # a prefix that is spoken of
        elif right in words("after_dash") or left in words("before_dash") or right.endswith("ly"):
            yield _dash(article, span, Span(at, at + 2))
        else:
            what = "There is a space after this hyphen"
            yield Slip(span, (Edit(Span(at + 1, at + 2)),), what, sure=False)
    for match in _SPACE_HYPHEN.finditer(prose):
        at = match.start()
        left = _word_before(prose, at - 1)
        if match["right"] in words("no_option") and left not in words("before_dash"):
            yield _dash(article, Span(at - 1, at + 1 + len(match["right"])), Span(at - 1, at + 1))


def _dash(article: Article, span: Span, mark: Span) -> Slip:
    """A hyphen that stands for a dash, with a space on one side only."""
    dash = max((" - ", " – ", "—", " — "), key=lambda d: (article.prose.count(d), d == " – "))
    return Slip(span, (Edit(mark, dash),), "This dash has a space on one side only")


def _slashes(article: Article) -> Iterator[Slip]:
    for match in _SLASH.finditer(article.prose):
        before = article.prose[match.start() - 1] == " "
        space = Span(match.start() - 1, match.start()) if before else Span(match.start() + 1, match.end())
        start = match.start() - before
        yield _drop(Span(start, start + 2), space, "There is a space beside this slash")


def _brackets(article: Article) -> Iterator[Slip]:
    prose = article.prose
    for match in _OPENED.finditer(prose):
        at = match.start()
        word = _word_before(prose, at)
        block = article.block_at(at)
        ended = block is not None and prose[block.end - 1] in '.!?:”"'
        if ended and is_word_like(token_at(prose, at, at + 1)) and is_word(word.lower()):
            edit = Edit(Span(at, at + 1), " (")
            yield Slip(Span(at - len(word), at + 1), (edit,), "There is no space before this opening bracket")
    for match in _OPENED_EARLY.finditer(prose):
        at = match.start()
        edit = Edit(Span(at, at + 2), " (")
        yield Slip(Span(at, at + 2), (edit,), "The space is on the wrong side of this bracket")
    for match in _CLOSED.finditer(prose):
        at = match.start()
        if _BRACKET.search(prose, max(0, at - 200), at) and is_word_like(token_at(prose, at, at + 1)):
            yield _put(
                Span(at, at + 3), Span(at, at + 1), prose, "There is no space after this closing bracket"
            )


def _quotation_marks(article: Article) -> Iterator[Slip]:
    prose = article.prose
    for match in _QUOTED.finditer(prose):
        at = match.start()
        if match[0] == "“":
            edit = Edit(Span(at, at + 1), " “")
            yield Slip(Span(at - 1, at + 1), (edit,), "There is no space before this quotation")
        else:
            yield _put(Span(at, at + 2), Span(at, at + 1), prose, "There is no space after this quotation")


def _stops(article: Article) -> Iterator[Slip]:
    prose = article.prose
    for match in _LOWER_STOP.finditer(prose):
        at = match.start()
        token = token_at(prose, at, at + 1)
        left, _, right = token.partition(".")
        if re.fullmatch(r"[a-z'’]+", left) and left in common_words() and right.isalpha():
            edit = Edit(Span(at, at + 2), f". {right[0].upper()}")
            what = "There is no space after this full stop"
            yield Slip(Span(at, at + 1 + len(right)), (edit,), what, sure=False)


_FINDERS: tuple[tuple[str, Finder], ...] = (
    ("'’‘", _apostrophes),
    ("$€£¥%", _signs),
    (",;", _commas),
    (":", _colons),
    ("-", _hyphens),
    ("/", _slashes),
    ("(", _brackets),
    ("“”", _quotation_marks),
    (".", _stops),
)
