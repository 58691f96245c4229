"""The words of a web page among those of an article: its buttons, links, credits and small print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import zip_longest
from pathlib import Path

from msgspec import Struct

from copydesk import Article, Block, Kind, Safety, Span, lazy_pattern

__all__ = ["Piece", "pieces"]

#: The longest block that may be furniture, in code points, and the other limits, in words.
_LONGEST = 420
_CALL_WORDS, _LEAD_WORDS, _CREDIT_WORDS, _CAPTION_WORDS = 32, 22, 12, 60
_LABEL = "is a label or a button of a page"
#: A longer sentence that offers something may be the article's own.
_OFFER_WORDS = 9
_PAGE = "speaks for a page, not for the article"
_TERMINAL = tuple(".!?…”’\"'")
_BULLETS = "-*•·‣◦–►▶»>|"
#: Behind these an article that was not copied from a page has its picture.
_HEAD = (Kind.DECK, Kind.BYLINE, Kind.DATELINE)
_END_MARKS = " .:!…»›>→▶►|#-–—"
_SEPARATOR = lazy_pattern(r" ?[:|»→] ?| [–—>] ")
_SENTENCE_END = lazy_pattern(r"[.!?…][”’\"')\]]*(?= |$)")
_BRACKETED = r"([\[(])([^\[\]()\n]{2,40})[\])]$"
_PICTURE_LINK = r"\bpic\.twitter\.com/\w+"
_SIGNATURE = r"[-–—]{1,2} ?[^\n]{1,60} ?\(@\w{1,15}\),? [^\n]{4,30}\d{4}"
_AGENCY = (
    r"(?:AFP|A\.?P\.?|Reuters|Getty(?: Images)?|EPA|EFE|ANSA|ANP|dpa|PA|PAP|Belga|Lusa|Keystone|AAP|TASS|"
    r"Xinhua|Shutterstock|i?Stock(?:photo)?|Alamy|Imago|Unsplash|Pexels|Pixabay|Wikimedia(?: Commons)?|"
    r"Flickr|Picture Alliance|SWNS|Bloomberg|Rex(?: Features)?|NASA|NOAA|USA Today Sports|Imagn|Supplied|"
    r"Handout)"
)
_NAME = r"[^\W\d_a-zß-öø-ÿ][\w.'’-]*"
#: The name of a photographer, and of whoever sells or prints the picture.
_SHOT_BY = (
    rf"(?:{_NAME} ){{1,2}}{_NAME} ?/ ?(?:{_AGENCY}(?: ?/ ?[\w ]{{2,20}})?|The {_NAME}(?: {_NAME}){{0,2}}"
    r"|[A-Z]{2,5}(?: News)?|\w+(?:Images?|Press)\b)"
)
#: “(Ana Ruiz/Reuters)” behind a caption, “Ana Ruiz / Getty Images” behind one or alone.
_BRACKETED_CREDIT = rf"(?<=[.!?”’\"] )\((?=[^()]*\b{_AGENCY}\b)[^()]{{2,60}}\)$"
_LONE_CREDIT = rf"\((?=[^()]*\b{_AGENCY}\b)[^()]{{2,60}}\)|(?:By )?{_SHOT_BY}\.?"
_SLASHED_CREDIT = rf"(?<=[.!?”’\"] ){_SHOT_BY}\.?$"
_SUPPLIED = rf"(?<=[.!?”’\"] )(?:Source|Picture|Photo): ?{_AGENCY}\.?$"
#: So many words stand before a lone credit's slash at most: "By", and a name of three parts.
_BY_WORDS = 4
_SENTENCE = lazy_pattern(r"[.!?”’\"] \(?")
_SUPPLIER = lazy_pattern("(?:Source|Picture|Photo):")
_CREDIT_SIGN = lazy_pattern(r"[:|©]| by | courtesy |^(?:Credit|Courtesy) ")
_NUMBERS = lazy_pattern(r"\d [a-z]{1,3} \d")
#: A choice that a pattern begins with, and whether it may be left out; characters that stand for themselves.
_FIRST_GROUP = lazy_pattern(r"\(([^()]+)\)(\?)?")
_LITERAL = lazy_pattern(r"(?:[^\W\d_]|©)(?:[^\W\d_]|[ '-])*(?![?*+{])")
#: Stands for any digit.
_DIGIT = "0"
_LONGEST_LITERAL = 30
_DATED = (
    r"(.+) [-–—|] (?:[^\W\d_]{3,10}\.? \d{1,2}, \d{4}|\d{1,2}\.? (?:de )?[^\W\d_]{3,10}\.? (?:de )?\d{4})"
)


#: So many captions in a row are a gallery.
_GALLERY = 3


class Piece(Struct, frozen=True):
    """A piece of furniture.

    Attributes:
        span: where it stands.
        key: what the pieces that are reported together have in common.
        what: what it is, for a message, as the predicate of the piece.
        safety: how far its removal may be trusted, or None where it would leave something broken.
    """

    span: Span
    key: str
    what: str
    safety: Safety | None


def pieces(article: Article) -> Iterator[Piece]:
    """The furniture of an article, in the order of its blocks.

    Three captions and more one after another are left out: they are a gallery, and the article itself.
    """
    run: list[Piece] = []
    for piece in _pieces(article):
        behind = run and not article.prose[run[-1].span.end : piece.span.start].strip()
        if not (behind and piece.key.startswith("credit")):
            yield from run if len(run) < _GALLERY else ()
            run = []
        if piece.key.startswith("credit"):
            run.append(piece)
        else:
            yield piece
    yield from run if len(run) < _GALLERY else ()


def _pieces(article: Article) -> Iterator[Piece]:
    blocks = article.prose_blocks
    related = _related(article) if article.format == "plain" else {}
    before: Block | None = None
    for block, following in zip_longest(blocks, blocks[1:]):
        if block.start in related:
            yield related[block.start]
        elif len(block.span) <= _LONGEST:
            yield from _in_block(article, block, before, following)
        before = block


def _in_block(
    article: Article, block: Block, before: Block | None, following: Block | None
) -> Iterator[Piece]:
    prose = article.prose_of(block)
    plain = article.format == "plain"
    if prose.endswith(("]", ")")):
        yield from _in_brackets(block, prose, plain)
    if block.kind is not Kind.BLOCK_QUOTE and ("(@" in prose or "pic.twitter.com/" in prose):
        yield from _tweet(block, prose)
    if block.kind in (Kind.TABLE_CELL, Kind.ALT_TEXT, Kind.AUTHOR_BIO):
        return
    has_bullet = prose[:1] in _BULLETS and prose[1:2].isspace()
    text = prose[1:].lstrip() if has_bullet else prose
    bare = _bare(text)
    listed = block.kind is Kind.LIST_ITEM or has_bullet
    may_be_label = not listed and (plain or block.kind is not Kind.HEADING)
    if may_be_label and (_is("label", of=bare) or (plain and _heads_nothing(bare, following))):
        yield Piece(block.span, f"label {bare}", _LABEL, Safety.SAFE)
    elif _NUMBERS.search(bare, 0, 40) and _may_count(bare) and (counter := _counter().match(bare)):
        yield from _counted(block, counter, bare)
    elif plain:
        in_head = before is not None and before.kind in _HEAD
        if not in_head and (credit := _credit(block, prose, following)):
            yield credit
        elif block.kind is not Kind.HEADLINE and not listed and not text.endswith(":"):
            yield from _link(block, text, bare)


def _bare(text: str) -> str:
    """A text in lower case, without the marks and arrows at its ends."""
    return text.lower().replace("’", "'").strip(_END_MARKS + "()[]")


def _is(*kinds: str, of: str) -> bool:
    """Whether a text is one of some kinds of furniture and nothing else."""
    return any(_compiled(entry).fullmatch(of) for kind in kinds for entry in _possible(kind, of))


def _heads_nothing(bare: str, following: Block | None) -> bool:
    return (following is None or following.kind is not Kind.LIST_ITEM) and _is("head", of=bare)


def _link(block: Block, text: str, bare: str) -> Iterator[Piece]:
    words = bare.count(" ") + 1
    if words > _CALL_WORDS:
        return
    ends = list(_SENTENCE_END.finditer(text))
    short = len(ends) <= 2
    last = _bare(text[ends[0].end() :]) if ends else ""
    whole = words > _OFFER_WORDS and text.endswith((".", "!"))
    kinds = ("call",) if whole else ("call", "offer")
    if short and any(_compiled(entry).match(bare) for kind in kinds for entry in _possible(kind, bare)):
        yield Piece(block.span, f"call {' '.join(bare.split()[:2])}", _PAGE, Safety.UNSAFE)
    elif short and _is("label", "head", of=last):
        yield Piece(block.span, f"call {last}", _PAGE, Safety.UNSAFE)
    elif words <= _LEAD_WORDS and (separator := _SEPARATOR.search(text)):
        lead = text[: separator.start()].lower().replace("’", "'").strip()
        one_sentence = not ends or ends[0].end() == len(text)
        if one_sentence and _is("lead", of=lead):
            yield Piece(block.span, f"lead {lead}", "is a link that leads elsewhere", Safety.UNSAFE)


def _in_brackets(block: Block, prose: str, plain: bool) -> Iterator[Piece]:
    """“[edit]” behind a heading, “(Read more)” behind a sentence."""
    match = _compiled(_BRACKETED).search(prose)
    if match is None:
        return
    inner, before = match[2].strip().lower(), prose[: match.start()].rstrip()
    span = Span(block.start + len(before), block.end)
    if match[1] == "[" and _is("wiki", of=inner):
        yield Piece(span, f"wiki {inner}", "is a link of a wiki page", Safety.SAFE)
    elif plain and match[1] == "(" and before.endswith(_TERMINAL) and _is("label", "head", of=inner):
        yield Piece(span, f"label {inner}", _LABEL, Safety.UNSAFE)


def _tweet(block: Block, prose: str) -> Iterator[Piece]:
    what = "is what a page shows as an embedded post"
    if "(@" in prose and _compiled(_SIGNATURE).fullmatch(prose):
        yield Piece(block.span, "tweet", what, None)
        return
    if "pic.twitter.com/" not in prose:
        return
    for match in _compiled(_PICTURE_LINK).finditer(prose):
        yield Piece(Span(block.start + match.start(), block.start + match.end()), "tweet", what, None)


def _may_count(bare: str) -> bool:
    """Whether a text begins with a number, or with a word for a picture."""
    begins = bare[:1].isdecimal() or bare.startswith(("slide ", "page "))
    return begins or any(_possible("credit", bare))


def _counted(block: Block, counter: re.Match[str], bare: str) -> Iterator[Piece]:
    at, total = int(counter["at"]), int(counter["total"])
    if not 1 <= at <= total or total < 2:
        return
    what = "counts the pictures of a gallery"
    if counter.end() == len(bare):
        yield Piece(block.span, "counter", what, Safety.SAFE)
    elif bare[counter.end()] in ".|" and block.kind is not Kind.LIST_ITEM:
        yield Piece(block.span, "counter", what, None)


def _credit(block: Block, prose: str, following: Block | None) -> Piece | None:
    """A picture's credit, with its caption where both are a block."""
    what = "belongs to a picture that is not in the text"
    words = prose.count(" ") + 1
    if words <= _CREDIT_WORDS and block.kind is not Kind.HEADLINE and _is_lone_credit(prose):
        return Piece(block.span, f"credit {prose}", what, Safety.UNSAFE)
    for pattern in _credits_behind(prose):
        match = _compiled(pattern).search(prose)
        # The last paragraph may end in the name of the agency that sent it.
        if match and not (following is None and pattern is _BRACKETED_CREDIT):
            start = block.start if words <= _CAPTION_WORDS else block.start + match.start()
            return Piece(Span(start, block.end), f"credit {start}", what, None)
    return None


