r"""Elements: the language in which phrases and frames say what stands in a row of tokens.

An element is a token, or several parted by `|`. In it, `word+` stands for a word and its regular
inflections, `-ing` for any word that ends so, `#` for a number, `^` for a word with a capital, `$` for what
is beyond the start or the end of the text, `*` for any token, `@name` for a class of words. `!` before an
element means any token but these, or none; `?` after it, that it may be missing. `~` passes over up to
four modifiers: capitals, numbers, hyphenated words, and words with the endings of adjectives. After `\`, a
sign stands for itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct

from copydesk import lazy_pattern

__all__ = ["EDGE", "Element", "follow", "forms_of", "parse_element"]

#: Stands for the token beyond either end of a text.
EDGE = ""
_MODIFIER = lazy_pattern(r"[A-Z0-9]|.*-|.*(?:al|ic|ive|ous|ary|ful|less|able|ible|ese|ish|ant|ent|est)$")
_MAX_GAP = 4
#: What makes an element more than a row of tokens.
_SPECIAL = lazy_pattern(r"[@$+\\]|(?:^|[|!])-")
#: Words of an element that stand for others than themselves.
_WILD = frozenset("*#^")


class Element(Struct, frozen=True, array_like=True):
    """What one place of a row of tokens asks for.

    Attributes:
        words: tokens in lower case, and those that stand for others.
        endings: of words that it takes as well.
        negated: whether it asks for any token but these.
        optional: whether it may be missing.
        gap: whether it passes over modifiers.
    """

    words: frozenset[str]
    endings: tuple[str, ...] = ()
    negated: bool = False
    optional: bool = False
    gap: bool = False

    def accepts(self, token: str, written: str) -> bool:
        """Whether a token is what the element asks for.

        Args:
            token: in lower case, but for what is told from other words by its capital.
            written: the same as it stands in the text.
        """
        words = self.words
        held = (
            token in words
            or "*" in words
            or ("#" in words and token[:1].isdigit())
            or ("^" in words and written[:1].isupper())
            or (bool(self.endings) and token.endswith(self.endings) and token == token.lower())
        )
        return held is not self.negated

    @property
    def needed(self) -> frozenset[str] | None:
        """The tokens one of which must stand there, in lower case; None where others may."""
        if self.negated or self.optional or self.gap or self.endings or self.words & _WILD:
            return None
        return self.words


def parse_element(part: str, classes: Mapping[str, Collection[str]]) -> Element:
    """An element, by how it is written.

    Args:
        part: without a space.
        classes: of words, that it may name.

    Raises:
        KeyError: there is no such class.
    """
    if part == "~":
        return Element(frozenset(), gap=True)
    if len(part) == 1:
        return Element(forms_of(part))
    negated, optional = part.startswith("!"), part.endswith("?")
    written = part.removeprefix("!").removesuffix("?" if optional else "").split("|")
    if not _SPECIAL.search(part):
        return Element(frozenset(written), (), negated, optional)
    words: set[str] = set()
    endings: list[str] = []
    for word in written:
        if word.startswith("@") and len(word) > 1:
            words.update(classes[word[1:]])
        elif word.startswith("-") and len(word) > 1:
            endings.append(word[1:])
        else:
            words |= forms_of(word)
    return Element(frozenset(words), tuple(endings), negated, optional)


def forms_of(word: str) -> frozenset[str]:
    """What a token of an element stands for: a form that doesn't exist does no harm."""
    if word == "$":
        return frozenset({EDGE})
    if word.startswith("\\"):
        return frozenset({word[1:]})
    if not word.endswith("+") or word == "+":
        return frozenset({word})
    stem = word[:-1]
    if stem.endswith("e"):
        return frozenset({stem, stem + "s", stem + "d", stem[:-1] + "ing"})
    if stem.endswith("y") and stem[-2:-1] not in tuple("aeiou"):
        return frozenset({stem, stem[:-1] + "ies", stem[:-1] + "ied", stem + "ing"})
    plural = "es" if stem.endswith(("s", "x", "z", "ch", "sh")) else "s"
    return frozenset({stem, stem + plural, stem + "ed", stem + "ing"})


def follow(
    elements: Sequence[Element], tokens: Sequence[str], written: Sequence[str], at: int = 0, step: int = 1
) -> list[int | None] | None:
    """Where the elements of a row stand in a text; None where they do not.

    Args:
        elements: in the direction of reading.
        tokens: of the text, as `Element.accepts` takes them.
        written: the same as they stand in the text.
        at: the place of the first element.
        step: 1 to read on, -1 to read back.

    Returns:
        The place of each element's token, or None where it is missing; of a gap, where it begins in the text.
    """
    found: list[int | None] = []
    for i, element in enumerate(elements):
        if element.gap:
            for passed in range(_MAX_GAP + 1):
                end = at + passed * step
                if (rest := follow(elements[i + 1 :], tokens, written, end, step)) is not None:
                    return [*found, at if step > 0 else end + 1, *rest]
                if not 0 <= end < len(tokens) or not _MODIFIER.match(written[end]):
                    break
            return None
        inside = 0 <= at < len(tokens)
        accepted = element.accepts(tokens[at], written[at]) if inside else element.accepts(EDGE, EDGE)
        if element.optional:
            if accepted and (rest := follow(elements[i + 1 :], tokens, written, at + step, step)) is not None:
                return [*found, at, *rest]
            found.append(None)
        elif accepted:
            found.append(at)
            at += step
        else:
            return None
    return found
