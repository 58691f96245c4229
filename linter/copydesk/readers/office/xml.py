"""The XML of documents: checked by expat, then cut into tokens whose places are code points.

No document type is allowed, so no entity is ever declared, expanded or fetched.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING
from xml.parsers import expat

from copydesk.errors import SourceError
from copydesk.readers.xml import unescaped
from copydesk.text.regex import lazy_pattern
from copydesk.text.source import BOMS

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["TOKEN", "Names", "attribute", "decoded", "encoded", "tree"]

#: A tag (1: "/" of an end tag, 2: the name, 3: attributes, 4: "/" of an empty element), or text, or else.
#: Holds only for XML that is well-formed.
TOKEN = lazy_pattern(
    r"<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>"
    r"""|(/?)([^\s/>!?]++)((?:\s++[^\s=>/]++\s*+=\s*+(?:"[^"]*+"|'[^']*+'))*+)\s*+(/?)>)|[^<]++""",
    re.DOTALL,
)
#: What says how bytes are encoded, which a text must not say of itself.
_DECLARATION = re.compile(r"\A\ufeff?<\?xml[^>]*\?>")
_DECLARED = re.compile(rb"""<\?xml[^>]{0,80}?encoding\s*=\s*["']([\w.-]+)""")


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
    except (LookupError, ValueError):  # expat asks Python for the encoding that is declared
        raise SourceError(path, f"is damaged: {part} in it is in an encoding that XML cannot have") from None
    if refused:
        raise SourceError(path, f"is not opened: {part} in it {refused[0]}")
    encoding = next((name for mark, name in BOMS if data.startswith(mark)), None)
    if encoding is None:
        found = _DECLARED.match(data)
        encoding = found[1].decode("ascii").lower() if found else "utf-8"
    try:
        return data.decode(encoding), encoding, namespaces
    except (UnicodeError, LookupError):
        raise SourceError(path, f"is damaged: {part} in it is not {encoding}") from None


def encoded(text: str, encoding: str) -> bytes:
    """A part as bytes; a character that its encoding lacks is written as a reference."""
    return text.encode(encoding, "xmlcharrefreplace")


def tree(data: bytes, path: str, part: str) -> Element:
    """A small part of a document as a tree.

    Args:
        data: its bytes.
        path: of the document, for an error.
        part: its name in the document.

    Raises:
        SourceError: as `decoded`.
    """
    from xml.etree.ElementTree import ParseError, fromstring

    text, _, _ = decoded(data, path, part)
    try:
        return fromstring(_DECLARATION.sub("", text))
    except ParseError as error:
        raise SourceError(path, f"is damaged: {part} in it is broken XML ({error})") from None


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
