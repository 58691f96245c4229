"""Vale's comments in an article: `<!-- vale off -->`, `<!-- vale Google.Passive = NO -->`."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator

from copydesk.document.article import Article, Kind

__all__ = ["Switches"]

_COMMENT = re.compile(r"(?:<!--|\{/\*|\{#|%)\s*vale\s+(.*?)\s*(?:-->|\*/\}|#\}|\Z)", re.DOTALL)
_SWITCH = re.compile(r"(.+?)(\[.+\])? = (YES|NO|on|off)")
_STYLES = re.compile(r"styles? = (.*)")


class Switches:
    """Where comments of Vale's switch what off.

    Args:
        article: with its comments.
    """

    def __init__(self, article: Article) -> None:
        #: By what is switched ("" for all), where that happens, and whether it is off from there on.
        self._turns: dict[str, tuple[list[int], list[bool]]] = {}
        self._only: tuple[list[int], list[frozenset[str]]] = ([], [])
        if "vale " in article.text:
            for at, said in _comments(article):
                self._read(at, said)

    def __bool__(self) -> bool:
        return bool(self._turns or self._only[0])

    def _read(self, at: int, said: str) -> None:
        if said in ("off", "on"):
            self._turn("", at, said == "off")
        elif styles := _STYLES.fullmatch(said):
            self._only[0].append(at)
            self._only[1].append(frozenset(style.strip() for style in styles[1].split(",")))
        elif switch := _SWITCH.fullmatch(said):
            for words in _words(switch[2]):
                self._turn(switch[1] + words, at, switch[3] in ("NO", "off"))

    def _turn(self, name: str, at: int, off: bool) -> None:
        places, states = self._turns.setdefault(name, ([], []))
        places.append(at)
        states.append(off)

    def off(self, rule: str, at: int, words: str) -> bool:
        """Whether a rule is off at a place, or for the words there."""
        style = rule.partition(".")[0]
        places, styles = self._only
        index = bisect_right(places, at) - 1
        if index >= 0 and style not in styles[index]:
            return True
        return any(self._is_off(name, at) for name in ("", style, rule, f"{rule}[{words}]"))

    def _is_off(self, name: str, at: int) -> bool:
        places, states = self._turns.get(name, ([], []))
        index = bisect_right(places, at) - 1
        return index >= 0 and states[index]


def _words(given: str | None) -> Iterator[str]:
    """The words of `Rule["one","two"]`, each in brackets; "" where there are none."""
    if given is None:
        yield ""
        return
    try:
        listed = json.loads(given)
    except ValueError:
        return
    yield from (f"[{word}]" for word in listed)


def _comments(article: Article) -> Iterator[tuple[int, str]]:
    """Vale's comments, each with its place among the words, in the order of these."""
    spans = [(span.start, span) for span in article.opaque]
    for block in article.blocks:
        if block.kind is Kind.MARKUP:  # one within a block follows it in the text
            at = article.source_map.before(block.source.start)
            spans.append((max(at, 0), block.span))
    for at, span in sorted(spans):
        if match := _COMMENT.search(article.text_of(span)):
            yield at, match[1]
