"""The shortcodes of WordPress: `[gallery ids="1,2"]`, `[caption …]The harbour.[/caption]`.

WordPress replaces those that it knows by what they stand for and leaves the others as they are. Which it
knows depends on its plugins, so a shortcode is here what looks like one: its own, one with attributes, a
pair, a lone name that is a paragraph. How they are written: `get_shortcode_regex` in its
`wp-includes/shortcodes.php`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk.text.regex import lazy_pattern
from copydesk.text.span import Span

__all__ = ["resolved"]

_SHORTCODE = lazy_pattern(
    r"(?<!\[)\[(/?)([A-Za-z][\w-]{1,60})(?![\w-])((?:\s(?:\"[^\"\[\]]*+\"|'[^'\[\]]*+'|[^\[\]\"'])*+)?+)/?\](?!\])"
)
_ATTRIBUTE = lazy_pattern(r"\s[\w-]+\s?=\s?\S")
#: What its own code replaces, with and without attributes (`wp-includes/media.php`).
_OWN = frozenset({"audio", "caption", "embed", "gallery", "playlist", "video", "wp_caption"})
_CAPTIONS = frozenset({"caption", "wp_caption"})
#: What these enclose is not prose; of the code highlighters, SyntaxHighlighter has a name for each language,
#: CodeColorer `[cce_php]` and its like, and others say which language it is.
_VERBATIM = (
    "audio|bash|cc[A-Za-z]{0,4}(?:_\\w+)?|code|codebox|crayon|css|csharp|cpp|diff|embed|gist|html|java|javascript"
    "|jquery|js|latex|mermaid|perl|php|plain|playlist|powershell|pre|python|raw|ruby|source|sourcecode|sql|vb|video"
    "|xml|\\w+(?=\\s[^\\[\\]]*\\blang(?:uage)?=)"
)
_VERBATIM_OPEN = lazy_pattern(
    rf"\[({_VERBATIM})(?![\w-])(?:[^\[\]\"']|\"[^\"\[\]]*+\"|'[^'\[\]]*+')*+\](?!\])", re.IGNORECASE
)
#: Forum markup, which WordPress shows as it is.
_FORUM = frozenset(
    (
        *("b", "br", "center", "color", "del", "email", "font", "hr", "i", "img", "indent", "left", "li"),
        *("list", "quote", "right", "s", "size", "strike", "u", "ul", "url"),
    )
)
_LONGEST_TAG = 2000
_ALONE_BEFORE = lazy_pattern(r"(?:\A|[>\r\n\]])[ \t]*\Z")
_ALONE_AFTER = lazy_pattern(r"[ \t]*(?:[<\r\n\[]|\Z)")


def resolved(text: str) -> str:
    """HTML of the same length, in which a picture stands for a shortcode and an element for a caption's."""
    if "]" not in text or "[" not in text:
        return text
    parts: list[str] = []
    at = 0
    for span, standing in sorted(_found(text), key=lambda found: (found[0].start, -found[0].end)):
        if span.start >= at:
            parts += [text[at : span.start], standing]
            at = span.end
    return "".join([*parts, text[at:]])


def _found(text: str) -> Iterator[tuple[Span, str]]:
    """The shortcodes, and what is to stand in the place of each."""
    for pair in _verbatim(text):
        yield pair, f"<img{' ' * (len(pair) - 5)}>"
    matches = [match for match in _SHORTCODE.finditer(text) if not _is_in_tag(text, match.start())]
    opened: dict[str, int] = {}
    closed: dict[str, int] = {}
    for match in matches:
        if match[1]:
            closed[match[2]] = match.start()
        else:
            opened.setdefault(match[2], match.start())
    for match in matches:
        closes, name, attributes = match.groups()
        size = len(match[0])
        partner = (
            opened.get(name, len(text)) < match.start() if closes else closed.get(name, -1) > match.start()
        )
        if name in _CAPTIONS:
            if partner:
                standing = f"<{closes}caption"
                yield Span(*match.span()), f"{standing}{' ' * (size - len(standing) - 1)}>"
        elif name.lower() in _FORUM:
            continue
        elif (
            name in _OWN
            or partner
            or (not closes and (_ATTRIBUTE.match(attributes) or _is_alone(text, match.span())))
        ) and size > 4:
            yield Span(*match.span()), f"<img{' ' * (size - 5)}>"


def _verbatim(text: str) -> Iterator[Span]:
    """The pairs that enclose no prose, with all that they enclose."""
    end = 0
    endless: set[str] = set()
    for opening in _VERBATIM_OPEN.finditer(text):
        name = opening[1]
        if opening.start() < end or name in endless:
            continue
        close = text.find(f"[/{name}]", opening.end())
        if close < 0:
            endless.add(name)
        else:
            end = close + len(name) + 3
            yield Span(opening.start(), end)


def _is_in_tag(text: str, at: int) -> bool:
    low = max(0, at - _LONGEST_TAG)
    return text.rfind("<", low, at) > text.rfind(">", low, at)


def _is_alone(text: str, span: tuple[int, int]) -> bool:
    """Whether nothing but tags and other shortcodes stands on the line with a span."""
    before = text[max(0, span[0] - 40) : span[0]]
    return bool(_ALONE_BEFORE.search(before) and _ALONE_AFTER.match(text, span[1]))
