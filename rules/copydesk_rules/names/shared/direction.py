"""Which of two spellings of one name is right, where anything says so."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from copydesk import Article, Kind, lazy_pattern
from copydesk_rules.names.shared.mentions import fold, is_known_name
from copydesk_rules.names.shared.spelling import Edit, Spelling, is_addressed
from copydesk_rules.names.shared.well_known import brands, well_known_kind

__all__ = ["directed", "own_form"]

#: How many times as often a spelling stands as one that is a slip of it, and as one that is as good a form.
_SLIP, _FORM = 2, 3
#: Two capitals where the second is a slip of the shift key ("WIndows"), and a capital within ("GitHub").
_HELD_SHIFT = lazy_pattern(r"[A-Z]{2}[a-z]{2,}")
_HUMP = lazy_pattern(r"[a-z][A-Z]")

_HEADINGS = frozenset([Kind.HEADLINE, Kind.HEADING])


@cache
def _own_forms() -> dict[str, str]:
    lines = Path(__file__).with_name("brand_names.txt").read_text(encoding="utf-8").splitlines()
    return {_key(line): line for line in lines if not line.startswith("#")}


def _key(name: str) -> str:
    return name.lower().replace(" ", "").replace("-", "")


def own_form(name: str) -> str | None:
    """A brand as it writes itself, whatever capitals, hyphens and spaces it is given; None for no brand."""
    return _own_forms().get(_key(name)) or brands().get(name.lower())


def directed(article: Article, odd: Spelling, usual: Spelling) -> tuple[Spelling, Spelling, bool]:
    """The odd spelling, the usual one, and whether anything says that it is that way round.

    A brand is right as it writes itself. Otherwise the house, the article's URLs, its headings, what is a
    known name, and numbers decide, in which a plain slip needs fewer than a form that some write.
    """
    own = own_form(usual.name)
    if own == odd.name and not usual.is_house:
        return usual, odd, True
    same_letters = odd.name.casefold() == usual.name.casefold()
    decided = (
        usual.is_house
        or own == usual.name
        or is_addressed(article, odd.name, usual.name)
        or (_is_known(usual.name) and not _is_known(odd.name) and not same_letters)
        or (_in_heading(article, usual) and not _in_heading(article, odd))
        or _is_outnumbered(odd, usual)
    )
    return odd, usual, decided


def _is_known(name: str) -> bool:
    return is_known_name(name) or well_known_kind(name) is not None


def _in_heading(article: Article, spelling: Spelling) -> bool:
    blocks = (article.block_at(mention.span.start) for mention in spelling.at)
    return any(block is not None and block.kind in _HEADINGS for block in blocks)


def _is_outnumbered(odd: Spelling, usual: Spelling) -> bool:
    if odd.name.casefold() == usual.name.casefold():
        if _HELD_SHIFT.match(odd.name) and not _HELD_SHIFT.match(usual.name):
            return True
        # A capital within is sooner lost than put in: "Fitzgerald" says little of "FitzGerald".
        humps = [_HUMP.search(name) is not None for name in (odd.name, usual.name)]
        if humps[0] != humps[1]:
            return humps[1]
        return len(usual.at) >= _FORM * len(odd.at)
    if fold(odd.name) == fold(usual.name) and odd.name.isascii() != usual.name.isascii():
        return odd.name.isascii()  # accents are lost, and hardly ever put in
    same_letters = fold(odd.name).replace(" ", "") == fold(usual.name).replace(" ", "")
    is_slip = not same_letters and Edit.between(odd.name, usual.name) is not None
    return len(usual.at) >= (_SLIP if is_slip else _FORM) * len(odd.at)