def _is_lone_credit(prose: str) -> bool:
    """Whether a short text is a picture's credit and nothing else."""
    by, slash, _ = prose.partition("/")
    signed = (prose.startswith("(") and prose.endswith(")")) or (slash and by.count(" ") <= _BY_WORDS)
    if signed and _compiled(_LONE_CREDIT).fullmatch(prose):
        return True
    if not (_begins_with_credit(prose.removeprefix("(")) and _CREDIT_SIGN.search(prose)):
        return False
    return _compiled(_credits()[0]).fullmatch(prose) is not None


def _begins_with_credit(text: str) -> bool:
    """Whether a text may begin with a word for a picture, or for who made it."""
    lower = text[:_LONGEST_LITERAL].lower()
    return lower.startswith(("credit", "courtesy")) or bool(_possible("credit", lower))


def _credits_behind(prose: str) -> Iterator[str]:
    """The patterns of credits at the end of a text, but those without a sign that they need."""
    if prose.endswith(")"):
        yield _BRACKETED_CREDIT
    if "/" in prose:
        yield _SLASHED_CREDIT
    if ":" in prose or "|" in prose or "©" in prose:
        if _SUPPLIER.search(prose):
            yield _SUPPLIED
        if any(_begins_with_credit(prose[end.end() :]) for end in _SENTENCE.finditer(prose)):
            yield _credits()[1]


