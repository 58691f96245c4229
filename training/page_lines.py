"""The lines of a whole web page, each with what it stands in."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html
from msgspec import Struct

__all__ = ["PageLine", "captions_of", "lines_of", "parse", "words_of"]

_BLOCKS_TEXT = """
address article aside blockquote body button caption center dd details dialog div dl dt fieldset
figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr label legend li main nav ol option p pre
section select summary table tbody td tfoot th thead tr ul br
"""
_BLOCKS = frozenset(_BLOCKS_TEXT.split())
_UNSEEN_TEXT = """
script style noscript template svg iframe object head textarea select
"""
_UNSEEN = frozenset(_UNSEEN_TEXT.split())
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_CAPTION_WORDS = range(8, 59)


class PageLine(Struct, frozen=True):
    """A line of a page.

    Attributes:
        text: as it reads.
        tag: of the element that it stands in.
        names: the classes and ids of that element and of those around it.
        linked: how much of it is links, from 0 to 1.
    """

    text: str
    tag: str
    names: str
    linked: float


def parse(path: Path) -> Any:
    """The tree of a page (.html.gz)."""
    raw = gzip.decompress(path.read_bytes())
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return lxml.html.fromstring(_DECLARATION.sub("", text))


def words_of(text: str) -> list[str]:
    """The words of a text in lower case."""
    return re.sub(r"\W+", " ", text.casefold()).split()


def lines_of(tree: Any) -> list[PageLine]:
    """All lines of a page in the order of its source."""
    reader = _Reader()
    reader.read(tree, [], False)
    return reader.lines


def captions_of(tree: Any) -> Iterator[str]:
    """The captions of a page's pictures and what stands in for them."""
    found = [image.get("alt") or "" for image in tree.iter("img")]
    found += [element.text_content() for element in tree.iter("figcaption")]
    found += [element.text_content() for element in tree.xpath("//*[contains(@class, 'aption')]")]
    for caption in found:
        text = " ".join(caption.split())
        plain = "http" not in text and "|" not in text and re.search(r"[a-z] [a-z]", text)
        if plain and len(text) <= 400 and len(words_of(text)) in _CAPTION_WORDS:
            yield text


class _Reader:
    """Gathers pieces of text until a block begins or ends."""

    def __init__(self) -> None:
        self.lines: list[PageLine] = []
        self._pieces: list[tuple[str, bool]] = []

    def read(self, element: Any, around: list[Any], in_link: bool) -> None:
        if not isinstance(element.tag, str) or element.tag in _UNSEEN:
            return
        is_block = element.tag in _BLOCKS
        if is_block:
            self._end(around)
        inside = [*around, element] if is_block and element.tag != "br" else around
        in_link = in_link or element.tag == "a"
        self._add(element.text, in_link)
        for child in element:
            self.read(child, inside, in_link)
            self._add(child.tail, in_link)
        if is_block:
            self._end(inside)

    def _add(self, text: str | None, in_link: bool) -> None:
        if text:
            self._pieces.append((text, in_link))

    def _end(self, around: list[Any]) -> None:
        text = " ".join("".join(piece for piece, _ in self._pieces).split())
        if text:
            sizes = [(len(piece.strip()), in_link) for piece, in_link in self._pieces]
            linked = sum(size for size, in_link in sizes if in_link) / max(1, sum(size for size, _ in sizes))
            names = " ".join(f"{e.get('class') or ''} {e.get('id') or ''}" for e in around[-4:])
            self.lines.append(PageLine(text, around[-1].tag if around else "", names, linked))
        self._pieces = []
