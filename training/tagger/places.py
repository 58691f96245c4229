"""Where print goes wrong: which words are dropped, doubled and mistaken, and beside which words that shows.

The words are in `places.toml`: `dropped` words, by how readily a place is taken, and the words after which
they are optional; `be_have_do`, forms of one verb of which one was to go; `alike`, words of one kind of which
one was to go; `prepositions`, `relatives` and `agreement`, words with those that are written for them;
`classics`, words so often mistaken that their frequency does not hold them back; `joined`, two words that are
often run together.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_TABLES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _words(name: str) -> frozenset[str]:
    return frozenset(_TABLES[name].split())


def _lists(name: str) -> Mapping[str, Sequence[str]]:
    return {word: others.split() for word, others in _TABLES[name].items()}


TO_AND_MODALS, CLASSICS, CONTRACTED = _words("to_and_modals"), _words("classics"), _words("contracted")
JOINED, ALWAYS_CAPITAL, PARTICLES = _words("joined"), _words("always_capital"), _words("particles")
BE_HAVE_DO, ALIKE = _lists("be_have_do"), _lists("alike")
PREPOSITIONS, RELATIVES, AGREEMENT = _lists("prepositions"), _lists("relatives"), _lists("agreement")
DROPPED = {word: float(share) for share, words in _TABLES["dropped"].items() for word in words.split()}
_DETERMINERS, _TIME, _BE = _words("determiners"), _words("time"), _words("be")
OPENERS = _DETERMINERS | _words("openers")
_OPTIONAL_AFTER = _lists("optional_after")
_PLURAL_SIGNS, _SUBJECTS = _words("plural_signs"), _words("subjects")
_COMMA_OPENERS, _CLAUSE_OPENERS = _words("comma_openers"), _words("clause_openers")
_PERFECT, _PASSIVE = _words("perfect"), _words("passive")
_AUXILIARIES = _words("auxiliaries")
_STOPS = frozenset(".!?;:—–")
_ANYWHERE = _TABLES["anywhere"].split()
_Is = Callable[[str, str], bool]


def is_missed(before: str, word: str, after: str) -> bool:
    """Whether a sentence is wrong without a word that stands between two others."""
    if not before or before in ",;:—–-(“\"'" or not after or not after[0].isalnum():
        return word in _BE and before != "" and after[:1].isalnum()
    if before in _OPTIONAL_AFTER.get(word, ()) or (word in ("on", "for", "in", "at") and _is_time(after)):
        return False
    if word in ("and", "or", "but", "so", "because", "if", "when"):
        return before[0].isalpha() and after in _DETERMINERS | _SUBJECTS
    if word == "to" and before in ("and", "or", "but"):
        return False
    return not (word == "have" and before in ("we", "they", "i", "you"))


def _is_time(word: str) -> bool:
    return word in _TIME or word[0].isdigit()


def spurious(before: str, word: str, chance: random.Random) -> str | None:
    """A word too many before a word, such as slips of the pen and of editing leave."""
    if word in _DETERMINERS:
        if before in ALIKE:
            return chance.choice(("of", "in", "to", "a", "for", "on"))
        return chance.choice(("of", "to", "in", "on", "for", "is", "at", "with", "a")) if before else None
    if word in ALIKE:
        return chance.choice(("is", "the", "to", "a", "of", "be", "and", "that"))
    if before in TO_AND_MODALS:
        return chance.choice(("be", "to", "have", "of", "the", "is", "a"))
    if before in BE_HAVE_DO:
        return chance.choice(("to", "be", "is", "have", "has", "of", "do", "the"))
    return chance.choice(_ANYWHERE) if word.isalpha() else None


def shows_plural(before: str, chance: random.Random) -> bool:
    """Whether the word before a plural noun shows that it must be one, or it hardly matters."""
    if before in _PLURAL_SIGNS or before.isdigit():
        return True
    return before not in _DETERMINERS and chance.random() < 0.35


def shows_singular(before: str, chance: random.Random) -> bool:
    """Whether the word before a singular noun shows that it must be one."""
    if before in ("a", "an", "this", "each", "every", "another", "one", "that"):
        return True
    return before.isalpha() and before not in ("the", "no", "any", "some") and chance.random() < 0.1


def wrong_forms(before: str, letters: set[str], chance: random.Random) -> Sequence[str]:
    """The tags of the forms that a verb may not have after a word."""
    if before in TO_AND_MODALS and letters & set("bu"):
        return (
            "@ed",
            "@s",
            "@past",
            "@part",
            *(("@ing",) if before != "to" or chance.random() < 0.2 else ()),
        )
    if before in _PERFECT and letters & set("enu"):
        return ("@base", "@ing", "@past", "@s")
    if before in _PASSIVE and letters & set("eng"):
        return ("@base", "@ed", "@s") if "g" in letters else ("@base", "@ing", "@past", "@s")
    if before in ("of", "for", "by", "without", "after", "before", "from", "in", "about") and "g" in letters:
        return ("@base", "@ed", "@s")
    if before in ("i", "we", "they", "you") and letters & set("bu") and chance.random() < 0.7:
        return ("@s", "@ing")
    if before in ("he", "she", "it", "who", "which") and letters & set("te"):
        return ("@base", "@ing")
    if "g" in letters and chance.random() < 0.15:
        return ("@base", "@s")
    if "e" in letters and chance.random() < 0.25:
        return ("@base", "@ing")
    return ()


def needs_comma(words: Sequence[str], at: int) -> bool:
    """Whether a comma is one of those that nobody leaves out: after an opener, or closing a pair."""
    lower = [word.lower() for word in words[: at + 2]]
    after = lower[at + 1] if at + 1 < len(lower) else ""
    if at == 2 and lower[1] in _COMMA_OPENERS:
        return True
    earlier = [i for i in range(1, at) if words[i] == "," or words[i] in _STOPS or words[i] in '“"(']
    if not earlier and at >= 6 and lower[1] in _CLAUSE_OPENERS:
        return after in _DETERMINERS | _SUBJECTS | {"there", "these"}
    if len(earlier) == 1 and words[earlier[0]] == "," and at - earlier[0] > 2:
        opener = lower[earlier[0] + 1]
        return after in _AUXILIARIES and (
            opener in _DETERMINERS or opener in ("who", "which", "whose", "where", "including", "for", "of")
        )
    return False


def takes_no_comma(words: Sequence[str], at: int, is_: _Is) -> bool:
    """Whether a comma after a word would part what belongs together."""
    word, after = words[at].lower(), words[at + 1].lower()
    if not after[:1].isalpha() or not word[:1].isalnum():
        return False
    if word in ("although", "such", "the", "a", "of", "to", "whether", "including"):
        return True
    if word in ("that", "if", "because"):
        return after in _DETERMINERS | _SUBJECTS
    if "," in words[:at] or any(w in _STOPS or w.lower() in _CLAUSE_OPENERS for w in words[1:at]):
        return False
    if after in _AUXILIARIES:
        return is_(word, "spm") and words[1].lower() in _DETERMINERS | {"these", "those", "all", "many"}
    return after == "of" and is_(word, "sp")


def is_modifier(words: Sequence[str], at: int, is_: _Is) -> bool:
    """Whether a compound stands before the noun that it modifies."""
    after = words[at + 1].lower() if at + 1 < len(words) else ""
    return words[at][:1].isalnum() and is_(after, "spm") and "ly-" not in words[at]


def parts_of(word: str, rank: Mapping[str, int]) -> tuple[str, str] | None:
    """The two common words that a closed compound is made of."""
    if not word.islower() or not word.isalpha() or len(word) < 7 or word not in rank:
        return None
    for cut in range(3, len(word) - 2):
        first, second = word[:cut], word[cut:]
        if max(rank.get(first, 99999), rank.get(second, 99999)) < 3000:
            return first, second
    return None


def takes_no_hyphen(words: Sequence[str], at: int, is_: _Is) -> bool:
    """Whether two words stay open: after an adverb in -ly, or where they end what an article begins."""
    word, after = words[at].lower(), words[at + 1].lower()
    beyond = words[at + 2].lower() if at + 2 < len(words) else "."
    if word.endswith("ly") and is_(word, "r") and is_(after, "aen"):
        return True
    ends = beyond in (".", ",", "of", "is", "and")
    return ends and words[at - 1].lower() in ("the", "a") and is_(word, "a") and is_(after, "s")
