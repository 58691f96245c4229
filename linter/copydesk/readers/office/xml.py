"""The XML of documents: checked by expat, then cut into tokens whose places are code points.

No document type is allowed, so no entity is ever declared, expanded or fetched.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING
from xml.parsers import expat

from copydesk.errors import SourceError
from copydesk.text.regex import lazy_pattern

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["TOKEN", "Names", "attribute", "decoded", "encoded", "escape", "pieces", "tree", "unescaped"]

#: A tag (1: "/" of an end tag, 2: the name, 3: attributes, 4: "/" of an empty element), or text, or else.
#: Holds only for XML that is well-formed.
TOKEN = lazy_pattern(
    r"<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>"
    r"""|(/?)([^\s/>!?]++)((?:\s++[^\s=>/]++\s*+=\s*+(?:"[^"]*+"|'[^']*+'))*+)\s*+(/?)>)|[^<]++""",
    re.DOTALL,
)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,80}?encoding\s*=\s*["']([\w.-]+)""")
_REFERENCE = lazy_pattern(r"&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
#: What XML 1.0 does not allow, section 2.2.
_FORBIDDEN = lazy_pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def decoded(
    data: bytes, path: str, part: str, known: Collection[str] = ()
) -> tuple[str, str, Mapping[str, str]]:
    """A part of a document as text.

    Args:
        data: its bytes.
        path: of the document, for an error.
        part: its name in the document.
        known: the namespaces that its reader knows.

    Returns:
        The text, which has a byte order mark where the part has one; the codec's name; and the namespaces by
        their prefixes.

    Raises:
        SourceError: it is not well-formed, declares a document type, or has a prefix for a namespace that is
            known and for another.
    """
    namespaces: dict[str, str] = {}
    refused: list[str] = []

    def declare(prefix: str | None, uri: str | None) -> None:
        first = namespaces.setdefault(prefix or "", uri or "")
        if first != (uri or "") and (first in known or uri in known):
            refused.append("uses a prefix for two namespaces")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartNamespaceDeclHandler = declare
    parser.StartDoctypeDeclHandler = lambda *_: refused.append(
        "declares a document type, which could reach for other files"
    )
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        if not refused:
            what = expat.ErrorString(error.code)
            where = f"line {error.lineno}, column {error.offset + 1}"
            raise SourceError(path, f"is damaged: {part} in it is broken XML ({what}, {where})") from None
    if refused:
        raise SourceError(path, f"is not opened: {part} in it {refused[0]}")
    marks = (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    )
    encoding = next((name for mark, name in marks if data.startswith(mark)), None)
    if encoding is None:
        found = _DECLARED.match(data)
        encoding = found[1].decode("ascii").lower() if found else "utf-8"
    try:
        return data.decode(encoding), encoding, namespaces
    except (UnicodeDecodeError, LookupError):
        raise SourceError(path, f"is damaged: {part} in it is not {encoding}") from None


def encoded(text: str, encoding: str) -> bytes:
    """A part as bytes; a character that its encoding lacks is written as a reference."""
    return text.encode(encoding, "xmlcharrefreplace")


def tree(data: bytes, path: str, part: str) -> Element:
    """A small part of a document as a tree.

    Raises:
        SourceError: as `decoded`.
    """
    from xml.etree.ElementTree import fromstring

    decoded(data, path, part)
    return fromstring(data)


class Names(dict[str, str]):
    """The names of elements and attributes as a reader knows them, by those in the text; "" for all others.

    Args:
        namespaces: by prefix.
        known: the reader's own prefixes by namespace.
    """

    def __init__(self, namespaces: Mapping[str, str], known: Mapping[str, str]) -> None:
        self._prefixes = {prefix: known[uri] for prefix, uri in namespaces.items() if uri in known}

    def __missing__(self, name: str) -> str:
        prefix, _, local = name.rpartition(":")
        own = self._prefixes.get(prefix)
        self[name] = found = f"{own}:{local}" if own else ""
        return found


def attribute(attributes: str, name: str) -> str | None:
    """The value of an attribute by its local name, whatever its prefix."""
    found = re.search(rf"""[\s:]{name}\s*=\s*(?:"([^"]*)"|'([^']*)')""", attributes)
    return unescaped(found[1] if found[1] is not None else found[2]) if found else None


def unescaped(text: str) -> str:
    """Text with its references resolved."""
    return _REFERENCE.sub(lambda match: _meaning(match), text) if "&" in text else text


def _meaning(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    return chr(int(match[1], 16) if match[1] else int(match[2]))


def escape(text: str) -> str:
    """Text as it is written in XML; what XML cannot hold is left out."""
    return _FORBIDDEN.sub("", text.translate(_ESCAPES))


def pieces(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Text between tags, each piece with its place: verbatim, or one reference."""
    at = start
    if text.find("&", start, end) >= 0:
        for match in _REFERENCE.finditer(text, start, end):
            if match.start() > at:
                yield text[at : match.start()], at, match.start()
            yield _meaning(match), match.start(), match.end()
            at = match.end()
    if at < end:
        yield text[at:end], at, end
