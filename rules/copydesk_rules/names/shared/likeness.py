"""Whether two spellings may be of one name, by the words alone."""

from __future__ import annotations

import re
from functools import lru_cache

from copydesk_rules.names.shared.full_names import PARTICLES, is_common
from copydesk_rules.names.shared.mentions import fold, is_known_name
from copydesk_rules.names.shared.spelling import Edit
from copydesk_rules.wording.lexicon import is_word

__all__ = ["likeness"]

#: A shorter word is near too many others.
_LEAST = 4
_SHORT = 5
#: Names so long that people bear are spellings of each other rather than two, where the rest is rare.
_LONG = 7
#: What is not heard: where spellings of other scripts differ most.
_MUTE = re.compile(r"(?<=\w)[aeiouyh]|(\w)(?=\1)")
#: How likely each edit is a slip where all else of a name is the same.
_TRANSPOSED, _DOUBLED, _VOWEL, _ADDED, _OTHER = 0.97, 0.95, 0.93, 0.92, 0.85
_FINAL = 0.78
_SAME_LETTERS, _JOINED, _HEARD_ALIKE = 0.95, 0.8, 0.6


def likeness(odd: str, usual: str) -> float:
    """How likely the first spelling is a slip for the second, from 0 to 1, where that stands much oftener.

    Of two names that many bear (Johnson, Johnston) each is right, unless what stands beside it is rare.
    """
    if fold(odd) == fold(usual):
        return _SAME_LETTERS
    if re.sub("[ -]", "", fold(odd)) == re.sub("[ -]", "", fold(usual)):
        return _JOINED
    left, right = odd.split(" "), usual.split(" ")
    if len(left) != len(right):
        return 0.0
    differing = [i for i, pair in enumerate(zip(left, right, strict=True)) if pair[0] != pair[1]]
    if len(differing) != 1:
        return 0.0
    (at,) = differing
    rest = tuple(left[:at] + left[at + 1 :])
    return of_word(left[at], right[at], rest, last=at == len(left) - 1)


@lru_cache(maxsize=1 << 14)
def of_word(odd: str, usual: str, rest: tuple[str, ...] = (), last: bool = False) -> float:
    """How likely a word is a slip for another in names that have the rest in common; see `likeness`.

    Args:
        odd: the one.
        usual: the other.
        rest: the other words of both names.
        last: whether it is the last word, and the name one as an archive of one language has it: then another
            final letter is no other gender or case.
    """
    edit = Edit.between(odd, usual)
    if min(len(odd), len(usual)) < _LEAST or odd.isupper() or (is_common(odd) and is_common(usual)):
        return 0.0
    if fold(odd) == fold(usual):
        return _SAME_LETTERS
    if edit is None:
        near = abs(len(odd) - len(usual)) <= 1 and _heard(odd) == _heard(usual)
        return _HEARD_ALIKE if near and _is_rare(rest) else 0.0
    if edit.is_british:
        return 0.0
    if edit.is_form:
        is_ending = edit.addition or not (last and rest) or is_common(odd) or is_known_name(odd)
        return 0.0 if is_ending or len(odd) < _SHORT else _FINAL
    if edit.transposition:
        likely, least = _TRANSPOSED, 6
    elif edit.doubling:
        likely, least = _DOUBLED, 7
    elif edit.vowel_change:
        likely, least = _VOWEL, 8
    else:
        likely, least = (_ADDED if edit.addition else _OTHER), 8
    if not rest:
        known = is_known_name(odd) or (odd.isascii() and is_word(odd.lower()))
        return 0.0 if known or len(usual) < least or likely == _OTHER else likely
    if len(usual) < _SHORT:
        likely -= 0.2 if likely != _OTHER else 0.4
    if is_common(odd):
        likely -= 0.35
    elif is_known_name(odd):
        likely -= 0.45 if not _is_rare(rest) else 0.1 if len(odd) < _LONG else 0.0
    return likely


def _heard(word: str) -> str:
    return _MUTE.sub("", fold(word))


def _is_rare(rest: tuple[str, ...]) -> bool:
    """Whether few names have these words: several, or one that is no word and no known name."""
    if len(rest) > 1 and not PARTICLES.isdisjoint(rest):
        return True
    return bool(rest) and not any(is_common(word) or is_known_name(word) for word in rest)
