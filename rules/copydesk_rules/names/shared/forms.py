"""The forms of a name that differ by more than a letter: in one word or two, in lower case, as an address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from copydesk import Article, Kind, lazy_pattern
from copydesk_rules.names.shared.mentions import Mention, mentions, name_counts
from copydesk_rules.names.shared.spelling import Spelling
from copydesk_rules.names.shared.well_known import brands
from copydesk_rules.wording.lexicon import is_word

__all__ = ["divided", "in_lower_case", "of_full_names"]

_CAMEL = lazy_pattern(r"[A-Z][a-z]+[A-Z][A-Za-z]+")
#: The ending of an address, and the capitalised word before it. Dots are rare, and so looked for first.
_ENDING = lazy_pattern(r"\.([a-z]{2,3})(?![.-]*+[\w/])")
_HOST = lazy_pattern(r"(?<![\w@/.:-])[A-Z][a-z]{2,}\Z")
_LONGEST_HOST = 80
#: A word behind a dot or before a parenthesis, as only code has it.
_IDENTIFIER = lazy_pattern(r"\.([A-Z][A-Za-z]+)|(?<!\w)([A-Z][A-Za-z]+)\(")
_DEMONYM = ("n", "ese", "ish")
_HUMP = lazy_pattern(r"(?<=[a-z])(?=[A-Z])")
#: Signs of code that its author did not mark as such, near a word.
_CODE = lazy_pattern(r"[{}=|\\$<>`]|\w_\w|\w\(|--")
_NEAR = 30
#: So far may the signature of a post be from its words.
_POST = 300
#: What stands so often in one form is meant to stand in it.
_OFTEN = 3


def in_lower_case(article: Article) -> Iterator[tuple[Spelling, Spelling]]:
    """The names that stand in lower case too ("on twitter"), each with its capitalised form.

    They are such as are no words in lower case, and the article mostly writes with a capital.
    """
    forms: defaultdict[str, list[str]] = defaultdict(list)
    vocabulary = article.vocabulary
    for name in article.derive(name_counts):
        lower = name.lower()
        if (
            lower in vocabulary
            and name.isascii()
            and not name.isupper()
            and (lower in brands() or not _is_word(lower))
        ):
            forms[lower].append(name)
    if not forms:
        return
    places = mentions(article, {name for lower, names in forms.items() for name in (lower, *names)})
    for lower, names in forms.items():
        usual = max((Spelling(n, places.get(n, ())) for n in names), key=lambda spelling: len(spelling.at))
        odd = Spelling(lower, [m for m in places.get(lower, ()) if _is_prose(article, m)])
        running = [m for m in usual.at if m.running]
        is_its_own = len(running) >= max(_OFTEN, 2 * len(odd.at)) and not all(m.is_full for m in running)
        if odd.at and running and (lower in brands() or is_its_own):
            yield odd, usual


def _is_word(word: str) -> bool:
    """Whether a word in lower case is in the dictionary, or is made of two that are ("wordcloud")."""
    halves = ((word[:at], word[at:]) for at in range(3, len(word) - 2))
    return is_word(word) or any(is_word(left) and is_word(right) for left, right in halves)


def _is_prose(article: Article, mention: Mention) -> bool:
    """Whether a mention stands among words, outside quotation marks, posts of others, and code."""
    start, end = mention.span
    block = article.block_at(start)
    return (
        block is not None
        and block.kind.is_running
        and article.quotation_at(mention.span) is None
        and "(@" not in article.prose[max(block.start, start - _POST) : min(block.end, end + _POST)]
        and not _CODE.search(article.prose, max(block.start, start - _NEAR), min(block.end, end + _NEAR))
        and article.prose[max(0, start - 1) : start] not in ("-", "'", "‘", "[", ":")
        and article.prose[end : end + 1] not in ("-", "'", "’", "]", ":")
    )


def of_full_names(article: Article) -> Iterator[tuple[Spelling, Spelling]]:
    """The country's name for the adjective, or the other way round, within a name: "Malaysian Airlines".

    The article must have the full name rightly three times, and the other once.
    """
    names = article.derive(name_counts)
    pairs = [
        (stem, name)
        for name in names
        if name.endswith(_DEMONYM)
        for ending in ("n", "an", "ese", "ish")
        if name.endswith(ending) and (stem := name.removesuffix(ending)) in names
    ]
    if not pairs:
        return
    places = mentions(article, {name for pair in pairs for name in pair})
    for pair in pairs:
        afters = [{m.after for m in places.get(name, ())} - {""} for name in pair]
        for after in sorted(afters[0] & afters[1]):
            both = [Spelling(name, [m for m in places[name] if m.after == after]) for name in pair]
            odd, usual = sorted(both, key=lambda spelling: len(spelling.at))
            if len(odd.at) == 1 and len(usual.at) >= _OFTEN:
                yield odd, usual


def divided(article: Article) -> Iterator[tuple[Spelling, Spelling]]:
    """The names that stand as one word and as two: "AirAsia" and "Air Asia", "Halyard.ai"."""
    pairs = []
    vocabulary = article.vocabulary
    for word in article.derive(name_counts):
        if not word[1:].islower() and _CAMEL.fullmatch(word):
            parts = _HUMP.split(word)
            if all(part in vocabulary for part in parts):
                pairs.append((word, " ".join(parts)))
    if pairs:
        identifiers = {word for match in _IDENTIFIER.finditer(article.text) for word in match.groups()}
        pairs = [pair for pair in pairs if pair[0] not in identifiers]
    for address, name in _dotted(article.prose).items():
        if name.rpartition(" ")[2] in vocabulary:
            pairs.append((address, name))
    if not pairs:
        return
    places = mentions(article, {name for pair in pairs for name in pair})
    for pair in pairs:
        one, two = (Spelling(n, [m for m in places.get(n, ()) if _in_text(article, m)]) for n in pair)
        if one.at and two.at and (one.runs or two.runs):
            odd, usual = sorted((one, two), key=lambda s: (len(s.at), -s.at[0].span.start))
            yield odd, usual


def _dotted(prose: str) -> dict[str, str]:
    """The words with an ending as of an address ("Halyard.ai"), each as two words."""
    found = {}
    for ending in _ENDING.finditer(prose):
        at = ending.start()
        if host := _HOST.search(prose, max(0, at - _LONGEST_HOST), at):
            found[host[0] + ending[0]] = f"{host[0]} {ending[1].upper()}"
    return found


def _in_text(article: Article, mention: Mention) -> bool:
    """Whether a mention stands in a text, not in a heading or code, and is no part of a longer name."""
    block = article.block_at(mention.span.start)
    return (
        block is not None
        and not mention.after
        and block.kind in (Kind.PARAGRAPH, Kind.BLOCK_QUOTE, Kind.LIST_ITEM, Kind.DECK, Kind.CAPTION)
        and not _CODE.search(
            article.prose,
            max(block.start, mention.span.start - _NEAR),
            min(block.end, mention.span.end + _NEAR),
        )
    )