def _related(article: Article) -> dict[int, Piece]:
    """The list of headlines with dates that ends an article, by where it begins."""
    blocks = article.prose_blocks
    first = len(blocks)
    while first and len(blocks[first - 1].span) <= _LONGEST:
        prose = article.prose_of(blocks[first - 1])
        match = _compiled(_DATED).fullmatch(prose) if prose[-4:].isdigit() else None
        if match is None or match[1].count(" ") < 3:
            break
        first -= 1
    if len(blocks) - first < 2:
        return {}
    span = Span(blocks[first].start, blocks[-1].end)
    return {span.start: Piece(span, "related", "begins a list of other stories", Safety.UNSAFE)}


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return lazy_pattern(pattern)


@cache
def _entries() -> dict[str, list[str]]:
    """The patterns of all languages, by the kind of furniture."""
    entries: dict[str, list[str]] = {}
    with open(Path(__file__).with_name("furniture.txt"), encoding="utf-8") as file:
        for line in file:
            kind, _, entry = line.rstrip("\n").partition(" ")
            if entry and kind != "#":
                entries.setdefault(kind, []).append(entry)
    return entries


@cache
def _by_initials(kind: str) -> dict[str, list[tuple[str, str]]]:
    """The patterns of a kind, each with the literal text that it begins with, by its first two characters."""
    by_initials: dict[str, list[tuple[str, str]]] = {}
    for entry in _entries()[kind]:
        for literal in _starts(entry):
            initials = _DIGIT if entry.startswith(r"\d") else literal[:2]
            by_initials.setdefault(initials, []).append((literal, entry))
    return by_initials


