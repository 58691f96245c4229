"""The lines of an article in plain text that the classifier takes for a page's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from copydesk import Article, Block, Kind, lazy_pattern

if TYPE_CHECKING:
    from copydesk_rules.markup.lines.features import Line

__all__ = ["PageLine", "page_lines"]

#: An item of a list must score higher by so much.
_LISTED = 0.7
#: A line beside a page's line may score lower by so much: they come in groups.
_BESIDE = 0.9
#: What is no sentence, behind a label such as “Related stories” or behind another such line: by so much.
_BEHIND = 3.0
#: The confidence of a line at its threshold, and the most there is, from so far above it.
_BARELY, _SUREST, _FAR = 0.78, 0.97, 3.0
#: A short line that stands so often is set by a page; the most spaces in it.
_AGAIN, _AGAIN_WORDS = 3, 9
_OF_TEMPLATES = frozenset(
    ("credit", "agency", "gallery", "money", "mail", "social", "legal", "author", "talk")
)
#: The only line of a page in an article must score higher by so much.
_PLAINLY = 0.3
#: A paragraph of so many spaces is the article's own; a word that stands so often in these is of its subject,
#: and a line all of whose telling words are must score higher by so much.
_BODY, _SUBJECT, _OWN = 15, 2, 3.6
#: What a question or an answer begins with; so many of them are an interview, whose lines must score higher.
_TURN = lazy_pattern(r"[A-Z]{1,4}: ")
_TURNS, _SAID = 3, 3.0
#: Kinds of blocks that an article from whatever source has.
_KEPT = frozenset((Kind.BYLINE, Kind.DATELINE, Kind.DECK, Kind.TABLE_CELL, Kind.ALT_TEXT, Kind.AUTHOR_BIO))
#: What begins an article: its byline, its date, in so many words and among so many blocks.
_HEAD = lazy_pattern(r"by\b|.*\b(?:20|19)\d\d\b", re.IGNORECASE)
_HEAD_BLOCKS, _HEAD_WORDS = 8, 24
_NO_HEAD = frozenset(("legal", "mail", "social"))
#: Such a line is the author's own word about the text.
_NOTE = lazy_pattern(
    r"\W*(?:(?:editor|author|publisher|writer)['’]?s?['’]? note|note|correction|clarification|update[ds]?"
    r"|disclosure|disclaimer|full disclosure|edit|erratum|warning|contents)\b",
    re.IGNORECASE,
)
#: Who else worked on the article, and who its author is.
_CREDITS_AUTHORS = lazy_pattern(
    r"\W*(?:additional )?(?:reporting|writing|editing|contributing)\b(?: by\b|:)"
    r"|(?:[^\W\d_][\w.'’-]* ){1,4}(?:is|was|writes|covers) (?:an? |the |about |for )?[\w' -]{0,60}"
    r"\b(?:author|correspondent|editor|journalist|producer|professor|reporter|writer|columnist)\b",
    re.IGNORECASE,
)
#: How an obituary ends.
_LIFE = lazy_pattern(r"\bborn\b[^\n]{0,60}\b\d{4}\b", re.IGNORECASE)
#: What the law or a contract wants readers to be told.
_DISCLOSES = lazy_pattern(
    r"\b(?:commissions?|affiliate|sponsored by|paid for by|(?:re|ex)(?:printed|cerpted) (?:by|with|from)"
    r"|holds? (?:shares|positions?))\b",
    re.IGNORECASE,
)


class PageLine(Struct, frozen=True):
    """A line that belongs to a page.

    Attributes:
        block: where it stands.
        what: what it seems to be, as the predicate of a message.
        run: the number of the row of such lines that it is one of, or that its like is one of.
        confidence: how sure it is.
    """

    block: Block
    what: str
    run: int
    confidence: float


def page_lines(article: Article, taken: Container[int]) -> Iterator[PageLine]:
    """The lines of a page among those of an article in English.

    Args:
        article: in plain text.
        taken: where blocks begin that are known to be a page's.
    """
    if not (article.language or "en").startswith("en"):
        return
    from copydesk_rules.markup.lines.classifier import scores
    from copydesk_rules.markup.lines.naming import name_of

    blocks = article.prose_blocks
    texts = [article.prose_of(block) for block in blocks]
    margins: dict[int, float] = {}
    for candidate in scores(texts, article.vocabulary):
        block = blocks[candidate.at]
        if block.start not in taken and not _is_kept(block, texts[candidate.at], candidate.at):
            listed = _LISTED if block.kind is Kind.LIST_ITEM else 0.0
            margins[candidate.at] = candidate.score - candidate.threshold - listed
    _lower_own(margins, texts)
    known = {at for at, block in enumerate(blocks) if block.start in taken}
    listed_at = {at for at, block in enumerate(blocks) if block.kind is Kind.LIST_ITEM}
    _raise_repeated(margins, texts, known | listed_at)
    run, last = 0, -2
    runs: dict[str, int] = {}
    for at in _with_neighbours(margins, known, texts) if _is_of_page(margins, known) else ():
        run += at != last + 1
        last = at
        known_run = runs.setdefault(texts[at], run)
        yield PageLine(blocks[at], name_of(texts[at]), known_run, _confidence(margins[at]))


def _lower_own(margins: dict[int, float], texts: Sequence[str]) -> None:
    """Lowers the margins of lines that speak of the article's own subject, or in an interview."""
    from copydesk_rules.markup.lines.classifier import telling_words
    from copydesk_rules.markup.lines.features import line_of

    found = [at for at, margin in margins.items() if margin >= 0]
    if not found:
        return
    body = [at for at, text in enumerate(texts) if text.count(" ") >= _BODY and margins.get(at, -1.0) < 0]
    words: Counter[str] = Counter()
    for at in body:
        words.update(line_of(texts[at]).words)
    turns = sum(1 for text in texts if _TURN.match(text))
    for at in found:
        line = line_of(texts[at])
        telling = telling_words(line) if line.form.endswith(".") else ()
        if telling and (_names_a_network(line) or all(words[word] >= _SUBJECT for word in telling)):
            margins[at] -= _OWN
        if turns >= _TURNS and _TURN.match(texts[at]):
            margins[at] -= _SAID


