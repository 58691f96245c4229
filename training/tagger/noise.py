"""Errors as they stand in print, put into the words of a clean sentence, each with the tag that undoes it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from tagger import places
from tagger.tags import FUNCTION_WORDS, TAGS, Forms, Partners

__all__ = ["KINDS", "Noise", "Sentence"]

_NUMBER = {tag: number for number, tag in enumerate(TAGS)}
_INSERTED = {w for w in FUNCTION_WORDS if f"+{w}" in _NUMBER}
_REPLACED = {tag[1:] for tag in TAGS if tag.startswith("=")}
#: No word is put in place of others more often than this share of its own uses: it alone tells nothing.
_MOST_WRONG = 0.2


@dataclass
class Sentence:
    """The words of a sentence and a tag for each; the first place is the edge before the first word."""

    words: list[str]
    tags: list[str]

    @classmethod
    def clean(cls, words: Sequence[str]) -> Sentence:
        """A sentence with nothing to change."""
        return cls(["", *words], ["keep"] * (len(words) + 1))

    def is_free(self, start: int, end: int) -> bool:
        """Whether nothing has been changed at these places or beside them."""
        return all(tag == "keep" for tag in self.tags[max(0, start - 1) : end + 1])

    def drop(self, at: int, tag: str) -> None:
        """Take a word out; the one before it gets the tag that puts it back."""
        word = self.words.pop(at)
        self.tags.pop(at)
        self.tags[at - 1] = tag
        if at == 1 and word[:1].isupper() and at < len(self.words):
            self.words[at] = self.words[at][:1].upper() + self.words[at][1:]

    def put(self, at: int, word: str, tag: str = "delete") -> None:
        """Put a word in."""
        self.words.insert(at, word)
        self.tags.insert(at, tag)

    def change(self, at: int, word: str, tag: str) -> None:
        """Write another word in the case of the old one."""
        old = self.words[at]
        self.words[at] = word[:1].upper() + word[1:] if old[:1].isupper() and old != "I" else word
        self.tags[at] = tag

    def numbers(self) -> list[int]:
        """The numbers of the tags."""
        return [_NUMBER[tag] for tag in self.tags]


#: How often each kind of error is tried beside the others.
KINDS = {
    "drop_article": 11,
    "drop_word": 16,
    "drop_content": 1,
    "spurious": 9,
    "two_forms": 4,
    "preposition": 6,
    "relative": 2,
    "article": 3,
    "number": 11,
    "verb": 13,
    "adverb": 3,
    "agreement": 11,
    "confused": 11,
    "finger": 6,
    "possessive": 4,
    "comma_dropped": 4,
    "comma_added": 3,
    "compound_parted": 5,
    "compound_joined": 4,
    "small_letter": 1,
}


class Noise:
    """Puts errors into sentences.

    Args:
        forms: of words.
        partners: the words that each is mistaken for.
        common: words, the commonest first.
        seed: of the choice.
    """

    def __init__(self, forms: Forms, partners: Partners, common: Sequence[str], seed: int) -> None:
        self.forms, self.partners = forms, partners
        self.rank = {word: rank for rank, word in enumerate(common)}
        self.random = random.Random(seed)
        self._seen: Counter[str] = Counter()
        self._wrong: Counter[str] = Counter()
        self._kinds: list[Callable[[Sentence, int], bool]] = [getattr(self, f"_{kind}") for kind in KINDS]
        self._weights = list(accumulate(KINDS.values()))
        self.names = list(KINDS)

    def spoil(self, words: Sequence[str], errors: int) -> Sentence:
        """A sentence with as many errors, or fewer where it has no room."""
        sentence = Sentence.clean(words)
        self._seen.update(word.lower() for word in words)
        for _ in range(errors):
            for _ in range(3):
                if self.spoil_by(
                    self.random.choices(range(len(self._kinds)), cum_weights=self._weights)[0], sentence
                ):
                    break
        return sentence

    def spoil_by(self, kind: int, sentence: Sentence) -> bool:
        """Put in an error of a kind, where the sentence has a place for it."""
        order = list(range(1, len(sentence.words)))
        self.random.shuffle(order)
        return any(sentence.is_free(at, at + 1) and self._kinds[kind](sentence, at) for at in order)

    # What a word is.

    def _is(self, word: str, letters: str) -> bool:
        readings = self.forms.readings.get(word, {})
        return any(letter in readings for letter in letters)

    def _near(self, sentence: Sentence, at: int) -> tuple[str, str, str]:
        words = sentence.words
        after = words[at + 1].lower() if at + 1 < len(words) else ""
        return words[at - 1].lower(), words[at].lower(), after

    # Dropped words.

    def _drop_article(self, sentence: Sentence, at: int) -> bool:
        _, word, _ = self._near(sentence, at)
        if word not in ("the", "a", "an") or (sentence.words[at].isupper() and word != "a"):
            return False
        if word == "the" and not self._is_counted(sentence, at + 1) and self.random.random() < 0.85:
            return False
        sentence.drop(at, f"+{word}")
        return True

    def _is_counted(self, sentence: Sentence, at: int) -> bool:
        """Whether the noun phrase that starts here has a singular noun that asks for an article."""
        for word in sentence.words[at : at + 3]:
            if not word.islower() or self._is(word, "pm"):
                return False
            if self._is(word, "s"):
                return self._is(word, "c") or self.random.random() < 0.6
        return False

    def _drop_word(self, sentence: Sentence, at: int) -> bool:
        before, word, after = self._near(sentence, at)
        if word not in places.DROPPED or self.random.random() > places.DROPPED[word]:
            return False
        if not places.is_missed(before, word, after):
            return False
        sentence.drop(at, f"+{word}")
        return True

    def _drop_content(self, sentence: Sentence, at: int) -> bool:
        before, word, after = self._near(sentence, at)
        verb = before in places.TO_AND_MODALS and self._is(word, "b") and after in places.OPENERS
        noun = (
            before in ("the", "a", "an", "this")
            and self._is(word, "s")
            and after in ("of", "is", "was", "has")
        )
        if not (verb or noun) or self._is(word, "a"):
            return False
        sentence.drop(at, "+?")
        return True

    # Words too many.

    def _spurious(self, sentence: Sentence, at: int) -> bool:
        before, word, _ = self._near(sentence, at)
        choice = places.spurious(before, word, self.random)
        if choice is None or choice in (word, before) or not sentence.words[at].islower():
            return False
        sentence.put(at, choice)
        return True

    def _two_forms(self, sentence: Sentence, at: int) -> bool:
        _, word, _ = self._near(sentence, at)
        if word in places.BE_HAVE_DO:
            other = self.random.choice(places.BE_HAVE_DO[word])
        elif word in places.ALIKE:
            other = self.random.choice(places.ALIKE[word])
        elif self._is(word, "bten") and not self._is(word, "a"):
            other = self.random.choice([f for forms in self.forms.of(word).values() for f in forms] or [""])
        else:
            return False
        if not other or other == word or not sentence.words[at].islower():
            return False
        sentence.put(at + self.random.randint(0, 1), other)
        return True

    # Other words.

    def _replace(self, sentence: Sentence, at: int, other: str) -> bool:
        meant = sentence.words[at].lower()
        if other == meant:
            return False
        if meant in _REPLACED:
            tag = f"={meant}"
        else:
            tag = self.forms.tag(other, meant) or ("swap" if meant in self.partners.of(other) else "")
        if not tag or self._wrong[other] > _MOST_WRONG * self._seen[other]:
            return False
        self._wrong[other] += 1
        sentence.change(at, other, tag)
        return True

    def _preposition(self, sentence: Sentence, at: int) -> bool:
        others = places.PREPOSITIONS.get(sentence.words[at].lower(), ())
        return bool(others) and self._replace(sentence, at, self.random.choice(others))

    def _relative(self, sentence: Sentence, at: int) -> bool:
        _, word, _ = self._near(sentence, at)
        others = places.RELATIVES.get(word, ())
        return bool(others) and self._replace(sentence, at, self.random.choice(others))

    def _article(self, sentence: Sentence, at: int) -> bool:
        _, word, after = self._near(sentence, at)
        if word in ("a", "an"):
            return self._replace(sentence, at, "an" if word == "a" else "a")
        return word == "the" and self._is(after, "p") and self._replace(sentence, at, "a")

    def _number(self, sentence: Sentence, at: int) -> bool:
        before, word, after = self._near(sentence, at)
        if not sentence.words[at].islower():
            return False
        forms = self.forms.of(word)
        if self._is(word, "p") and not self._is(word, "tae") and places.shows_plural(before, self.random):
            return "@base" in forms and self._replace(sentence, at, forms["@base"][0])
        if self._is(word, "s") and places.shows_singular(before, self.random):
            return (
                "@s" in forms
                and after not in ("and", "or", "-")
                and self._replace(sentence, at, forms["@s"][0])
            )
        return False

    def _verb(self, sentence: Sentence, at: int) -> bool:
        before, word, _ = self._near(sentence, at)
        forms = self.forms.of(word)
        if not forms or not sentence.words[at].islower():
            return False
        wrong = places.wrong_forms(before, {x for x in "buteng" if self._is(word, x)}, self.random)
        others = [form for tag in wrong for form in forms.get(tag, ())]
        if not others:
            return False
        return self._replace(sentence, at, self.random.choice(others))

    def _adverb(self, sentence: Sentence, at: int) -> bool:
        word = sentence.words[at].lower()
        forms = self.forms.of(word)
        other = forms.get("@adj" if word.endswith("ly") else "@adv", ())
        return bool(other) and self._replace(sentence, at, other[0])

    def _agreement(self, sentence: Sentence, at: int) -> bool:
        before, word, _ = self._near(sentence, at)
        other = places.AGREEMENT.get(word)
        if other is not None:
            return self._replace(sentence, at, self.random.choice(other))
        if not self._is(word, "t") or not self._is_subject(before):
            return False
        return self._replace(sentence, at, self.forms.of(word).get("@base", [word])[0])

    def _is_subject(self, before: str) -> bool:
        return before in ("he", "she", "it", "who", "that", "which") or self._is(before, "spm")

    def _confused(self, sentence: Sentence, at: int) -> bool:
        word = sentence.words[at].lower()
        others = self.partners.confused.get(word)
        if not others or (sentence.words[at].isupper() and len(word) > 1):
            return False
        rarity = self.rank.get(word, 20000)
        if self.random.random() > min(1.0, 0.02 + rarity / 1500) and word not in places.CLASSICS:
            return False
        return self._replace(sentence, at, self.random.choice(others))

    def _finger(self, sentence: Sentence, at: int) -> bool:
        word = sentence.words[at].lower()
        others = self.partners.slips.get(word)
        if not others or not sentence.words[at].islower():
            return False
        others = [o for o in others if self.rank[o] < 4 * self.rank[word] + 800] or others
        return self._replace(sentence, at, self.random.choice(others))

    # Signs.

    def _possessive(self, sentence: Sentence, at: int) -> bool:
        _, word, after = self._near(sentence, at)
        plain = word.replace("’", "'")
        if plain.endswith("'s") and plain not in places.CONTRACTED:
            bare = sentence.words[at][:-2]
            sentence.words[at] = bare + self.random.choice(("s", "s", ""))
            sentence.tags[at] = "@poss"
            return not bare.endswith("s") or bool(bare)
        if sentence.words[at].islower() and self._is(word, "p") and word.endswith("s"):
            if after in ("'", "’"):
                sentence.drop(at + 1, "+'")
                return True
            if not self._is(after, "scpma") or after == "":
                sentence.words[at] = word[:-1] + self.random.choice(("'s", "’s"))
                sentence.tags[at] = "@unposs"
                return True
        if sentence.words[at].islower() and self._is(word, "t") and not self._is(word, "po"):
            base = self.forms.of(word)["@base"][0]
            sentence.words[at], sentence.tags[at] = base + self.random.choice(("'s", "’s")), "@unposs"
            return True
        return False

    def _comma_dropped(self, sentence: Sentence, at: int) -> bool:
        if sentence.words[at] != "," or not places.needs_comma(sentence.words, at):
            return False
        sentence.drop(at, "+,")
        return True

    def _comma_added(self, sentence: Sentence, at: int) -> bool:
        if at + 1 >= len(sentence.words) or not places.takes_no_comma(sentence.words, at, self._is):
            return False
        sentence.put(at + 1, ",")
        return True

    def _compound_parted(self, sentence: Sentence, at: int) -> bool:
        word = sentence.words[at]
        if "-" in word.strip("-"):
            first, _, second = word.partition("-")
            if not second or not places.is_modifier(sentence.words, at, self._is) or len(first) < 2:
                return False
            if (
                self.random.random() < 0.2
                and first.isalpha()
                and second.isalpha()
                and self.rank.get(second, 9e9) < 9000
            ):
                sentence.words[at], sentence.tags[at] = first + second, "split"
                return False
            sentence.change(at, first, "hyphen")
            sentence.put(at + 1, second, "keep")
            return True
        parts = places.parts_of(word, self.rank)
        if parts is None:
            return False
        sentence.change(at, parts[0], "join")
        sentence.put(at + 1, parts[1], "keep")
        return True

    def _compound_joined(self, sentence: Sentence, at: int) -> bool:
        _, word, after = self._near(sentence, at)
        if not (word.isalpha() and after.isalpha() and sentence.words[at + 1].islower()) or word == "per":
            return False
        if not sentence.is_free(at, at + 2):
            return False
        if word + after in places.JOINED or self._makes_word(word, after):
            joined, tag = word + after, "split"
        elif self.random.random() < 0.4 and self._makes_hyphened(sentence, at):
            joined, tag = f"{word}-{after}", "unhyphen"
        else:
            return False
        sentence.words.pop(at + 1)
        sentence.tags.pop(at + 1)
        sentence.change(at, joined, tag)
        return True

    def _makes_word(self, first: str, second: str) -> bool:
        return min(len(first), len(second)) > 1 and self.rank.get(first + second, 99999) < 20000

    def _makes_hyphened(self, sentence: Sentence, at: int) -> bool:
        _, word, after = self._near(sentence, at)
        phrasal = after in places.PARTICLES and self._is(word, "bu") and not self._is(word, "s")
        return phrasal or places.takes_no_hyphen(sentence.words, at, self._is)

    def _small_letter(self, sentence: Sentence, at: int) -> bool:
        word = sentence.words[at]
        if (
            at == 1
            or not word.istitle()
            or sentence.words[at - 1] in '.!?:“"('
            or self.rank.get(word.lower(), 0) > 3000
        ):
            return False
        if word.lower() not in places.ALWAYS_CAPITAL:
            return False
        sentence.words[at], sentence.tags[at] = word.lower(), "cap"
        return True
