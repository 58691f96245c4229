"""What LanguageTool is asked: the prose of an article, block by block, each in its language."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from copydesk import Article, Block, Dialect, Kind
from copydesk_rules.grammar.shared.matches import Match
from copydesk_rules.wording.mixed_spelling import side_of

if TYPE_CHECKING:
    from copydesk_rules.grammar.shared.server import Server

__all__ = ["by_language", "is_asked_about", "matches_in", "readable"]

#: What its author wrote as sentences; a headline, a cell and somebody else's words are not judged as such.
_KINDS = frozenset({Kind.DECK, Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.CAPTION, Kind.AUTHOR_BIO})
#: In a request, in code points: past that, a server takes its time, and a public one refuses.
_MOST = 10_000
_GAP = "\n\n"
_MASKS = re.compile("\ufffc+")
_BEYOND = re.compile("[\U00010000-\U0010ffff]")
#: So many paragraphs' findings are kept: in an editor most are as they were a moment ago.
_KEPT = 5_000
_known: dict[tuple[str, str, tuple[str, ...], str], tuple[Match, ...]] = {}
#: Dialects that LanguageTool has no variant for.
_NEAREST = {"en-IE": "en-GB", "en-IN": "en-GB"}


def is_asked_about(block: Block) -> bool:
    """Whether a block is one of those whose sentences are judged."""
    return block.kind in _KINDS


def by_language(
    article: Article, dialect: Dialect | None, known: Collection[str]
) -> Iterator[tuple[str, list[Block]]]:
    """The blocks to ask about in each language that a server knows.

    Args:
        article: to be checked.
        dialect: the house's English; where it has none, it is what the source says, or as the article spells.
        known: the codes of the server's languages.
    """
    blocks: dict[str, list[Block]] = {}
    for block in article.blocks:
        if is_asked_about(block) and (code := _code(article, block, dialect, known)):
            blocks.setdefault(code, []).append(block)
    yield from blocks.items()


def _code(article: Article, block: Block, dialect: Dialect | None, known: Collection[str]) -> str | None:
    """The server's code for the language of a block."""
    primary, _, country = (article.language_of(block) or "en").replace("_", "-").partition("-")
    primary = primary.lower()
    declared = f"{primary}-{country.upper()}" if country else primary
    wanted = [declared, f"{primary}-{primary.upper()}", primary]
    if primary == "en":
        spelled = "en-GB" if article.derive(side_of) == "british" else "en-US"
        wanted = [_NEAREST.get(code, code) for code in (dialect or declared, spelled) if code != "en"]
    return next((code for code in wanted if code in known), None)


def readable(prose: str) -> str:
    """Prose as LanguageTool can read it, of the same length in code points and in UTF-16 units.

    What is not prose becomes a name that nobody has, a character beyond the basic plane a smiley within it.
    """
    return _BEYOND.sub("☺", _MASKS.sub(lambda masked: "X" + "x" * (len(masked[0]) - 1), prose))


def matches_in(
    server: Server, language: str, texts: Sequence[str], timeout: float, off: tuple[str, ...]
) -> list[tuple[Match, ...]]:
    """What a server finds in each text of some; it is asked only about those that are new to this process.

    Args:
        server: to be asked.
        language: one of those that it knows.
        texts: paragraphs, as `readable` gives them.
        timeout: in seconds, of one answer.
        off: the categories to leave out.

    Raises:
        UnavailableError: it failed, or took too long.
    """
    from copydesk_rules.grammar.shared.adapter import ask

    keys = {text: (server.url, language, off, text) for text in texts}
    found = {text: _known[key] for text, key in keys.items() if key in _known}
    for some in _requests([text for text in keys if text not in found]):
        answer: dict[str, list[Match]] = {text: [] for text in some}
        starts = list(accumulate((len(text) + len(_GAP) for text in some), initial=0))
        for match in ask(server, language, _GAP.join(some), timeout, off):
            at = bisect_right(starts, match.start) - 1
            start, end = match.start - starts[at], match.end - starts[at]
            if end <= len(some[at]):  # a finding about two paragraphs is about their order
                answer[some[at]].append(match._replace(start=start, end=end))
        found |= {text: tuple(matches) for text, matches in answer.items()}
    if len(_known) + len(found) > _KEPT:
        _known.clear()
    _known.update((keys[text], matches) for text, matches in found.items())
    return [found[text] for text in texts]


def _requests(texts: Sequence[str]) -> Iterator[list[str]]:
    """Texts by what is sent at once."""
    some: list[str] = []
    length = 0
    for text in texts:
        if some and length + len(text) > _MOST:
            yield some
            some, length = [], 0
        some.append(text)
        length += len(text) + len(_GAP)
    if some:
        yield some