def _raise_repeated(margins: dict[int, float], texts: Sequence[str], left_out: Container[int]) -> None:
    """Raises the margins of short lines that stand again and again and speak of what pages speak of."""
    repeats = Counter(texts)
    if len(texts) - len(repeats) < _AGAIN - 1:
        return
    from copydesk_rules.markup.lines.features import cues_of, line_of

    for at, text in enumerate(texts):
        if repeats[text] >= _AGAIN and at not in left_out and text.count(" ") < _AGAIN_WORDS:
            line = line_of(text)
            if line.size and cues_of(line) & _OF_TEMPLATES:
                margins[at] = max(margins.get(at, 0.0), 0.0)


def _is_of_page(margins: Mapping[int, float], known: Container[int]) -> bool:
    """Whether an article was copied from a page: more than one line says so, or one does plainly."""
    found = [margin for margin in margins.values() if margin >= 0]
    return len(found) > 1 or bool(known) or max(found, default=0.0) >= _PLAINLY


def _names_a_network(line: Line) -> bool:
    """Whether a line has the name of a network, and does not begin by asking the reader to do something."""
    from copydesk_rules.markup.lines.features import classes_of_words

    classes = classes_of_words()
    first = line.text.partition(" ")[0].lower()
    return "call" not in classes.get(first, ()) and any("social" in classes.get(w, ()) for w in line.words)


def _with_neighbours(margins: Mapping[int, float], known: Container[int], texts: Sequence[str]) -> list[int]:
    """The lines that reach their threshold, and those beside a page's line that nearly do."""
    found: set[int] = set()
    listed: set[int] = set()
    for at in sorted(margins):
        behind = at - 1 in known or at - 1 in listed
        if behind and margins[at] >= -_BEHIND and not texts[at].endswith("."):
            listed.add(at)
        beside = behind or at - 1 in found
        if at in listed or margins[at] >= (-_BESIDE if beside and not _is_paragraph(texts[at]) else 0.0):
            found.add(at)
    for at in sorted(margins, reverse=True):
        if margins[at] >= -_BESIDE and (at + 1 in found or at + 1 in known) and not _is_paragraph(texts[at]):
            found.add(at)
    return sorted(found)


def _is_paragraph(text: str) -> bool:
    """Whether a line is as long as a paragraph: what stands beside it then says nothing of it."""
    return text.endswith(".") and text.count(" ") >= _BODY


def _is_kept(block: Block, text: str, at: int) -> bool:
    """Whether a line is one that articles have of their own."""
    if block.kind in _KEPT or _NOTE.match(text) or _DISCLOSES.search(text) or _LIFE.search(text):
        return True
    if _CREDITS_AUTHORS.match(text) or " contributed to th" in text:
        return True
    if at >= _HEAD_BLOCKS or text.count(" ") >= _HEAD_WORDS or not _HEAD.match(text):
        return False
    from copydesk_rules.markup.lines.features import cues_of, line_of

    return not cues_of(line_of(text)) & _NO_HEAD


def _confidence(above: float) -> float:
    """How sure a line is whose score is so far above its threshold."""
    return round(_BARELY + (_SUREST - _BARELY) * min(max(above, 0.0) / _FAR, 1.0), 2)