@lru_cache(maxsize=4096)
def _near(kind: str, initials: str) -> tuple[tuple[str, str], ...]:
    """The patterns of a kind that a text with such initials may begin with, each with its literal text."""
    get = _by_initials(kind).get
    first = _DIGIT if initials[:1].isdigit() else initials[:1]
    return (*get("", ()), *get(first, ()), *get(initials, ()))


def _starts(entry: str) -> set[str]:
    """What a match of a pattern may begin with; "" where the pattern does not tell."""
    group = _FIRST_GROUP.match(entry)
    parts = group[1].split("|") if group else [entry]
    starts = {found[0] if (found := _LITERAL.match(part)) else "" for part in parts}
    return starts | _starts(entry[group.end() :]) if group and group[2] else starts


def _possible(kind: str, text: str) -> list[str]:
    """The patterns that a text in lower case may begin with.

    Only these are compiled: compiling all of them takes as long as the rest of a check.
    """
    near = _near(kind, text[:2])
    return [entry for literal, entry in near if text.startswith(literal)] if near else []


@cache
def _counter() -> re.Pattern[str]:
    """“1 of 18”, “Photo 1 of 18”; not “Part 1 of 3”."""
    picture, of = rf"(?:{'|'.join(_entries()['credit'])}|slide|page)", rf"(?:{'|'.join(_entries()['of'])})"
    return lazy_pattern(rf"(?:{picture} )?(?P<at>\d{{1,3}}) {of} (?P<total>\d{{1,3}})(?![\d,]|\.\d)")


@cache
def _credits() -> tuple[str, str]:
    """“Photo: Ana Ruiz”, alone and behind a caption."""
    word = rf"(?i:{'|'.join(_entries()['credit'])})"
    by = rf"(?: by | courtesy(?: of)? )(?:{_NAME}[^\n]{{1,80}}|(?!{word} )[^\n.,;:!?]{{2,40}})"
    named = rf"(?:Credit|Courtesy(?: of)?) (?:{_NAME} ?){{1,4}}"
    alone = rf"\(?{word}(?: ?[:©|] ?[^\n]{{2,90}}|{by})|{named}"
    behind = rf"(?<=[.!?”’\"] )\(?{word} ?[:©|] ?{_NAME}[^\n.()]{{1,60}}\)?\.?$"
    return alone, behind
