"""Styles of Vale: a `.vale.ini` and the rules that it asks for, as rules of copydesk.

ini          the file `.vale.ini`
globs        the patterns of its sections
styles       the styles that it asks for: found, read, made rules
yaml_rules   a rule's YAML, checked, and laid over what it extends
build        rules as patterns: each extension point made a kind
builtin      the rules that Vale has of its own
messages     what a rule says, and what its action makes a fix
actions      the steps of actions
casing       sentence case and title case
spelling     which words are looked up
dictionary   dictionaries of Hunspell's form
vocabulary   words that a house accepts and rejects
words        very many plain words, searched for at once
texts        the texts of an article as Vale's rules see them
sentences    sentences as Vale splits them
scopes       which texts a rule looks at
comments     Vale's comments in an article
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, Protocol

from copydesk.rule.rule import Rule

__all__ = ["ValeStyles", "forget_styles"]


class ValeStyles(Protocol):
    """What a `.vale.ini` asks for, as configuration needs it; `copydesk.vale.styles` has all of it."""

    @property
    def digest(self) -> str:
        """Of all that the rules are made of."""

    @property
    def rules(self) -> Sequence[type[Rule[Any]]]:
        """The rules that some section runs."""

    @property
    def matchers(self) -> Sequence[Any]:
        """What names the files of each section."""


def forget_styles() -> None:
    """Forget the styles that were read, if any."""
    module = sys.modules.get("copydesk.vale.styles")
    if module is not None:
        module.styles_of.cache_clear()
