"""Links of Markdown, and where their targets are written, which the parser doesn't say."""

from __future__ import annotations

import re
from typing import Any

from copydesk.document.elements import Link
from copydesk.text.regex import lazy_pattern
from copydesk.text.span import Span

__all__ = ["Links"]

#: What stands between a link's words and its target, and the target: in angle brackets, or with brackets of
#: its own at most three deep.
_INLINE = lazy_pattern(
    r"\]\([ \t\r\n]*+(?:<(?P<angled>[^<>\r\n]*+)>"
    r"|(?P<bare>(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*+\))*+\))*+))"
)
_DEFINITION = lazy_pattern(
    r"^(?:[ \t]*>)*[ \t]{0,3}\[(?P<id>(?:[^\[\]\\]|\\.)+)\]:\s*+(?:<(?P<angled>[^<>\r\n]*+)>|(?P<bare>\S++))",
    re.MULTILINE,
)
_INLINE_TYPE = "Inline"
_IS_ITS_WORDS = frozenset({"Autolink", "Email"})


class Links:
    """The links of a source.

    Args:
        text: the source.
        parsed: the same with templates masked.
        start: where its body starts.
    """

    def __init__(self, text: str, parsed: str, start: int) -> None:
        self._text = text
        self._parsed = parsed
        self._start = start
        self._open: list[tuple[int, Any]] = []
        self._definitions: dict[str, Span] | None = None

    def start(self, said: Any, at: int) -> None:
        """A link begins; `said` is what the parser says of it."""
        self._open.append((at, said))

    def end(self, inner_end: int, end: int) -> Link:
        """It ends, and its words before that."""
        start, said = self._open.pop()
        inner_end = min(max(inner_end, start + 1), end)
        inside = self._text[start + 1 : inner_end]
        at = self._target(said, inner_end)
        written = self._text[at.start : at.end] if at else ""
        # A template in it is hidden from the parser.
        target = written if "{{" in written or "{%" in written else said["dest_url"]
        attributes = {"title": said["title"]} if said["title"] else {}
        return Link(Span(start, end), target, inside, attributes, at, written)

    def _target(self, said: Any, inner_end: int) -> Span | None:
        kind = said["link_type"]
        if kind == _INLINE_TYPE:
            match = _INLINE.match(self._parsed, inner_end)
        elif kind in _IS_ITS_WORDS:
            match = None
        else:
            return self._defined().get(_folded(said["id"]))
        return Span(*match.span(match.lastgroup or 0)) if match and match.lastgroup else None

    def _defined(self) -> dict[str, Span]:
        if self._definitions is None:
            self._definitions = {}
            for match in _DEFINITION.finditer(self._parsed, self._start):
                self._definitions.setdefault(_folded(match["id"]), Span(*match.span(match.lastgroup or 0)))
        return self._definitions


def _folded(label: str) -> str:
    return " ".join(label.split()).casefold()
