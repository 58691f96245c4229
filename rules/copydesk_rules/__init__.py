"""The built-in rule pack: a plugin like any other.

A rule is one module in the package of its group, and is found there: `punctuation/hyphen_number.py` has the
rule `hyphen-number`. What several rules of a group share, and what one is made of, is in packages inside.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module

from copydesk import Rule

__all__ = ["COMMANDS", "RULES"]

COMMANDS = {
    "languagetool": "copydesk_rules.grammar.shared.install:languagetool",
    "words": "copydesk_rules.wording.shared.words:words",
}


def _modules() -> Iterator[str]:
    """The modules of all groups, by name; nothing but the folders is looked at."""
    (root,) = __path__
    for group in sorted(os.listdir(root)):
        if group.isidentifier() and os.path.isdir(os.path.join(root, group)):
            for file in sorted(os.listdir(os.path.join(root, group))):
                name, _, suffix = file.partition(".")
                if suffix == "py" and name != "__init__":
                    yield f"{__name__}.{group}.{name}"


def _rules() -> Iterator[type[Rule]]:  # type: ignore[type-arg]
    for module in _modules():
        name = module.rpartition(".")[2].replace("_", "-")
        named = [
            value
            for value in vars(import_module(module)).values()
            if isinstance(value, type) and issubclass(value, Rule) and value.__module__ == module
        ]
        if [rule.meta.name for rule in named] != [name]:
            raise TypeError(f"{module} has to have one rule, with the name {name}")
        yield from named


RULES = tuple(_rules())
