"""Where print goes wrong: which words are dropped, doubled and mistaken, and beside which words that shows."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

_DETERMINERS = frozenset("the a an this that his her its their our your my no every each another any some".split())
TO_AND_MODALS = frozenset("to will would can could should may might must shall can't won't don't doesn't didn't".split())
OPENERS = frozenset((*_DETERMINERS, *"in on at for with from by about into , . ; and to it them him us".split()))
_BE = ("is", "are", "was", "were", "be", "been", "being")
#: Words that get lost, and how readily a place is taken.
DROPPED: Mapping[str, float] = {
    **dict.fromkeys("of to in on for at with by from as into about than between through during against".split(), 0.5),
    **dict.fromkeys(_BE, 0.8),
    **dict.fromkeys("has have had do does did will would can could should may must".split(), 0.8),
    **dict.fromkeys("it they we he she you i his her its their our your who which".split(), 0.6),
    **dict.fromkeys("and or but if not there when what how because so one up out".split(), 0.3),
}
_OPTIONAL_AFTER = {
    "of": frozenset("all both half outside inside off couple".split()),
    "to": frozenset("help helped helping helps go".split()),
    "in": frozenset("live lived living way".split()),
    "at": frozenset(),
    "on": frozenset(),
    "from": frozenset(),
    "for": frozenset(),
    "with": frozenset(),
    "as": frozenset("as so named appointed elected considered known such".split()),
}
_TIME = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december last next this every".split()
)


def is_missed(before: str, word: str, after: str) -> bool:
    """Whether a sentence is wrong without a word that stands between two others."""
    if not before or before in ",;:—–-(“\"'" or not after or not after[0].isalnum():
        return word in _BE and before != "" and after[:1].isalnum()
    if before in _OPTIONAL_AFTER.get(word, ()) or (word in ("on", "for", "in", "at") and (after in _TIME or after[0].isdigit())):
        return False
    if word in ("and", "or", "but", "so", "because", "if", "when"):
        return before[0].isalpha() and after in _DETERMINERS | {"i", "we", "he", "she", "they", "it", "you", "to"}
    if word in ("up", "out", "in", "on", "by", "about") and after in (".", ",", "and", "to"):
        return False
    return not (word == "have" and before in ("we", "they", "i", "you"))


#: Forms of one verb, of which one was to go.
BE_HAVE_DO: Mapping[str, Sequence[str]] = {
    "is": ("was", "are", "has", "be", "been", "will"),
    "are": ("is", "were", "have", "be", "will"),
    "was": ("is", "were", "has", "had", "be"),
    "were": ("was", "are", "had", "be"),
    "has": ("have", "had", "is", "was"),
    "have": ("has", "had", "are", "been"),
    "had": ("have", "has", "was"),
    "be": ("is", "been", "being", "are"),
    "been": ("be", "was"),
    "will": ("would", "can", "is", "has"),
    "would": ("will", "could", "had"),
    "can": ("could", "will", "to"),
    "could": ("can", "would"),
    "do": ("does", "did"),
    "does": ("do", "is"),
    "did": ("do", "was"),
}
#: Words of one kind, of which one was to go.
ALIKE: Mapping[str, Sequence[str]] = {
    "the": ("a", "their", "this", "his", "our"),
    "a": ("the", "an", "their"),
    "an": ("the", "a"),
    "this": ("the", "that"),
    "their": ("the", "his"),
    "in": ("of", "on", "at", "for", "to"),
    "of": ("for", "in", "to", "from"),
    "to": ("for", "in", "of", "and"),
    "for": ("to", "of", "in"),
    "on": ("in", "of", "at"),
    "at": ("in", "on"),
    "by": ("from", "of"),
    "with": ("and", "of", "by"),
    "from": ("of", "by", "in"),
    "and": ("but", "of", "or"),
    "as": ("like", "in", "of"),
    "that": ("which", "what", "of"),
    "who": ("that", "which"),
    "we": ("they", "you"),
    "they": ("we", "he"),
    "he": ("she", "they"),
}
_AFTER_PREPOSITION = ("the", "of", "to", "in", "a", "for", "on")


def spurious(before: str, word: str, chance: random.Random) -> str | None:
    """A word too many before a word, such as slips of the pen and of editing leave."""
    if word in _DETERMINERS:
        if before in ALIKE or before == "":
            return chance.choice(("of", "in", "to", "a", "for", "on")) if before else None
        return chance.choice(("of", "to", "in", "on", "for", "is", "at", "with", "a"))
    if word in ALIKE:
        return chance.choice(("is", "the", "to", "a", "of", "be", "and", "that"))
    if before in TO_AND_MODALS:
        return chance.choice(("be", "to", "have", "of", "the", "is", "go to"[:2], "a"))
    if before in BE_HAVE_DO:
        return chance.choice(("to", "be", "is", "have", "has", "of", "do", "the"))
    if word.isalpha():
        return chance.choice(("to", "is", "of", "the", "a", "be", "in", "are", "was", "that", "it", "and", "for", "on"))
    return None


PREPOSITIONS: Mapping[str, Sequence[str]] = {
    "of": ("for", "in", "to", "on", "from", "off", "or", "with"),
    "to": ("of", "for", "in", "with", "at", "too", "on", "from"),
    "in": ("on", "of", "at", "for", "to", "is", "it", "with"),
    "on": ("in", "of", "at", "for", "about", "one", "or"),
    "for": ("of", "to", "in", "on", "from", "with"),
    "at": ("in", "on", "to", "for", "as"),
    "with": ("of", "to", "by", "in", "for"),
    "by": ("of", "with", "from", "in", "be"),
    "from": ("of", "by", "form", "in", "for"),
    "as": ("is", "at", "has", "like", "a", "so"),
    "into": ("in", "to", "onto", "as"),
    "about": ("of", "on", "for"),
    "than": ("then", "that", "as"),
    "between": ("among", "of", "in"),
    "through": ("though", "by", "to"),
    "against": ("to", "on", "for"),
    "or": ("of", "and", "for", "nor"),
    "and": ("an", "or", "in", "any", "but"),
    "an": ("and", "on", "as"),
    "if": ("it", "of", "is", "in"),
    "it": ("is", "if", "in", "its"),
    "is": ("it", "in", "if", "his", "as"),
    "he": ("the", "her", "she"),
    "the": ("they", "then", "he", "to", "their", "that", "there"),
    "they": ("the", "then", "them", "there", "their"),
    "not": ("no", "now", "note"),
    "now": ("know", "not", "no"),
    "so": ("to", "do", "as"),
    "be": ("by", "been", "he", "being"),
    "been": ("be", "being"),
    "has": ("as", "his", "have"),
    "his": ("is", "this", "he", "him"),
    "this": ("his", "these", "the", "that"),
    "that": ("than", "what", "the"),
    "there": ("their", "here", "they're", "the"),
    "their": ("there", "they're", "they", "the"),
    "your": ("you", "you're", "our"),
    "you": ("your", "yours"),
    "our": ("are", "out", "your", "or"),
    "out": ("our", "up"),
    "we": ("were", "me", "he"),
    "were": ("where", "we", "was"),
    "who": ("how", "why", "whose"),
    "how": ("who", "now"),
    "one": ("on", "once", "own"),
    "some": ("same", "come"),
    "same": ("some", "save"),
    "other": ("others", "over"),
    "when": ("then", "went", "where"),
    "then": ("than", "them", "the"),
    "them": ("then", "they", "it"),
    "most": ("must", "almost"),
    "over": ("ever", "other"),
    "just": ("must", "jest"),
    "too": ("to", "two"),
    "two": ("tow", "to", "too"),
    "off": ("of", "for"),
    "such": ("each", "much"),
    "do": ("to", "so"),
}
RELATIVES: Mapping[str, Sequence[str]] = {
    "who": ("which", "whose", "whom", "who's"),
    "whose": ("who", "who's", "which"),
    "which": ("who", "what", "witch", "with"),
    "where": ("were", "when", "which"),
    "what": ("that", "which"),
    "whom": ("which", "whose"),
}
AGREEMENT: Mapping[str, Sequence[str]] = {
    "is": ("are",),
    "are": ("is", "was"),
    "was": ("were",),
    "were": ("was",),
    "has": ("have",),
    "have": ("has",),
    "does": ("do",),
    "do": ("does",),
    "this": ("these",),
    "these": ("this",),
    "those": ("that",),
    "don't": ("doesn't",),
    "doesn't": ("don't",),
    "much": ("many",),
    "many": ("much",),
    "their": ("it's", "its"),
    "him": ("he",),
    "them": ("they",),
    "we": ("us",),
    "us": ("we",),
    "am": ("are", "is"),
}
#: Words so often mistaken that their frequency does not hold them back.
CLASSICS = frozenset(
    "its it's their there they're your you're to too two than then lose loose lead led affect effect were where who's "
    "whose passed past principal principle here hear weather whether advice advise quite quiet accept except of off no "
    "know new knew we're every everyday by buy through threw peace piece right write".split()
)
CONTRACTED = frozenset(
    "it's that's there's here's what's who's he's she's let's where's how's when's why's everyone's everything's "
    "something's nothing's someone's one's".split()
)
_PLURAL_SIGNS = frozenset(
    "these those many several few two three four five six seven eight nine ten all both most some other various "
    "are were different more many new numerous hundreds thousands millions".split()
)


def shows_plural(before: str, word: str, chance: random.Random) -> bool:
    """Whether the words before a plural noun show that it must be one, or it hardly matters."""
    if before in _PLURAL_SIGNS or before.isdigit():
        return True
    return before not in ("the", "his", "her", "their", "its", "our", "my", "your", "no") and chance.random() < 0.35


def shows_singular(before: str, chance: random.Random) -> bool:
    """Whether the word before a singular noun shows that it must be one."""
    if before in ("a", "an", "this", "each", "every", "another", "one", "that"):
        return True
    return before.isalpha() and before not in ("the", "no", "any", "some") and chance.random() < 0.1


def wrong_forms(before: str, letters: set[str], chance: random.Random) -> Sequence[str]:
    """The tags of the forms that a verb may not have after a word."""
    if before in TO_AND_MODALS and letters & set("bu"):
        return ("@ed", "@ing", "@s", "@past", "@part")
    if before in ("has", "have", "had", "having", "hasn't", "haven't", "hadn't") and letters & set("enu"):
        return ("@base", "@ing", "@past", "@s")
    if before in ("is", "are", "was", "were", "be", "been", "being", "get", "got") and letters & set("eng"):
        if "g" in letters:
            return ("@base", "@ed", "@s")
        return ("@base", "@ing", "@past", "@s")
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


_OPENERS = frozenset(
    "however moreover furthermore therefore nevertheless meanwhile consequently additionally similarly fortunately "
    "unfortunately finally indeed likewise nonetheless".split()
)
_CLAUSE_OPENERS = frozenset("if when while although though because since as after before once unless until whenever".split())
_STOPS = frozenset(".!?;:—–")


def needs_comma(words: Sequence[str], at: int) -> bool:
    """Whether a comma is one of those that nobody leaves out: after an opener, or closing a pair."""
    lower = [word.lower() for word in words[: at + 2]]
    after = lower[at + 1] if at + 1 < len(lower) else ""
    if at == 2 and lower[1] in _OPENERS:
        return True
    earlier = [i for i in range(1, at) if words[i] == "," or words[i] in _STOPS or words[i] in "“\"("]
    if not earlier and at >= 6 and lower[1] in _CLAUSE_OPENERS:
        return after in ("the", "a", "i", "we", "he", "she", "they", "it", "you", "this", "there", "these", "our", "his")
    if len(earlier) == 1 and words[earlier[0]] == "," and at - earlier[0] > 2:
        opener = lower[earlier[0] + 1]
        if opener in ("who", "which", "whose", "where", "a", "an", "the", "including", "however", "for", "of"):
            return after in ("is", "was", "are", "were", "has", "have", "had", "will", "would", "can", "said", "says")
    return False


_Is = Callable[[str, str], bool]


def takes_no_comma(words: Sequence[str], at: int, is_: _Is) -> bool:
    """Whether a comma after a word would part what belongs together."""
    word, after = words[at].lower(), words[at + 1].lower()
    if not after[:1].isalpha() or not word[:1].isalnum():
        return False
    if word in ("although", "such", "because", "the", "a", "of", "that", "to", "if", "whether", "including"):
        return word not in ("that", "if", "because") or after in ("the", "a", "we", "they", "it", "he", "she")
    if "," in words[:at] or any(w in _STOPS or w.lower() in _CLAUSE_OPENERS for w in words[1:at]):
        return False
    if after in ("is", "are", "was", "were", "has", "have", "had", "will", "can"):
        return is_(word, "spm") and words[1].lower() in (*_DETERMINERS, "these", "those", "all", "many")
    return after == "of" and is_(word, "sp")


def is_modifier(words: Sequence[str], at: int, is_: _Is) -> bool:
    """Whether a compound stands before the noun that it modifies."""
    after = words[at + 1].lower() if at + 1 < len(words) else ""
    return words[at][:1].isalnum() and is_(after, "spm") and "ly-" not in words[at]


#: Two words that are often run together.
JOINED = frozenset(
    "alot everyday anymore sometime setup backup login signup checkout breakdown workout maybe anyway someday anyone "
    "everyone altogether already startup shutdown takeover layout handout cleanup lookup followup kickoff rollout "
    "turnout makeup meetup aswell infact eachother".split()
)
_STEMS = frozenset("un in re dis non pre de be a im en".split())


def parts_of(word: str, rank: Mapping[str, int]) -> tuple[str, str] | None:
    """The two common words that a closed compound is made of."""
    if not word.islower() or not word.isalpha() or len(word) < 7 or word not in rank:
        return None
    for cut in range(3, len(word) - 2):
        first, second = word[:cut], word[cut:]
        if rank.get(first, 99999) < 3000 and rank.get(second, 99999) < 3000 and second not in _STEMS and len(second) > 2:
            return first, second
    return None


def takes_no_hyphen(words: Sequence[str], at: int, is_: _Is) -> bool:
    """Whether two words stay open: after an adverb in -ly, or after the verb where they end the clause."""
    word, after = words[at].lower(), words[at + 1].lower()
    beyond = words[at + 2].lower() if at + 2 < len(words) else "."
    if word.endswith("ly") and is_(word, "r") and is_(after, "aen"):
        return True
    return words[at - 1].lower() in ("the", "a") and is_(word, "a") and is_(after, "s") and beyond in (".", ",", "of", "is", "and")


ALWAYS_CAPITAL = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february april june july august september october "
    "november december english french german american british european africa america europe china india london".split()
)
