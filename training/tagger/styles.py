"""Sound text that is no plain sentence: headlines, items, bylines, posts, commands, cells of tables.

What a sentence must have is often left out there, and nothing of it may be taken for an error.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

__all__ = ["Styles"]

_LEFT_OUT = frozenset(("the", "a", "an", "is", "are", "was", "were", "has", "have"))
_SMALL = frozenset(
    (
        "a",
        "an",
        "the",
        "and",
        "but",
        "or",
        "nor",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "by",
        "with",
        "from",
        "as",
    )
)
_NAME = re.compile(r"[A-Z][a-z]+$")
_PLACES = ("LONDON", "WASHINGTON", "NEW YORK", "PARIS", "CHICAGO", "BERLIN", "ATLANTA", "TORONTO")
_AGENCIES = ("(AP)", "(Reuters)", "(AFP)", "")
_BYLINES = ("By {}", "By {}, Staff Writer", "{}, Correspondent", "Posted by {}", "Photo: {}", "Written by {}")
_EDGE = re.compile(r"^[\W_]+$")


class Styles:
    """Writes sentences in other styles.

    Args:
        chance: what chooses.
    """

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._names = ["Anna", "Reed", "Omar", "Lindqvist"]
        self._all = (
            self._headline,
            self._item,
            self._piece,
            self._byline,
            self._post,
            self._command,
            self._cells,
        )

    def restyled(self, words: Sequence[str]) -> list[str]:
        """A sentence in another style, or a line made of its words."""
        self._learn_names(words)
        plain = [word for word in words if not _EDGE.match(word) or word in ",-–&$%"]
        if len(plain) < 6:
            return list(words)
        return self._chance.choice(self._all)(plain)

    def opened(self, words: Sequence[str]) -> list[str]:
        """A sentence after a dateline, a label, a number or a name that speaks."""
        openers = (
            lambda: [*self._place().split(), *self._agency(), self._chance.choice("—-–")],
            lambda: [f"{self._chance.randint(1, 20)}", "."],
            lambda: [self._chance.choice("*-•")],
            lambda: [self._name(), ":"],
            lambda: [self._name().upper(), ":"],
            lambda: ["@", self._name().lower() + str(self._chance.randint(1, 99))],
            lambda: [self._chance.choice(("Note", "Tip", "Update", "Q", "A", "Caution", "Example")), ":"],
        )
        return [*self._chance.choice(openers)(), *words]

    def _learn_names(self, words: Sequence[str]) -> None:
        names = [word for word in words[1:] if _NAME.match(word)]
        if names:
            self._names.append(self._chance.choice(names))
            del self._names[:-400]

    def _name(self) -> str:
        return self._chance.choice(self._names)

    def _place(self) -> str:
        return self._chance.choice(_PLACES)

    def _agency(self) -> list[str]:
        agency = self._chance.choice(_AGENCIES)
        return ["(", agency[1:-1], ")"] if agency else []

    def _headline(self, words: Sequence[str]) -> list[str]:
        cut = self._chance.randint(5, 12)
        kept = [word for word in words if word.lower() not in _LEFT_OUT][:cut]
        while kept and (kept[-1].lower() in _SMALL or _EDGE.match(kept[-1])):
            kept.pop()
        if self._chance.random() < 0.6:
            kept = [w if w.lower() in _SMALL or w[0].isupper() else w.capitalize() for w in kept]
        return self._opened_large(kept)

    def _opened_large(self, words: Sequence[str]) -> list[str]:
        return [words[0][:1].upper() + words[0][1:], *words[1:]] if words else []

    def _item(self, words: Sequence[str]) -> list[str]:
        start = self._chance.randint(1, max(1, len(words) - 5))
        kept = list(words[start : start + self._chance.randint(3, 9)])
        while len(kept) > 1 and (kept[-1].lower() in _SMALL or _EDGE.match(kept[-1])):
            kept.pop()
        while len(kept) > 1 and (kept[0].lower() in _SMALL or _EDGE.match(kept[0])):
            kept.pop(0)
        return [self._chance.choice(("*", "-", "•", "1.")), *self._opened_large(kept)]

    def _piece(self, words: Sequence[str]) -> list[str]:
        return list(words[: self._chance.randint(4, len(words))])

    def _byline(self, words: Sequence[str]) -> list[str]:
        name = f"{self._name()} {self._name()}"
        return self._chance.choice(_BYLINES).format(name).replace(",", " ,").replace(":", " :").split()

    def _post(self, words: Sequence[str]) -> list[str]:
        handle = f"{self._name()}{self._chance.choice(('', 'Media', '_uk', 'News', '24'))}"
        kept = [word for word in words if word.lower() not in ("the", "a") or self._chance.random() < 0.7][
            :14
        ]
        tag = self._chance.choice(words).strip("-'") or "news"
        ends = [[], ["#", tag], ["pic.twitter.com", "/", "aB3" + tag[:3]], ["via", "@", self._name()]]
        return [*self._chance.choice(([], ["RT"], ["."])), "@", handle, *kept, *self._chance.choice(ends)]

    def _command(self, words: Sequence[str]) -> list[str]:
        noun = self._chance.choice([w for w in words if w.isalpha()] or ["file"]).lower()
        codes = (
            f"{noun}.py",
            f"get_{noun}",
            f"{noun}()",
            f"--{noun}",
            f"/usr/{noun}",
            f"`{noun}`",
            f"${noun}",
        )
        at = self._chance.randint(1, len(words) - 1)
        code = re.findall(r"[^\W_]+(?:[.][^\W_]+)*|\S", self._chance.choice(codes))
        return [*words[:at], *code, *words[at + 1 :], "."]

    def _cells(self, words: Sequence[str]) -> list[str]:
        cells = []
        for _ in range(self._chance.randint(2, 6)):
            cells += [self._chance.choice(words).title(), str(self._chance.randint(0, 2000))][
                : self._chance.randint(1, 2)
            ]
        return cells
