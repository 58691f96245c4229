"""The rules that Vale has of its own: spelling, repeated words, and those made of a vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from copydesk.vale.vocabulary import Vocabulary
from copydesk.vale.yaml_rules import RuleTable

__all__ = ["builtin_rules"]

_REPETITION = {
    "extends": "repetition",
    "level": "error",
    "message": "'%s' is repeated!",
    "ignorecase": "true",
    "alpha": "true",
    "action": {"name": "edit", "params": ["truncate", " "]},
    "tokens": [r"[^\s.!?]+"],
}
_SPELLING = {
    "extends": "spelling",
    "level": "error",
    "message": "Did you really mean '%s'?",
    "append": "true",
    "action": {"name": "suggest", "params": ["spellings"]},
}
_TERMS = {
    "extends": "substitution",
    "level": "error",
    "message": "Use '%s' instead of '%s'.",
    "ignorecase": "true",
    "vocab": "false",
}
_AVOID = {"extends": "existence", "level": "error", "message": "Avoid using '%s'."}


def builtin_rules(
    runs: Callable[[str], bool],
    vocabulary: Vocabulary,
    asset: Callable[[str], Any],
    folders: Sequence[Path],
) -> Iterator[RuleTable]:
    """Those of Vale's own rules that run.

    Args:
        runs: whether some file is checked by a rule.
        vocabulary: what the house accepts and rejects.
        asset: gives the path of a file among the styles, or None.
        folders: of styles; dictionaries and lists of words in their `config` count.
    """
    tables: dict[str, dict[str, Any]] = {
        "Vale.Repetition": dict(_REPETITION),
        "Vale.Spelling": dict(_SPELLING),
    }
    spelling = tables["Vale.Spelling"]
    spelling["dictionaries"] = _stems(folders, "config/dictionaries", ".dic")
    spelling["ignore"] = _stems(folders, "config/ignore", "")
    if vocabulary.accepted:
        swap = {term.lower(): term for term in vocabulary.accepted}
        tables["Vale.Terms"] = {**_TERMS, "swap": swap}
    if vocabulary.rejected:
        tables["Vale.Avoid"] = {**_AVOID, "tokens": list(vocabulary.rejected)}
    for name, table in sorted(tables.items()):
        if runs(name):
            yield RuleTable(name, name, "", table)


def _stems(folders: Sequence[Path], inner: str, ending: str) -> list[str]:
    found = (
        path for folder in folders for path in sorted((folder / inner).glob(f"*{ending}")) if path.is_file()
    )
    return list(dict.fromkeys(path.name.removesuffix(ending) for path in found))
