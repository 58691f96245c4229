"""Articles as they are pasted from pages: their own lines, and some of the page's around and between them."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from copydesk.readers.roles import is_byline, is_dateline
from page_lines import PageLine, captions_of, lines_of, parse, words_of

__all__ = ["ARTICLE", "PAGE", "UNKNOWN", "Pasted", "article_of", "corrections_in", "digest", "pasted_from"]

ARTICLE, PAGE, UNKNOWN = 0, 1, -1
#: What is no line of running text, or would be kept: cells, code, headlines.
_NO_LINES = frozenset(["td", "th", "pre", "h1", "dd", "label", "button", "legend", "tr", "table", "dt"])
_KEPT = re.compile(r"deck|dek|standfirst|summary|subtitle|sub-?head|headline|description", re.IGNORECASE)
_OF_PAGES = re.compile(
    r"capt|credit|author|byline|bio|newslet|copyright|promo|related|subscri|footer|disclaim|contrib|signup|social"
    r"|share|legal|teaser|trend|recirc|tag|meta|date|time",
    re.IGNORECASE,
)
#: A byline or a date, as articles begin with them.
_HEAD = re.compile(r"^by\b|\b(?:20|19)\d\d\b", re.IGNORECASE)
_HEAD_LINES, _HEAD_WORDS = 8, 24
_AROUND, _LONGEST, _MOST, _BETWEEN = 8, 420, 25, 12
_LONG, _SURE = 40, 0.5

Row = tuple[str, int]


class Pasted(Struct, frozen=True):
    """An article with lines of its page.

    Attributes:
        id: of the article.
        how: "clean" for the article as it is, else how the lines were chosen.
        rows: its lines, and of each whether it is the article's, the page's, or not known.
    """

    id: str
    how: str
    rows: tuple[Row, ...]


def digest(text: str) -> str:
    """What a line is recognised by, without its text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def corrections_in(path: Path) -> dict[tuple[str, str], int]:
    """Lines of articles that are the page's after all (1), or may be (-1), by article and digest."""
    rows = (row.split("\t") for row in path.read_text(encoding="utf-8").splitlines() if row[:1] != "#")
    return {(article, line): int(kind) for article, line, kind in rows}


def article_of(path: Path, corrections: Mapping[tuple[str, str], int]) -> Pasted:
    """An article as it is."""
    rows = []
    for at, text in enumerate(_lines(path)):
        kind = corrections.get((path.stem, digest(text)), ARTICLE)
        opens = at < _HEAD_LINES and (is_byline(text) or is_dateline(text) or _is_head(text))
        rows.append((text, UNKNOWN if opens and kind == ARTICLE else kind))
    return Pasted(path.stem, "clean", tuple(rows))


def pasted_from(
    page: Path, article: Path, corrections: Mapping[tuple[str, str], int], chance: random.Random
) -> Iterator[Pasted]:
    """An article as people paste it: with captions, too much at its ends, some lines between."""
    name, lines = article.stem, _lines(article)
    known = {kind for kind in (tuple(words_of(line)) for line in lines) if kind}
    blob, grams = f" {' '.join(' '.join(words) for words in known)} ", _grams(lines)
    tree = parse(page)
    of_page = lines_of(tree)
    inside = [_is_article(line.text, known, blob) for line in of_page]
    long = [i for i, line in enumerate(of_page) if inside[i] and len(" ".join(words_of(line.text))) >= _LONG]
    if len(long) < 2:
        return
    rows = list(_rows(of_page, inside, long[0], long[-1], grams))
    rows = [(text, kind or corrections.get((name, digest(text)), ARTICLE)) for text, kind in rows]
    own = [row for row in rows if row[1] != PAGE]
    captions = {text for text in captions_of(tree) if _overlap(text, grams) < _SURE}
    titles = {line.text for line in of_page if _is_title(line) and _overlap(line.text, grams) < _SURE}
    between = [chance.sample(sorted(texts), min(len(texts), _BETWEEN)) for texts in (captions, titles)]
    for how, chosen in _choices(rows, own, between, chance):
        if len(chosen) > 3:
            yield Pasted(name, how, tuple(chosen))


