"""The names of an article in full, for the ledger of an archive: who, where, what, and how often."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterator
from functools import cache, lru_cache
from pathlib import Path

from copydesk import Article, Kind, Named, lazy_pattern
from copydesk_rules.names.shared.mentions import begins_sentence, is_known_name, titles
from copydesk_rules.names.shared.well_known import is_demonym, well_known_kind
from copydesk_rules.wording.lexicon import common_words

__all__ = ["PARTICLES", "is_common", "kind_of", "names_in"]

#: What joins the words of a person's name.
PARTICLES = frozenset(
    (
        *(
            "al",
            "bin",
            "bint",
            "da",
            "das",
            "de",
            "del",
            "della",
            "der",
            "des",
            "di",
            "do",
            "dos",
            "du",
            "ibn",
        ),
        *("la", "le", "ten", "ter", "van", "von", "zu"),
    )
)
_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚ"
_REST = rf"(?:[^\W\d_]|['’](?=[{_UPPER}]))*(?:-[^\W\d_]+)*"
_INITIALS = rf"(?:\.[{_UPPER}])*\.(?= [{_UPPER}])"
_JOINT = rf"(?:(?:{'|'.join(sorted(PARTICLES))}) ){{0,2}}|(?:of|for) (?:the )?|& "
#: A row of capitalised words, and what joins them. The first letter is looked for first.
_NAME = lazy_pattern(
    rf"[{_UPPER}](?<![\w@#/.$&'’_-].)(?:{_INITIALS}|{_REST})"
    rf"(?: (?:{_JOINT})[{_UPPER}](?:{_INITIALS}|{_REST}))*(?![\w@/\\=]|\.\w)"
)
_LEAST, _MOST, _LONGEST = 5, 6, 60
#: A single word is a name for certain if it stands so often within sentences.
_OFTEN = 2
#: A title writes these with a capital, a name does not.
_TITLE_CASE = frozenset(
    (
        *(
            "A",
            "An",
            "And",
            "Are",
            "As",
            "At",
            "Be",
            "But",
            "By",
            "Do",
            "For",
            "From",
            "He",
            "How",
            "I",
            "If",
        ),
        *("In", "Is", "It", "My", "Not", "Of", "On", "Or", "Our", "She", "That", "The", "They", "This", "To"),
        *("Was", "We", "What", "When", "Why", "With", "You", "Your"),
    )
)
#: Languages that neither write all nouns with a capital nor inflect names; of the last only people are told.
_ENGLISH, _PEOPLE = "en", frozenset(("ca", "da", "es", "fr", "it", "nb", "nl", "no", "pt", "sv"))


@cache
def _lists() -> dict[str, frozenset[str]]:
    lists: defaultdict[str, set[str]] = defaultdict(set)
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        name, *words = line.split()
        lists[name].update(words)
    lists["aside"] |= titles() - {"St"}
    return {name: frozenset(words) for name, words in lists.items()}


@lru_cache(maxsize=1 << 14)
def is_common(word: str) -> bool:
    """Whether a capitalised word is a common one of English in lower case."""
    return word.lower() in common_words()


def names_in(article: Article) -> Iterator[Named]:
    """The names of people, places and organisations that stand within an article's sentences.

    Those of a single word are given where they are certain: places and companies that any reader knows, and
    what stands twice with a capital within a sentence and is no word.
    """
    found: Counter[tuple[str, bool, str]] = Counter()
    alone: Counter[str] = Counter()
    prose = article.prose
    for block in article.blocks:
        language = (block.language or article.language or "en").partition("-")[0]
        if not (block.kind.is_running or block.kind is Kind.CAPTION):
            continue
        if language == _ENGLISH or language in _PEOPLE:
            for match in _NAME.finditer(prose, block.start, block.end):
                text = match[0]
                if " " in text:
                    found[text, begins_sentence(prose, match.start()), language] += 1
                else:
                    is_name = (
                        language == _ENGLISH
                        and not is_common(text)
                        and not begins_sentence(prose, match.start())
                    )
                    alone[text] += is_name
    names: Counter[tuple[str, str]] = Counter()
    for (text, begins, language), count in found.items():
        if named := _named(text.split(" "), begins, article):
            name, kind = named
            if kind == "person" or language == _ENGLISH:
                names[name, kind] += count
    parts = {word for name, _ in names for word in name.split(" ")}
    for word, count in alone.items():
        if count and word not in parts and (its_kind := _kind_alone(word, count, article)):
            names[word, its_kind] += count
    for (name, kind), count in names.items():
        if kind == "name" and " " in name:
            if _is_surnamed(name, alone):
                kind = "person"
            elif count < _OFTEN and all(map(is_common, name.split(" "))):
                continue
        yield Named(name, kind, count)


def _named(words: list[str], begins: bool, article: Article) -> tuple[str, str] | None:
    """The name in a row of capitalised words, and its kind."""
    lists = _lists()
    titled = False
    while len(words) > 1 and _is_aside(words, begins, article):
        words, begins, titled = words[1:], False, words[0] in titles()
    for i in range(len(words) - 2, -1, -1):
        is_aside = words[i] in lists["aside"] and words[i + 1] not in ("of", "for")
        if is_aside and words[-1] not in lists["organisation"]:
            words, titled = words[i + 1 :], words[i] in titles()
            break
    if ("of" in words or "for" in words) and words[0] not in lists["head"]:
        at = next(i for i, word in enumerate(words) if word in ("of", "for"))
        if words[at - 1] not in lists["head"]:
            words = words[:at]
    text = " ".join(words)
    if not 1 < len(words) <= _MOST or len(text) > _LONGEST or _is_no_name(words):
        return None
    kind = kind_of(text)
    return text, "person" if kind == "name" and titled else kind


def _is_no_name(words: list[str]) -> bool:
    """Whether capitalised words are a title, a shout, a date or a list rather than a name."""
    lists, last = _lists(), words[-1]
    return (
        all(map(str.isupper, words))
        or (last.isupper() and len(last) < 3 and last not in lists["organisation"])
        or not words[0][0].isupper()
        or not lists["not"].isdisjoint(words)
        or not _TITLE_CASE.isdisjoint(words)
        or any("-" in word and is_common(word.rpartition("-")[2]) for word in words)
    )


def _is_aside(words: list[str], begins: bool, article: Article) -> bool:
    """Whether the first of a row of capitalised words is no part of the name that the others make."""
    first, lists = words[0], _lists()
    if first in PARTICLES or first in lists["aside"]:
        return not (words[-1] in lists["organisation"] and first not in titles())
    if begins and (is_common(first) or article.vocabulary[first.lower()]):
        return not (is_known_name(first) or first in lists["before"] or first in lists["head"])
    is_person = len(words) > 2 and is_known_name(words[1]) and words[-1] not in lists["organisation"]
    return is_person and is_common(first) and not is_known_name(first) and first not in lists["before"]


def _is_surnamed(name: str, alone: Container[str]) -> bool:
    """Whether the last word of a name stands for the whole elsewhere, as a surname does."""
    first, _, last = name.partition(" ")
    if last not in alone or well_known_kind(last):
        return False
    return is_known_name(first) or not (is_common(first) or is_common(last))


@lru_cache(maxsize=1 << 14)
def kind_of(name: str) -> str:
    """The kind of a name of several words, as far as they tell it; see `Named`."""
    words, lists = name.split(" "), _lists()
    first, last = words[0], words[-1]
    if last in lists["organisation"] or "&" in words or ({"of", "for"} & set(words)):
        return "organisation"
    if known := well_known_kind(name):
        return known
    if last in lists["place"] or (first in lists["before"] and len(words) <= 3):
        return "place"
    is_first = is_known_name(first) or first.endswith(".")
    is_last = is_known_name(last) or not is_common(last)
    if is_first and is_last and not last.isupper() and not well_known_kind(first):
        return "person"
    return "name"


def _kind_alone(word: str, count: int, article: Article) -> str | None:
    """The kind of a name of one word, or None where it is not certain to be one."""
    if len(word) < _LEAST or word.isupper():
        return None
    if known := well_known_kind(word):
        return known
    if (
        count < _OFTEN
        or article.vocabulary[word.lower()]
        or word in _lists()["not"] | _lists()["aside"]
        or is_known_name(word)
        or is_demonym(word)
        or "-" in word
    ):
        return None
    return "name"
