"""The built-in rule pack: a plugin like any other."""

from __future__ import annotations

from copydesk_rules.repetition.repeated_word import RepeatedWord

__all__ = ["RULES"]

RULES = (RepeatedWord,)
