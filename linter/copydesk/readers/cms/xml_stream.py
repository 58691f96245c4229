"""XML with exact places: a large document in pieces, and the text of an element.

A document is streamed through expat, which says at which byte each tag begins and whether the whole is
well-formed; of no document is more in memory than one of its pieces.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from xml.parsers import expat

from copydesk.errors import SourceError
from copydesk.readers import Readable
from copydesk.readers.xml import ENTITIES, REFERENCE, referred
from copydesk.text.regex import lazy_pattern
from copydesk.text.source_map import SourceMap
from copydesk.text.span import Span

__all__ = ["Decoded", "Splitter", "decoded", "fields", "is_well_formed", "naming"]

_CHUNK = 1 << 18
#: What stands between two pieces is handed on when it is larger.
_BETWEEN = 1 << 20

#: What a CDATA section holds, matched without a step for each character.
_SECTION = r"(?:[^\]]++|\](?!\]>))*+"
_PART = lazy_pattern(
    rf"<!\[CDATA\[({_SECTION})\]\]>|{REFERENCE}"
    r"|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<[^>]*>"
)
_OPEN, _CLOSE = "<![CDATA[", "]]>"
#: How tags are written, by the byte order mark of UTF-16; in all else that XML is written in, as in ASCII.
_WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class Splitter:
    """Cuts an XML document where elements of a name begin and end.

    Args:
        path: how to name the document in an error.
        wanted: the names of the elements from the root to those that are pieces.
        encoding: instead of what the document declares.
        start: called with the name and the attributes of every element outside the pieces.
        end: called with the name and the text of every such element that has no other in it.
    """

    def __init__(
        self,
        path: str,
        wanted: tuple[str, ...],
        encoding: str | None,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str, str], None],
    ) -> None:
        self._path, self._wanted, self._start, self._end = path, wanted, start, end
        self._parser = parser = expat.ParserCreate(encoding)
        parser.XmlDeclHandler = self._on_declaration
        parser.StartDoctypeDeclHandler = self._on_doctype
        parser.StartElementHandler = self._on_start
        parser.EndElementHandler = self._on_end
        self.encoding = encoding or "utf-8"
        self._names: list[str] = []
        self._text: list[str] = []
        self._end_tag = self._close = b""  # how `</` and `>` are written
        self._inside = 0  # how many elements of a piece are open
        self._data = bytearray()
        self._base = 0  # where in the document `_data` begins
        self._cuts: list[tuple[int, bool]] = []  # where, and whether a piece ends there

    def pieces(self, file: Readable) -> Iterator[tuple[bytes, bool]]:
        """The document's bytes, without a gap: each wanted element by itself, and what stands between them.

        White space before an element goes with it.

        Yields:
            Bytes, and whether they are such an element.

        Raises:
            SourceError: the document is not well-formed, from here on, or declares a document type.
        """
        while True:
            chunk = file.read(_CHUNK)
            self._data += chunk
            if not self._close:
                codec = _WIDE.get(bytes(self._data[:2]), "ascii")
                self._end_tag, self._close = "</".encode(codec), ">".encode(codec)
            problem = self._parse(chunk)
            yield from self._cut()
            if problem:
                raise SourceError(self._path, problem)
            if not chunk:
                yield bytes(self._data), False
                return

    def _parse(self, chunk: bytes) -> str:
        """Parse the next bytes, none at the end; what is wrong with them, or ""."""
        try:
            self._parser.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            place = f"in line {error.lineno}, column {error.offset + 1}"
            return f"not well-formed XML: {expat.ErrorString(error.code)} {place}"
        except (LookupError, ValueError) as error:
            return f"its encoding cannot be read as XML ({error}); save it as UTF-8"
        return ""

    def _cut(self) -> Iterator[tuple[bytes, bool]]:
        at = 0
        for place, whole in self._cuts:
            stop = place - self._base
            if whole or bytes(self._data[at:stop]).strip(b" \t\r\n\0"):
                yield bytes(self._data[at:stop]), whole
                at = stop
        self._cuts.clear()
        if not self._inside and self._parser.CurrentByteIndex - self._base - at > _BETWEEN:
            stop = self._parser.CurrentByteIndex - self._base
            yield bytes(self._data[at:stop]), False
            at = stop
        del self._data[:at]
        self._base += at

    def _on_declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        self.encoding = encoding or self.encoding

    def _on_doctype(self, *declared: object) -> None:
        raise SourceError(self._path, "it declares a document type, which could define anything; take it out")

    def _on_start(self, name: str, attributes: dict[str, str]) -> None:
        if self._inside:
            self._inside += 1
            return
        self._names.append(name)
        if len(self._names) == len(self._wanted) and tuple(self._names) == self._wanted:
            self._names.pop()
            self._inside = 1
            self._cuts.append((self._parser.CurrentByteIndex, False))
            self._parser.CharacterDataHandler = None
            return
        self._text.clear()
        self._parser.CharacterDataHandler = self._text.append
        self._start(name, attributes)

    def _on_end(self, name: str) -> None:
        if self._inside:
            self._inside -= 1
            if not self._inside:
                at = self._parser.CurrentByteIndex - self._base
                if self._data.startswith(self._end_tag, at):  # else it was empty, and its only tag ends here
                    at = self._data.index(self._close, at) + len(self._close)
                self._cuts.append((self._base + at, True))
            return
        self._names.pop()
        self._end(name, "".join(self._text))
        self._text.clear()
        self._parser.CharacterDataHandler = None


class Decoded(NamedTuple):
    """The text of an element, and where it stands; `verbatim` where all of it is in CDATA sections."""

    text: str
    source_map: SourceMap
    verbatim: bool


def is_well_formed(text: str) -> bool:
    """Whether a text is one XML element; the prefixes of names need not be declared."""
    parser = expat.ParserCreate("utf-8")
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError:
        return False
    return True


def fields(text: str, names: re.Pattern[str]) -> Iterator[tuple[str, str, Span]]:
    """The elements of some names that have no others in them.

    Args:
        text: well-formed.
        names: made by `naming`.

    Yields:
        The name, what else its tag says, and where the content stands.
    """
    for match in names.finditer(text):
        if match[1]:
            yield match[1], match[2], Span(*match.span(3))


def naming(names: Iterable[str]) -> re.Pattern[str]:
    """A pattern for `fields`; it takes CDATA sections and comments whole, whatever stands in them."""
    return lazy_pattern(
        rf"<(?:({'|'.join(names)})(|\s[^<>]*[^<>/]|\s)>((?:[^<]++|<!\[CDATA\[{_SECTION}\]\]>)*+)</\1\s*>"
        rf"|!\[CDATA\[{_SECTION}\]\]>|!--[\s\S]*?-->)"
    )


def decoded(text: str, span: Span) -> Decoded:
    """The character data of a part of a well-formed text that has no other elements in it."""
    parts: list[str] = []
    places = SourceMap()
    verbatim = True

    def add(part: str, start: int, end: int) -> None:
        parts.append(part)
        places.add(len(part), start, end)

    at = span.start
    if text.startswith(_OPEN, at) and text.find(_CLOSE, at, span.end) == span.end - len(_CLOSE):
        low, high = at + len(_OPEN), span.end - len(_CLOSE)
        add(text[low:high], low, high)
        return Decoded(text[low:high], places, True)
    for match in _PART.finditer(text, *span):
        if match.start() > at:
            add(text[at : match.start()], at, match.start())
            verbatim = False
        at = match.end()
        section, *reference = match.groups()
        if section is not None:
            add(section, *match.span(1))
        elif any(reference[:2]) or reference[2] in ENTITIES:
            add(referred(*reference), *match.span())
            verbatim = False
    if at < span.end:
        add(text[at : span.end], at, span.end)
        verbatim = False
    return Decoded("".join(parts), places, verbatim)