def _choices(
    rows: Sequence[Row], own: Sequence[Row], between: Sequence[Sequence[str]], chance: random.Random
) -> Iterator[tuple[str, list[Row]]]:
    for texts in (*between, *between) if len(own) > 5 else ():
        chosen = list(own)
        for text in chance.sample(texts, min(len(texts), 2 + len(chosen) // 8)):
            at = chance.choice([0, chance.randrange(len(chosen)), chance.randrange(len(chosen))])
            chosen.insert(at, (text, PAGE))
        yield "between", chosen
    places = [i for i, row in enumerate(rows) if row[1] != PAGE] or [0]
    for _ in range(2):
        before, behind = chance.choice([0, 0, 1, 2, 3]), chance.choice([1, 2, 3, 4, 5, 6, 8])
        share = chance.choice([0, 0.1, 0.3])
        middle = rows[places[0] : places[-1] + 1]
        yield (
            "ends",
            [
                *rows[max(0, places[0] - before) : places[0]],
                *(row for row in middle if row[1] != PAGE or chance.random() < share),
                *rows[places[-1] + 1 : places[-1] + 1 + behind],
            ],
        )
    for share in (0.08, 0.25, 0.6):
        chosen = [row for row in rows if row[1] != PAGE or chance.random() < share]
        of_page = [i for i, row in enumerate(chosen) if row[1] == PAGE]
        left_out = set(chance.sample(of_page, max(0, len(of_page) - _MOST)))
        yield "some", [row for i, row in enumerate(chosen) if i not in left_out]


def _rows(
    lines: Sequence[PageLine], inside: Sequence[bool], first: int, last: int, grams: set[tuple[str, ...]]
) -> Iterator[Row]:
    for i in range(max(0, first - _AROUND), min(len(lines), last + _AROUND + 1)):
        line = lines[i]
        if inside[i]:
            yield line.text, ARTICLE
        elif _is_of_page(line, grams) and not (i < first and _may_be_kept(line)):
            yield line.text, PAGE


def _is_of_page(line: PageLine, grams: set[tuple[str, ...]]) -> bool:
    """Whether a line that is not in the article is the page's, and no part of the article left out."""
    words = words_of(line.text)
    if line.tag in _NO_LINES or len(line.text) > _LONGEST or _overlap(line.text, grams) >= _SURE:
        return False
    is_long = len(words) > 22 and line.linked < 0.4 and line.tag != "figcaption"
    return bool(words or len(line.text) <= 12) and not (is_long and not _OF_PAGES.search(line.names))


def _is_title(line: PageLine) -> bool:
    """Whether a line is the title of another story: a link of some words."""
    return line.linked > 0.9 and 5 <= len(words_of(line.text)) <= 20 and line.tag not in _NO_LINES


def _may_be_kept(line: PageLine) -> bool:
    text = line.text
    opens = is_byline(text) or is_dateline(text) or text[:3].lower() == "by "
    return opens or _KEPT.search(line.names) is not None


def _is_head(text: str) -> bool:
    return _HEAD.search(text) is not None and len(text.split()) <= _HEAD_WORDS


def _is_article(text: str, known: set[tuple[str, ...]], blob: str) -> bool:
    words = words_of(text)
    joined = " ".join(words)
    return bool(words) and (tuple(words) in known or (len(joined) >= 25 and joined in blob))


def _grams(lines: Sequence[str]) -> set[tuple[str, ...]]:
    words = [words_of(line) for line in lines]
    return {gram for line in words for gram in zip(line, line[1:], line[2:], strict=False)}


def _overlap(text: str, grams: set[tuple[str, ...]]) -> float:
    """How much of a text stands in the article word by word."""
    words = words_of(text)
    own = list(zip(words, words[1:], words[2:], strict=False))
    return sum(gram in grams for gram in own) / max(1, len(own))


def _lines(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]
