"""Rules as LanguageTool describes them: its id, its category, and the kind of issue."""

from __future__ import annotations

import inspect
from functools import cache
from typing import Any

from copydesk.lint.diagnostic import Diagnostic
from copydesk.rule.finding import Severity
from copydesk.rule.plugins import Registry

__all__ = ["about", "category"]

#: The kind of issue by group, as the Internationalization Tag Set 2.0 names them (section 8.12).
_ISSUES = {
    "markup": "markup",
    "names": "inconsistency",
    "punctuation": "typographical",
    "quotation": "typographical",
    "repetition": "duplication",
    "structure": "inconsistency",
    "wording": "grammar",
}
#: Groups whose findings hold in a sentence that is still being written.
_SOON = frozenset({"markup", "names", "repetition"})


def category(group: str) -> dict[str, str]:
    """A group as a category."""
    return {"id": group.upper(), "name": group.capitalize()}


def about(diagnostic: Diagnostic, registry: Registry) -> dict[str, Any]:
    """What a match says of its rule."""
    spelling = "spell" in diagnostic.rule
    kind = "Hint" if diagnostic.severity is Severity.SUGGESTION else "Other"
    return {
        "type": {"typeName": "UnknownWord" if spelling else kind},
        "rule": {
            "id": diagnostic.rule,
            "description": _described(_documentation(diagnostic, registry)),
            "issueType": "misspelling" if spelling else _ISSUES.get(diagnostic.group, "uncategorized"),
            "category": category(diagnostic.group),
        },
        "ignoreForIncompleteSentence": diagnostic.group not in _SOON,
        "contextForSureMatch": -1,
    }


def _documentation(diagnostic: Diagnostic, registry: Registry) -> str:
    """What a rule says of itself; of one of the configuration's own, what it says of the match."""
    rule = registry.rules.get(diagnostic.rule)
    return (rule.__doc__ if rule else None) or diagnostic.message


@cache
def _described(documentation: str) -> str:
    """What a rule is for: the first paragraph of its documentation, on one line."""
    return " ".join(inspect.cleandoc(documentation).partition("\n\n")[0].split())
