"""The language of an article and of its blocks.

Detection is CLD3's (Google's compact language detector, in the package cld3-py). A short text
tells too little: it keeps the language of what it stands in.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from msgspec.structs import replace

from copydesk.document.article import Article, Block
from copydesk.text.regex import lazy_pattern

__all__ = ["detect_language", "with_languages"]

_MIN_ARTICLE = 60
_MIN_SHORT = 20
_MIN_BLOCK = 90
_SURE_ARTICLE = 0.80
_SURE_SHORT = 0.99
_FAIRLY_SURE = 0.5
_SURE_BLOCK = 0.95
_SAMPLE = 3000
_BEGINNING = 400
#: Words that only English has so many of: one in so many code points and detection is saved.
_ENGLISH_EVERY = 60
_ENGLISH = lazy_pattern(r" (?:the|and|of|that|with|was|were|is|are|for|they|this|have|which) ")
#: Two of these at the beginning of a block, and detection is saved.
_ENGLISH_WORDS_TEXT = """
the and of that with was were is are for they this have which from not you she his been but would their its
who about when than more there into after your said what could through these where while
"""
_ENGLISH_WORDS = frozenset(_ENGLISH_WORDS_TEXT.split())


@cache
def _detector() -> Any:
    import gcld3

    return gcld3.NNetLanguageIdentifier(min_num_bytes=0, max_num_bytes=1000)


def _detect(text: str, least: float) -> tuple[str, float] | None:
    """The primary code of a text's language and its probability, or None where it is not sure."""
    result = _detector().FindLanguage(text=text)
    if result.is_reliable and result.probability >= least:
        return result.language.split("-")[0], min(1.0, result.probability)
    return None


def detect_language(article: Article) -> tuple[str, float] | None:
    """The primary code of the language that an article is in, and how probable it is.

    A short text is taken for another language than English only where there is next to no doubt. None where
    nothing tells.
    """
    sample = _sample_of(article)
    if (found := _in_english_or_long(sample)) or not _MIN_SHORT <= len(sample) < _MIN_ARTICLE:
        return found
    found = _detect(sample, 0.0)
    return found if found and (found[0] == "en" or found[1] >= _SURE_SHORT) else None


def with_languages(article: Article, default: str | None = None) -> Article:
    """The article with its language and those of its blocks filled in.

    Args:
        article: as it was read; what its source declares for a block is kept.
        default: the language from the configuration, which overrules detection; None to detect.

    Returns:
        The same article where nothing had to be filled in. An article too short to tell is "en".
    """
    if default:
        return article if article.language == default else article.with_languages(default, article.blocks)
    language = _language_of(article)
    blocks: list[Block] = []
    changed = article.language != language
    for block in article.blocks:
        if block.language is None and block.kind.is_prose and len(block.span) >= _MIN_BLOCK:
            prose = article.prose_of(block)
            if language != "en" or not _is_plainly_english(prose):
                own = _detect(prose, _SURE_BLOCK)
                if own and own[0] != language:
                    block = replace(block, language=own[0])
                    changed = True
        blocks.append(block)
    return article.with_languages(language, tuple(blocks)) if changed else article


def _is_plainly_english(prose: str) -> bool:
    """Whether a block begins with two of the words that only English has so many of."""
    # Few begin with none: what comes first tells of most, and the last word may be cut off.
    return any(
        sum(map(_ENGLISH_WORDS.__contains__, prose[:end].split(" ")[:-1])) > 1
        for end in (_BEGINNING // 4, _BEGINNING)
    )


def _sample(article: Article, blocks: list[Block]) -> str:
    """The prose of blocks, as much of it as detection needs."""
    parts: list[str] = []
    left = _SAMPLE
    for block in blocks:
        if left <= 0:
            break
        parts.append(article.prose_of(block))
        left -= len(parts[-1]) + 1
    return " ".join(parts)[:_SAMPLE]


def _sample_of(article: Article) -> str:
    """The prose that tells an article's language."""
    bodies = [b for b in article.blocks if b.kind.is_prose and b.language is None]
    sample = _sample(article, [b for b in bodies if b.kind.is_running])
    return sample if len(sample) >= _MIN_ARTICLE else _sample(article, bodies)


def _in_english_or_long(sample: str) -> tuple[str, float] | None:
    """The language of a text that has English words enough, or is long enough to tell."""
    english = len(_ENGLISH.findall(sample))
    if english * _ENGLISH_EVERY >= max(len(sample), 10 * _ENGLISH_EVERY):
        return "en", 1.0
    if len(sample) < _MIN_ARTICLE:
        return None
    return _detect(sample, _FAIRLY_SURE if english < 2 else _SURE_ARTICLE)


def _language_of(article: Article) -> str:
    found = _in_english_or_long(_sample_of(article))
    return found[0] if found else article.language or "en"
