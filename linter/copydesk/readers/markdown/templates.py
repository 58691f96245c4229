"""Templates, which site generators resolve in a file: Liquid, Hugo's shortcodes, Jinja, and what kramdown,
Pandoc and their like add to Markdown's own syntax.

It is legitimate there, and neither prose nor junk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from copydesk.text.regex import lazy_pattern
from copydesk.text.span import Span

__all__ = ["Masked", "asides", "mask_templates", "opaque_parts"]

_NESTED = r"\{\{[^{}]*+\}\}"
_TEMPLATE = (
    rf"\{{%(?:[^{{}}%]|%(?!\}})|{_NESTED}|\}})*+%\}}"
    rf"|\{{\{{%(?:[^{{}}%]|%(?!\}}))*+%\}}\}}"
    rf"|{_NESTED}"
)
#: Tags whose content is not Markdown; its end is Liquid's `endraw` or Hugo's `/raw`.
_PAIRED = (
    r"\{[{%]?[%<{]-?\s*(highlight|codeblock|code|raw|comment|mermaid|math|katex|plantuml|style|script|css)\b[^/]*\Z"
    r"|\{[{%]?[%<]-?\s*(?:end|/\s*)(\w+)\s*-?[%>]\}+"
)
#: A WordPress shortcode with its attributes: no syntax of Markdown's is to be seen in it.
_SHORTCODE = r"\[[A-Za-z][\w-]*+(?=\s)(?:[^\[\]<>\"'\n]|\"[^\"\n\[\]<>]*+\"|'[^'\n\[\]<>]*+')*+\](?![(\[:])"
#: The line that opens or closes a container: `::: warning`.
_CONTAINER = lazy_pattern(r"^ {0,3}:::+[^\r\n]*", re.MULTILINE)
_ALONE_BEFORE = lazy_pattern(r"(?:\A|[\r\n])[ \t]*\Z")
_ALONE_AFTER = lazy_pattern(r"[ \t]*(?:[\r\n]|\Z)")
_EMPTY_LINE = lazy_pattern(r"\n[ \t]*\r?\n")

_ASIDE = (
    r"\{:[^{}\n]*+\}"  # kramdown's attribute lists
    r"|\{[#.][\w#. =\"'%/:-]*+\}"  # Pandoc's
    r"|^!!!?\s+\w+[^\n]*|^\?\?\?\+?\s+\w+[^\n]*"  # admonitions
    r"|^\[\[?_?toc_?\]?\][ \t]*$"
    r"|\\(?:newpage|pagebreak|clearpage|toc)\b"
)
_OPAQUE = (
    r"(?<![\w@])(?:(?:https?|ftp)://|www\.(?=\w)|mailto:)"
    r"(?:[^\s<>\"“”‘’|\\^`{}\[\]()]|\([^\s<>()]*+\))+(?<![.,;:!?*_~'])"
    r"|(?<![\w.+@-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++"
    r"|(?<![\w:]):[a-z][a-z0-9_+-]{1,40}:(?![\w:])"  # :tada:
)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, compiled when an article first needs it."""
    return re.compile(pattern, re.MULTILINE | re.IGNORECASE)


class Masked(NamedTuple):
    """A source whose templates are hidden from the parsers, so that they see words in their place.

    Attributes:
        by_byte: as long as the source in UTF-8; templates that have their lines to themselves are blank.
        by_point: as long as the source in code points.
        templates: where they stand.
    """

    by_byte: str
    by_point: str
    templates: list[Span]


def mask_templates(text: str, start: int) -> Masked:
    """Hide the templates of a source, from `start` on."""
    templates = list(_templates(text, start)) if "{%" in text or "{{" in text else []
    marks = [(span, "{") for span in templates]
    if ":::" in text:
        marks += [(Span(*m.span()), ":") for m in _CONTAINER.finditer(text, start)]
    if "]" in text and "[" in text:
        marks += [(Span(*m.span()), "[") for m in _compiled(_SHORTCODE).finditer(text, start) if "=" in m[0]]
    marks.sort()
    if not marks:
        return Masked(text, text, templates)
    by_byte: list[str] = []
    by_point: list[str] = []
    at = 0
    for span, opening in marks:
        if span.start < at:
            continue
        between, part = text[at : span.start], text[span.start : span.end]
        size = len(part) if part.isascii() else len(part.encode("utf-8", "replace"))
        blank = opening == ":" or (part.startswith(("{%", "{{<", "{{%")) and _is_alone(text, span))
        by_byte += [between, (" " if blank else "x") * size]
        by_point += [between, (" " if blank else "x") * len(part) if opening == "{" else part]
        at = span.end
    rest = text[at:]
    return Masked("".join([*by_byte, rest]), "".join([*by_point, rest]), templates)


def _is_alone(text: str, span: Span) -> bool:
    """Whether nothing else stands on the lines of a span."""
    before = text[max(0, span.start - 40) : span.start]
    return bool(_ALONE_BEFORE.search(before) and _ALONE_AFTER.match(text, span.end))


def _templates(text: str, start: int) -> Iterator[Span]:
    """The templates in order; a pair that holds no Markdown is one with what it holds."""
    found = [m.span() for m in _compiled(_TEMPLATE).finditer(text, start) if _is_inline(m[0])]
    paired = _compiled(_PAIRED)
    names = [paired.match(text[low:high] if high - low < 400 else "") for low, high in found]
    ends: dict[str, list[int]] = {}
    for i in range(len(names) - 1, -1, -1):
        if (name := names[i]) and name[2]:
            ends.setdefault(name[2], []).append(i)
    i = 0
    while i < len(found):
        low, high = found[i]
        name = names[i]
        if name and name[1] and (closers := ends.get(name[1])):
            while closers and closers[-1] <= i:
                closers.pop()
            if closers and text.count("\n```", high, found[closers[-1]][0]) % 2 == 0:
                i = closers[-1]
                high = found[i][1]
        yield Span(low, high)
        i += 1


def _is_inline(tag: str) -> bool:
    """Whether what looks like a tag is one, and not braces of code that happen to match."""
    return tag.count("`") % 2 == 0 and _EMPTY_LINE.search(tag) is None


def asides(text: str) -> list[Span]:
    """Where a block's text gives attributes to what it stands beside, or opens and closes a container."""
    if "{" in text or "\\" in text or text.startswith(("[", "!!", "???")) or "\n!!" in text:
        return [Span(*m.span()) for m in _compiled(_ASIDE).finditer(text)]
    return []


def opaque_parts(text: str) -> list[Span]:
    """Where a block's text is an address or an emoji's name."""
    if "://" in text or "@" in text or "www." in text or "mailto:" in text or text.count(":") > 1:
        return [Span(*m.span()) for m in _compiled(_OPAQUE).finditer(text)]
    return []
