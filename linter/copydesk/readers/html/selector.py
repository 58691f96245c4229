"""A selector of the element that holds the article: the part of CSS that needs no other element."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from copydesk.errors import ConfigError
from copydesk.text.regex import lazy_pattern

if TYPE_CHECKING:
    from copydesk.readers.html.drafts import Element

__all__ = ["Selector"]

_STEP = lazy_pattern(
    r"\.([\w-]+)|#([\w-]+)|\[\s*([\w:-]+)\s*(?:([*^$~|]?)=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\]\s]*))\s*)?\]"
)
_TAG = lazy_pattern(r"\*|[A-Za-z][\w-]*")


class Selector:
    """A CSS selector of single elements: `article`, `.post-body`, `div#content[role=main], main`.

    Raises:
        ConfigError: it is not one, or one with combinators.
    """

    def __init__(self, selector: str) -> None:
        self._choices = [list(self._tests(choice.strip(), selector)) for choice in selector.split(",")]

    @staticmethod
    def _tests(choice: str, selector: str) -> Iterator[Callable[[Element], bool]]:
        tag = _TAG.match(choice)
        at = tag.end() if tag else 0
        if tag and tag[0] != "*":
            named = tag[0].lower()
            yield lambda element, name=named: element.name == name  # type: ignore[misc]
        while step := _STEP.match(choice, at):
            name, id_, attribute, operator, *values = step.groups()
            value = next((v for v in values if v is not None), None)
            if name:
                attribute, operator, value = "class", "~", name
            elif id_:
                attribute, operator, value = "id", "", id_
            yield lambda element, a=attribute, o=operator, v=value: _has(element.attributes, a, o, v)  # type: ignore[misc]
            at = step.end()
        if at < len(choice) or not choice:
            raise ConfigError(
                f"html.article = {selector!r} is not a selector of one element; expected a tag, a .class,"
                " an #id or an [attribute=value], several of these joined, or a list of them with commas"
            )

    def __call__(self, element: Element) -> bool:
        """Whether it selects an element."""
        return any(all(test(element) for test in tests) for tests in self._choices)


def _has(said: Mapping[str, str], attribute: str, operator: str | None, value: str | None) -> bool:
    if attribute not in said:
        return False
    found = said[attribute]
    if value is None:
        return True
    match operator:
        case "~":
            return value in found.split()
        case "*":
            return value in found
        case "^":
            return found.startswith(value)
        case "$":
            return found.endswith(value)
        case "|":
            return found == value or found.startswith(f"{value}-")
    return found == value
