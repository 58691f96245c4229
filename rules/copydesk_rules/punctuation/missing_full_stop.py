"""`missing-full-stop`."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk import (
    MASK,
    Article,
    Bad,
    Block,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Kind,
    Meta,
    NoOptions,
    Rule,
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.punctuation.shared.lists import items_without_stop
from copydesk_rules.punctuation.shared.running import Punctuated, words

__all__ = ["MissingFullStop"]

#: How a paragraph may end: with a mark, and what closes behind it.
_ENDED = lazy_pattern(r"[.!?…:;,—–-](?:[\"”’'»)\]*_ ]|\[[^\]\n]{1,20}\])*\Z")
#: These and those that follow are seldom needed: strings, compiled on first use.
_NOTE = lazy_pattern(r"(?:\[[^\]\n]{1,20}\])+\Z")
_ENDS_OPEN = lazy_pattern(r"(?:^|[\s\"“(—–])(?P<word>[A-Za-z]{2,}(?:['’-][A-Za-z]+)*)(?P<closing>[)”\"]?)\Z")
_OPENS = lazy_pattern(r"[\"“‘]?[A-Z]")
_OPENS_NEXT = lazy_pattern(r"[\"“‘(]?[A-Z0-9]")
_BREAK = lazy_pattern(r"[a-z\d)\]\"”’][.!?][\"”’)]? +(?=[\"“‘(]?[A-Z])")
_VERB = lazy_pattern(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|should|must|do|does|did|be|been|am"
    r"|said|says"
    r"|[a-z]{2,}(?:ed|n['’]t))\b|['’](?:s|re|ve|ll|d|m)\b"
)
#: What a line beside the text begins with: a credit, a label, a link to something else.
_ASIDE = lazy_pattern(
    r"(?i)(?:by|posted|image|photo|picture|video|watch|read|see|follow|sign|click|subscribe|coming|next"
    r"|want|more|"
    r"get|join|support|donate|visit|related|tags|source|credit|copyright|learn|listen|download|contact|also|"
    r"first published|originally)\b"
    r"|[^.!?:\n]{3,60}: ?\S"
)
_FOREIGN = lazy_pattern(
    rf"[@#|│•·»→^{MASK}]|https?:|\bwww\.|\w\.(?:com|org|net|gov|edu)\b|\b(?:here|below)\Z"
    r"|[”\"] ?[-–—]+ ?[A-Z]"
)
#: A word that opens a sentence and no name, and its verb.
_OPENERS = ("He", "She", "They", "We", "It", "This", "There", "These", "Those")
_VERB_BEHIND = lazy_pattern(
    r"(?:is|was|are|were|has|had|have|will|can|would|could|did|does|said|also|do|may|might|should|must) [a-z]"
)
_BEFORE = lazy_pattern(r"(?:^|[\s\"“(])(?P<word>[a-z]{2,}(?:['’-][a-z]+)*)\)? ?\Z")
_LONG = 12
_LONG_ALONE = 20  # what is shorter may be a label, a heading or a post
_LAST = 6
_LAST_NAMED = 12
_ENDED_LEAST = 3
_ONE_IN = 8
_TAIL = 40


def _example(paragraph: str, after: str = "") -> str:
    """An article with a paragraph in it, for the examples."""
    before = "The ferry left the harbour at ten, and nobody on the quay had seen it since then."
    return "\n\n".join([before] * 3 + [paragraph] + [after] * bool(after))


class MissingFullStop(Rule[NoOptions]):
    """Finds a paragraph of running text, or a sentence in it, that stops without a full stop.

    A paragraph counts if it is of twenty words at least, and of several sentences or of one with a verb. It
    is judged only in an article in which at least three long paragraphs, and nearly all of them, end with a
    mark, and only after the first that does: what stands above it is a deck. A sentence counts if the next
    one begins with a pronoun and its verb: “They left the harbour It was late.” An item of a list counts if
    all others, three at least, end with a mark.

    Left alone are headlines, headings, captions, other list items, bylines, tables and verse; paragraphs
    that lead on to a list, to code or to a quotation; those that end with a colon, a dash, an ellipsis,
    an address, a handle or a tag; links and credits (“Read more”, “By Ann Hale”); runs of paragraphs
    without a mark, as addresses and ingredients are; and a paragraph that goes on in the next.

    The fix puts a full stop, and is unsafe: the end of the paragraph may be what is missing.
    """

    meta = Meta(
        name="missing-full-stop",
        group="punctuation",
        since="0.1",
        summary="This paragraph stops without a full stop: “{end}”.",
        severity=Severity.WARNING,
        fix=FixAvailability.ALWAYS,
        language="en",
    )
    examples = (
        Bad(
            _example(
                "It was full. Four of us had to lie on deck, by the nets, and could not sleep until ⟦dawn⟧"
            ),
            fixed=_example(
                "It was full. Four of us had to lie on deck, by the nets, and could not sleep until dawn."
            ),
        ),
        Bad(
            _example(
                "He would not say how many of us had paid for it, or what, or to whom, or why, or ⟦when⟧",
                "No.",
            ),
            fixed=_example(
                "He would not say how many of us had paid for it, or what, or to whom, or why, or when.",
                "No.",
            ),
        ),
        Bad(
            "The ferry left the ⟦harbour It⟧ was full, and nobody saw it.",
            fixed="The ferry left the harbour. It was full, and nobody saw it.",
        ),
        Bad(
            _example(
                "“It was full. Four of us had to lie on deck, by the nets, and could not sleep until ⟦dawn⟧”"
            ),
            fixed=_example(
                "“It was full. Four of us had to lie on deck, by the nets, and could not sleep until dawn.”"
            ),
        ),
        Bad(
            "- Bring ropes for the boat.\n- Bring nails for it.\n- Leave the lamp on the ⟦quay⟧\n"
            "- Do not wait for us.",
            fixed="- Bring ropes for the boat.\n- Bring nails for it.\n- Leave the lamp on the quay.\n"
            "- Do not wait for us.",
            format="markdown",
        ),
        Good(
            "- Bring ropes.\n- Bring nails.\n- The lamp of the old quay\n- It is late\n- Do not wait.",
            format="markdown",
        ),
        Good("(Of one kind, closed) This is what we ask first, and then we wait for them."),
        Good(
            "He saw that It was new. The book This Is It was new. They sang:\n\nall of the sea\nIt was dark."
        ),
        Good(
            _example(
                "The ferry was full. We had to go in a hurry, and so we left all of these on the quay:",
                "- a lamp",
            )
        ),
        Good(
            _example(
                "The ferry was full. We had to go in a hurry, and so we left all of these on the quay",
                "- a lamp",
            )
        ),
        Good(
            _example(
                "It was full when it sank, and what is left of it is in the museum of the",
                "island.",
            )
        ),
        Good(_example("The ferry was full. By Ann Hale, who has been the shipping editor since May", "No.")),
        Good(_example("The ferry was full and the crew has written all of it down at example.com/ferry")),
        Good(
            _example(
                "It was full. We asked how many were on it when it left the quay at ten. The captain said",
                "No.",
            )
        ),
        Good(
            _example("12 pounds of grated cheese, 3 cups of chopped onion, butter, salt and a loaf of bread")
        ),
        Good("The ferry was full and the crew had to sleep on the deck\n\n" + _example("It rained.")),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        yield from self._between(article)
        yield from self._items(article)
        prose = article.prose
        long = [b for b in article.blocks if b.kind is Kind.PARAGRAPH and _words(prose, b) >= _LONG]
        ended = [b for b in long if _is_ended(prose, b)]
        if len(ended) < _ENDED_LEAST or (len(long) - len(ended) - 1) * _ONE_IN > len(long):
            return
        blocks = article.derive(Punctuated)
        for index, block in enumerate(article.blocks):
            if block.kind is not Kind.PARAGRAPH or block.start < ended[0].end or _is_ended(prose, block):
                continue
            if _words(prose, block) < _LONG_ALONE or blocks.block_at(block.start) is None:
                continue
            note = _NOTE.search(prose, max(block.start, block.end - _TAIL), block.end)
            at = note.start() if note else block.end
            if _goes_on(article, index) or not _is_running(prose[block.start : at]):
                continue
            at -= prose[at - 1] in '”"'
            start = max(block.start, prose.rfind(" ", block.start, at) + 1)
            span = Span(start, at)
            fix = Fix("Put a full stop", (Edit(Span(at, at), "."),))
            yield self.finding(span, fix, end=prose[max(block.start, at - _TAIL) : at].partition(" ")[2])

    def _items(self, article: Article) -> Iterator[Finding]:
        """The one item of a list that has no full stop."""
        prose = article.prose
        for item in items_without_stop(article):
            if article.derive(Punctuated).block_at(item.start) is not None:
                span = Span(prose.rfind(" ", item.start, item.end) + 1, item.end)
                fix = Fix("Put a full stop", (Edit(Span(item.end, item.end), "."),))
                yield self.finding(
                    span, fix, message="This item has no full stop; all others of its list do."
                )

    def _between(self, article: Article) -> Iterator[Finding]:
        """Sentences that follow another one without a mark between them."""
        prose = article.prose
        for at, behind in _openings(article):
            if article.text[at - 1 : at] not in (" ", "\u00a0"):
                continue  # a line of verse
            before = _BEFORE.search(prose, max(0, at - _TAIL), at - 1)
            if before is None or before["word"] in words("leading") | words("before_dash"):
                continue
            block = article.derive(Punctuated).block_at(at)
            if block is None or before.start("word") == block.start:
                continue  # a label: “Note This is new.”
            if prose[at - 2] == ")" and _is_label(prose, block.start, at):
                continue
            if block.kind.is_running and prose[block.end - 1] in '.!?”"':
                end = before.end() - prose[before.end() - 1].isspace()
                fix = Fix("Put a full stop", (Edit(Span(end, end), "."),))
                following = prose[at : prose.find(" ", behind)]
                message = f"A full stop is missing before “{following}”."
                yield self.finding((before.start("word"), behind - 1), fix, message=message)


def _is_label(prose: str, start: int, end: int) -> bool:
    """Whether all that a paragraph has before a place is in brackets."""
    return prose.startswith("(", start) and prose.find(")", start, end) >= end - 2


def _openings(article: Article) -> Iterator[tuple[int, int]]:
    """Where a word that only opens a sentence stands between a word and a verb, and where that verb is."""
    prose = article.prose
    for word in _OPENERS:
        if word not in article.vocabulary:
            continue
        at = prose.find(f"{word} ", 2)
        while at >= 0:
            behind = at + len(word) + 1
            if (prose[at - 2].isalpha() or prose[at - 2] == ")") and _VERB_BEHIND.match(prose, behind):
                yield at, behind
            at = prose.find(f"{word} ", behind)


def _goes_on(article: Article, index: int) -> bool:
    """Whether the next block continues a paragraph, or the one beside it has no mark either."""
    prose, blocks = article.prose, article.blocks
    for beside in (index - 1, index + 1):
        near = blocks[beside] if 0 <= beside < len(blocks) else None
        if near is not None and near.kind is Kind.PARAGRAPH and not _is_ended(prose, near):
            return True
    if index + 1 == len(blocks):
        return False
    after = blocks[index + 1]
    if after.kind not in (Kind.PARAGRAPH, Kind.HEADING, Kind.CAPTION):
        return True
    return _OPENS_NEXT.match(prose, *after.span) is None


def _words(prose: str, block: Block) -> int:
    return prose.count(" ", *block.span) + 1


def _is_ended(prose: str, block: Block) -> bool:
    return _ENDED.search(prose, max(block.start, block.end - _TAIL), block.end) is not None


def _is_running(text: str) -> bool:
    """Whether a paragraph without a mark at its end is sentences, the last of them whole."""
    end = _ENDS_OPEN.search(text, max(0, len(text) - _TAIL))
    if end is None or end["word"].lower() in words("leading") or not _OPENS.match(text):
        return False
    if end["closing"] in ("”", '"') and text[0] not in '“"':
        return False  # a title may end it, or a sentence that is none of a quotation
    if _FOREIGN.search(text) or _ASIDE.match(text):
        return False
    breaks = [m.end() for m in _BREAK.finditer(text)]
    last = text[breaks[-1] :] if breaks else text
    said = last.split()
    if len(said) < (_LAST if breaks else _LONG_ALONE) or (breaks and _ASIDE.match(last)):
        return False
    if last.count("(") != last.count(")") or 2 * sum(w[0].isupper() for w in said) > len(said):
        return False  # a bracket around several sentences, or a title that ran into the paragraph
    if end["closing"] == ")" and not breaks:
        return False  # an item of a list, mostly
    has_verb = _VERB.search(last) is not None
    if end["word"].islower():
        return has_verb or len(breaks) > 0  # an order has no verb that shows
    return has_verb and len(said) >= _LAST_NAMED
