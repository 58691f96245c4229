"""How the words that may be meant are looked up: fewer look-ups, and the same words."""

from __future__ import annotations

from string import ascii_lowercase

import pytest

from copydesk_rules.wording import slips
from copydesk_rules.wording.lexicon import SortedLines, edits

_BETWEEN = slips._between()
_SLIPS = ["recieved", "goverment", "definately", "hte", "xqzj", "a", "teh", "wich", "thier", "aple", "zzebra"]


def _naively(word: str) -> set[str]:
    """Every known word that is one slip away, by trying all."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    tried = {left + letter + right for left, right in cuts for letter in ascii_lowercase}
    tried |= {left + letter + right[1:] for left, right in cuts if right for letter in ascii_lowercase}
    tried |= {left + right[1:] for left, right in cuts if right}
    tried |= {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    return (tried - {word}) & slips.targets().keys()


@pytest.mark.parametrize("word", _SLIPS)
def test_what_letters_stand_between_leaves_no_word_out(word: str) -> None:
    assert {meant for meant, _, _ in edits(word, slips.targets(), _BETWEEN)} == _naively(word)


def test_every_three_letters_of_a_word_that_may_be_meant_are_listed() -> None:
    parts = {part for word in slips.targets() for part in slips.trigrams_of(word)}

    assert parts == {
        f"{pair[0]}{letter}{pair[1]}" for pair, letters in _BETWEEN.items() for letter in letters
    }


def test_lines_are_found_alike_however_often_they_are_asked_for(tmp_path) -> None:  # type: ignore[no-untyped-def]
    words = sorted({f"word{number * 7919 % 100_003}" for number in range(3_000)})
    path = tmp_path / "lines.txt"
    path.write_text("".join(f"{word}\n" for word in words), encoding="ascii")
    lines = SortedLines(path)

    for _ in range(2):
        assert all(word in lines for word in words[::5])
        assert not any(f"{word}x" in lines for word in words[::50])
