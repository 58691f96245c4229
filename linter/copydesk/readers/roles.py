"""Roles of blocks by their words: a byline, a dateline, a pull quote (words of the article set again)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from copydesk.document.article import MASK, Article, Block, Kind
from copydesk.text.regex import lazy_pattern

__all__ = [
    "author_in",
    "by_words",
    "is_byline",
    "is_date",
    "is_dateline",
    "is_like_heading",
    "mark_pull_quotes",
    "opens_byline_or_dateline",
]

_BYLINE = lazy_pattern(
    r"(?i:(?:(?:written|reported|words|story|text|posted|published)\s+)?by\b)\s*[:|]?\s*(?:$|[^\sa-z].{0,100}$)",
    re.DOTALL,
)
_BY = lazy_pattern(r"(?:(?:story|text|words|written) )?by\b\W*", re.IGNORECASE)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
_DATE = (
    rf"(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?(?:\s+\d{{4}})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}}"
    r"|\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})"
)
_DATELINE = lazy_pattern(
    r"(?:(?:published|updated|posted|last updated)\s*(?:on|at)?:?\s*)?"
    rf"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?{_DATE}"
    r"(?:,?\s*(?:at\s+)?\d{1,2}[:.]\d\d\s*(?:[ap]\.?m\.?)?\s*(?:[A-Z]{2,4})?)?",
    re.IGNORECASE,
)
_WORD = lazy_pattern(r"[^\W_]++")
_NO_WORD = {code: " " for code in range(128) if not chr(code).isalnum()}
_ELISION = lazy_pattern(r"\s*(?:…|\.\s?\.\s?\.|\[…\]|\[\.\.\.\])\s*")
_QUOTED = lazy_pattern(r"\s*[“\"«„].*[”\"»“][.,]?\s*", re.DOTALL)
_TERMINAL = tuple(".!?:;,…")
_OPENING = "“\"‘'«"
_CLOSING = "”\"’')]»"
#: How many blocks from the beginning may be a byline or a dateline by their words, and how long these are.
_HEAD = 8
_MAX_HEAD = 400
_MAX_CHARS = 320
_CLOSE = 88.0
#: A paragraph of fewer words may repeat another by chance.
_MIN_WORDS = 5
#: By how many code points a paragraph is longer than a pull quote from it.
_LONGER = 20
#: How many paragraphs that are a quotation are compared with all others.
_MAX_LONE = 40
_MAX_HOSTS = 20
#: Patterns times code points up to which plain searching beats building an automaton.
_FEW = 5_000_000


def is_byline(text: str) -> bool:
    """Whether a block near the head of an article says who wrote it, or was meant to."""
    words = text.count(" ") + 1
    return words <= 16 and not (text.endswith(".") and words > 8) and _BYLINE.match(text) is not None


def author_in(byline: str) -> str | None:
    """Whom a byline names, if anybody."""
    return _BY.sub("", byline) or None


def author_of(article: Article) -> str | None:
    """Whom the first byline of an article names, if anybody."""
    byline = next((block for block in article.blocks if block.kind is Kind.BYLINE), None)
    if byline is None or not article.prose[byline.start : byline.end].strip(f"{MASK} "):
        return None  # or it is a field of the front matter, and empty
    return author_in(" ".join(article.text_of(byline).split()))


def is_dateline(text: str) -> bool:
    """Whether a block near the head of an article says when it was published, and nothing else."""
    if text.count(" ") >= 14 or not any(map(str.isdecimal, text)):
        return False
    return _DATELINE.fullmatch(text) is not None


def by_words(blocks: Sequence[tuple[Kind, str]]) -> list[Kind]:
    """What blocks are whose formatting says only that they are paragraphs, and which of all is the headline.

    Args:
        blocks: the kind and the text of each, which is not empty.
    """
    kinds = [kind for kind, _ in blocks]
    titled = Kind.HEADLINE in kinds
    running = False
    for i, (kind, text) in enumerate(blocks):
        if kind is Kind.HEADING and not titled and not running:
            kinds[i], titled = Kind.HEADLINE, True
        elif kind is Kind.PARAGRAPH and len(text) <= _MAX_HEAD:
            words = len(text.split())
            if i < _HEAD and is_byline(text):
                kinds[i] = Kind.BYLINE
            elif i < _HEAD and is_dateline(text):
                kinds[i] = Kind.DATELINE
            elif i == 0 and len(blocks) > 1 and not titled and words <= 25 and text[-1] not in ".:,;":
                kinds[i], titled = Kind.HEADLINE, True
            elif (
                words <= 12
                and is_like_heading(text)
                and any(len(t) > len(text) for _, t in blocks[i + 1 : i + 2])
            ):
                kinds[i] = Kind.HEADING
        running = running or kinds[i].is_running
    return kinds


def is_like_heading(text: str) -> bool:
    """Whether a short block may be a heading: it ends no sentence, and begins with no quotation."""
    return text[0] not in _OPENING and not text.rstrip(_CLOSING).endswith(_TERMINAL)


def opens_byline_or_dateline(text: str) -> bool:
    """Whether a text begins as a byline or a dateline does."""
    return bool(_BYLINE.match(text) or _DATELINE.match(text))


def is_date(text: str) -> bool:
    """Whether a text is a date of ISO 8601 that there is, with or without a time."""
    from datetime import datetime

    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _words(text: str) -> str:
    """The words of a text in lower case, without apostrophes, one space between two."""
    text = text.replace("'", "").replace("’", "")
    plain = text.replace("“", " ").replace("”", " ").replace("–", " ").replace("—", " ")
    if plain.isascii():  # most texts are, and this is faster than a pattern
        return " ".join(plain.translate(_NO_WORD).split()).lower()
    return " ".join(_WORD.findall(text)).casefold()


def mark_pull_quotes(article: Article) -> tuple[Block, ...]:
    """The article's blocks, with the paragraphs that repeat part of a longer one made pull quotes.

    A paragraph is one where its words, elisions aside, stand in a longer paragraph; or where it is
    one quotation and nothing else, and nearly stands there: then it is a pull quote gone wrong.
    """
    blocks = article.blocks
    bodies = {i: b for i, b in enumerate(blocks) if b.kind.is_running}
    candidates = [i for i, b in bodies.items() if b.kind is Kind.PARAGRAPH and len(b.span) <= _MAX_CHARS]
    if not candidates or len(bodies) < 3:
        return blocks
    texts = {i: _words(article.text_of(b)) for i, b in bodies.items()}
    parts = {i: found for i in candidates if (found := _parts(article.text_of(blocks[i]), texts[i]))}
    if not parts:
        return blocks
    marked = _repeating(texts, parts)
    lone = [i for i in parts if i not in marked and _QUOTED.fullmatch(article.text_of(blocks[i]))]
    if len(lone) <= _MAX_LONE:
        marked.update(i for i in lone if _nearly_repeats(i, parts[i], texts))
    if not marked:
        return blocks
    return tuple(replace(b, kind=Kind.PULL_QUOTE) if i in marked else b for i, b in enumerate(blocks))


def _parts(text: str, words: str) -> list[str]:
    """The words of a paragraph between its elisions; none where they are too few to mean anything."""
    may_have = "…" in text or (text.count(".") > 2 and "..." in "".join(text.split()))
    whole = _ELISION.split(text) if may_have else [text]
    parts = [words] if len(whole) == 1 else [_words(part) for part in whole]
    parts = [part for part in parts if part]
    return parts if sum(part.count(" ") + 1 for part in parts) >= _MIN_WORDS else []


def _repeating(texts: dict[int, str], parts: dict[int, list[str]]) -> set[int]:
    """The paragraphs whose parts stand, in their order, in a longer one.

    Args:
        texts: the words of every paragraph.
        parts: of the paragraphs in question; the longest of each is looked for in all texts at once.
    """
    by_pattern: dict[str, list[int]] = {}
    for i, words in parts.items():
        by_pattern.setdefault(f" {max(words, key=len)} ", []).append(i)
    patterns, order = list(by_pattern), list(texts)
    starts, joined, at = [], [], 0
    for i in order:
        starts.append(at)
        joined.append(f" {texts[i]} \n")
        at += len(joined[-1])
    hosts: dict[int, set[int]] = {}
    for pattern, start in _matches(patterns, "".join(joined)):
        host = order[bisect_right(starts, start) - 1]
        found = hosts.setdefault(pattern, set())
        if len(found) < _MAX_HOSTS and len(texts[host]) > len(patterns[pattern].strip()) + _LONGER:
            found.add(host)
    return {
        key
        for pattern, found in hosts.items()
        for key in by_pattern[patterns[pattern]]
        if any(
            len(texts[host]) > len(texts[key]) + _LONGER and _in_order(parts[key], texts[host])
            for host in found
        )
    }


def _nearly_repeats(index: int, parts: list[str], texts: dict[int, str]) -> bool:
    """Whether nearly the words of a paragraph stand in a longer one."""
    words = " ".join(parts)
    longer = {word for word in words.split() if len(word) > 4}
    return any(
        len(text) > len(words) + _LONGER and _has_most(text, longer) and _is_close(words, text)
        for host, text in texts.items()
        if host != index
    )


def _matches(patterns: list[str], text: str) -> Iterator[tuple[int, int]]:
    """Every place of every pattern, overlapping ones too: the pattern's index, and where it starts."""
    if len(patterns) * len(text) <= _FEW:
        for i, pattern in enumerate(patterns):
            at = text.find(pattern)
            while at >= 0:
                yield i, at
                at = text.find(pattern, at + 1)
        return
    import ahocorasick_rs

    automaton = ahocorasick_rs.AhoCorasick(patterns)
    for i, start, _ in automaton.find_matches_as_indexes(text, overlapping=True):
        yield i, start


def _has_most(text: str, words: set[str]) -> bool:
    """Whether most of some words stand in a text: cheap, and needed for a close match."""
    return 2 * sum(map(text.__contains__, words)) >= len(words)


def _is_close(words: str, text: str) -> bool:
    """Whether words stand in a text, a few letters aside."""
    from rapidfuzz import fuzz

    return fuzz.partial_ratio(words, text, score_cutoff=_CLOSE) >= _CLOSE


def _in_order(pieces: list[str], text: str) -> bool:
    at = 0
    padded = f" {text} "
    for piece in pieces:
        at = padded.find(f" {piece} ", at)
        if at < 0:
            return False
        at += len(piece)
    return True
