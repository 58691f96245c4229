"""Actions: what a rule of Vale would put in the place of what it found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from copydesk.patterns.search import Regex

__all__ = ["ARITY", "edit", "options", "sentence_list"]

#: How many parameters each step of `edit` takes, beside its name.
ARITY = {
    **dict.fromkeys(("replace", "regex", "split"), 2),
    **dict.fromkeys(("remove", "trim", "trim_left", "trim_right", "truncate", "wrap", "unwrap"), 1),
    **dict.fromkeys(("prefix", "suffix"), 1),
    **dict.fromkeys(("squeeze", "capitalize", "uncapitalize", "smart", "dumb", "ascii", "lower", "upper"), 0),
    **dict.fromkeys(("title", "sentence", "simple", "kebab", "snake", "camel", "pascal"), 0),
    **dict.fromkeys(("words", "digits"), 0),
}
_DUMB = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "--", "…": "..."})
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def options(wanted: str) -> tuple[str, ...]:
    r"""The words that a substitution offers, with `|` between them; `\|` is one in a word."""
    return tuple(part.replace("\\|", "|") for part in re.split(r"(?<!\\)\|", wanted) if part)


def sentence_list(words: Sequence[str]) -> str:
    """Words as a sentence lists them: 'one', 'two', or 'three'."""
    quoted = [f"'{word}'" for word in words]
    if len(quoted) < 3:
        return " or ".join(quoted)
    return f"{', '.join(quoted[:-1])}, or {quoted[-1]}"


def edit(words: str, steps: Sequence[Sequence[str]]) -> str | None:
    """Words after the steps of an action `edit`; None where a step says nothing of them."""
    for name, *parameters in steps:
        changed = _STEPS[name](words, *parameters)
        if changed is None:
            return None
        words = changed
    return words.strip()


def _regex(words: str, pattern: str, wanted: str) -> str:
    template = re.sub(r"\\|\$\{?(\d+)\}?", lambda m: f"\\g<{m[1]}>" if m[1] else r"\\", wanted)
    changed: str = Regex(pattern).exact.sub(template, words, timeout=1)
    return changed


def _split(words: str, by: str, index: str) -> str | None:
    parts = words.split(by)
    return parts[int(index)] if index.isdecimal() and int(index) < len(parts) else None


def _ascii(words: str) -> str:
    return unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()


def _joined(separator: str, first: Callable[[str], str], other: Callable[[str], str]) -> Callable[[str], str]:
    def join(words: str) -> str:
        parts = _PARTS.findall(words)
        return separator.join((first if i == 0 else other)(part) for i, part in enumerate(parts))

    return join


_STEPS: dict[str, Callable[..., str | None]] = {
    "replace": lambda words, old, new: words.replace(old, new),
    "regex": _regex,
    "remove": lambda words, chars: words.translate(dict.fromkeys(map(ord, chars))),
    "trim": lambda words, chars: words.strip(chars),
    "trim_left": lambda words, chars: words.lstrip(chars),
    "trim_right": lambda words, chars: words.rstrip(chars),
    "truncate": lambda words, at: words.split(at)[0] if at else words,
    "split": _split,
    "wrap": lambda words, mark: mark + words + mark,
    "unwrap": lambda words, mark: words.removeprefix(mark).removesuffix(mark),
    "prefix": lambda words, mark: mark + words,
    "suffix": lambda words, mark: words + mark,
    "squeeze": lambda words: " ".join(words.split()),
    "capitalize": lambda words: words[:1].upper() + words[1:],
    "uncapitalize": lambda words: words[:1].lower() + words[1:],
    "dumb": lambda words: words.translate(_DUMB),
    "ascii": _ascii,
    "lower": str.lower,
    "upper": str.upper,
    "simple": lambda words: " ".join(_PARTS.findall(words)).lower(),
    "kebab": _joined("-", str.lower, str.lower),
    "snake": _joined("_", str.lower, str.lower),
    "camel": _joined("", str.lower, str.capitalize),
    "pascal": _joined("", str.capitalize, str.capitalize),
    # What these make takes a language's knowledge: they are offered to nobody.
    "smart": lambda words: None,
    "title": lambda words: None,
    "sentence": lambda words: None,
    "words": lambda words: None,
    "digits": lambda words: None,
}
