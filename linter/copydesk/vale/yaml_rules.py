"""Rules of a style as their YAML says them: read, checked key by key, and laid over what they extend."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from copydesk.errors import ConfigError, DataError, nearest
from copydesk.vale.ini import LEVELS

__all__ = ["KINDS", "RuleTable", "inherited", "read_rule", "truth"]

_COMMON = frozenset(
    [
        "action",
        "description",
        "extends",
        "level",
        "limit",
        "link",
        "message",
        "name",
        "scope",
        "tests",
        "matchcase",
    ]
)
#: The keys of each extension point of Vale, beside those of all.
KINDS: Mapping[str, frozenset[str]] = {
    "capitalization": frozenset(
        ["exceptions", "indicators", "match", "prefix", "style", "threshold", "vocab"]
    ),
    "conditional": frozenset(["exceptions", "first", "ignorecase", "in", "second", "vocab"]),
    "consistency": frozenset(["either", "ignorecase", "nonword"]),
    "existence": frozenset(["append", "exceptions", "ignorecase", "nonword", "raw", "tokens", "vocab"]),
    "metric": frozenset(["condition", "formula"]),
    "occurrence": frozenset(["ignorecase", "max", "min", "token"]),
    "readability": frozenset(["grade", "metrics"]),
    "repetition": frozenset(["alpha", "exceptions", "ignorecase", "max", "tokens", "vocab"]),
    "script": frozenset({"script"}),
    "sequence": frozenset(["ignorecase", "tokens"]),
    "spelling": frozenset(
        [
            "aff",
            "append",
            "custom",
            "dic",
            "dicpath",
            "dictionaries",
            "exceptions",
            "filters",
            "ignore",
            "threshold",
        ]
    ),
    "substitution": frozenset(["capitalize", "exceptions", "ignorecase", "nonword", "pos", "swap", "vocab"]),
}
_LISTS = frozenset(
    ["exceptions", "indicators", "tokens", "raw", "filters", "ignore", "dictionaries", "metrics", "scope"]
)
_MAPS = frozenset({"swap", "either", "action"})
_DEEPEST = 10
#: No rule is larger.
_MAX_CHARACTERS = 4 * 2**20


class RuleTable(Struct):
    """A rule as its file says it.

    Attributes:
        name: with its style's: `Google.Passive`.
        shown: the file's name, for errors.
        text: of the file.
        table: what it says; values are texts, lists and tables of texts.
    """

    name: str
    shown: str
    text: str
    table: dict[str, Any]

    def fail(self, message: str, key: str | None = None) -> DataError:
        """An error in the rule, with the place of a key in its file."""
        line, column = self._place(key)
        return DataError(message, self.shown, line, column)

    def _place(self, key: str | None) -> tuple[int, int]:
        match = key and re.search(rf"^([ \t-]*)['\"]?{re.escape(key)}['\"]?[ \t]*:", self.text, re.M | re.I)
        if not match:
            return 1, 1
        return self.text.count("\n", 0, match.start()) + 1, len(match[1]) + 1

    def texts(self, key: str) -> list[str]:
        """The list under a key; a text by itself is a list of one."""
        value = self.table.get(key)
        if value in (None, ""):
            return []
        if isinstance(value, list):
            if not all(isinstance(item, str) for item in value):
                raise self.fail(f"{key}: expected a list of texts", key)
            return list(value)
        return [str(value)]

    def text_of(self, key: str, default: str = "") -> str:
        """The text under a key."""
        value = self.table.get(key, default)
        if not isinstance(value, str):
            raise self.fail(f"{key}: expected a text", key)
        return value

    def mapping(self, key: str) -> dict[str, str]:
        """The table of texts under a key."""
        value = self.table.get(key) or {}
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            raise self.fail(f"{key}: expected a table of texts", key)
        return dict(value)

    def flag(self, key: str, default: bool = False) -> bool:
        """The truth value under a key."""
        value = self.table.get(key)
        known = default if value in (None, "") else truth(str(value))
        if known is None:
            raise self.fail(f"{key} = {str(value)[:40]!r}: expected true or false", key)
        return known

    def number(self, key: str, default: float = 0) -> float:
        """The number under a key."""
        value = self.table.get(key)
        if value in (None, ""):
            return default
        try:
            return float(str(value))
        except ValueError:
            raise self.fail(f"{key} = {str(value)[:40]!r}: expected a number", key) from None


def truth(value: str) -> bool | None:
    """What a text says, true or false; None where neither."""
    return {"true": True, "1": True, "t": True, "false": False, "0": False, "f": False}.get(value.lower())


def read_rule(name: str, text: str, shown: str) -> RuleTable:
    """Read the file of a rule.

    Raises:
        DataError: with the line and the column.
    """
    rule = RuleTable(name, shown, text, _table(text, shown))
    table = rule.table
    kind = table.get("extends")
    if not isinstance(kind, str) or not kind:
        raise rule.fail(f"the key extends is missing: expected one of {', '.join(KINDS)}")
    if "." not in kind:
        if kind not in KINDS:
            expected = f"expected one of {', '.join(KINDS)}{nearest(kind, KINDS)}"
            raise rule.fail(f"extends = {kind[:40]!r}: {expected}", "extends")
        _check_keys(rule, kind)
        if "message" not in table:
            raise rule.fail("the key message is missing")
    level = table.get("level", "warning")
    if level not in LEVELS:
        raise rule.fail(f"level = {str(level)[:40]!r}: expected one of {', '.join(LEVELS)}", "level")
    return rule


def _check_keys(rule: RuleTable, kind: str) -> None:
    known = _COMMON | KINDS[kind]
    for key, value in rule.table.items():
        bare = key.rstrip("+-")
        if bare not in known:
            raise rule.fail(f"unknown key {key[:40]!r} in a rule of {kind}{nearest(key, known)}", key)
        if bare in _MAPS and value and not isinstance(value, dict):
            raise rule.fail(f"{key}: expected a table", key)
        if bare not in _LISTS | _MAPS and bare not in ("tests", "name") and isinstance(value, (list, dict)):
            raise rule.fail(f"{key}: expected a single value", key)


def _table(text: str, shown: str) -> dict[str, Any]:
    try:
        import yaml
    except ImportError:
        raise ConfigError("styles of Vale need `pip install 'copydesk[vale]'`", shown) from None
    if len(text) > _MAX_CHARACTERS:
        raise DataError(f"is larger than {_MAX_CHARACTERS // 2**20} MB, which no rule is", shown)
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # texts only: `no` and `12:30` are words here
    try:
        loaded = yaml.load(text, loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "cannot be read"
        raise DataError(
            f"not valid YAML: {what}", shown, mark.line + 1 if mark else None, mark.column + 1 if mark else 1
        ) from None
    except RecursionError:
        raise DataError("is nested too deeply", shown) from None
    if not isinstance(loaded, dict):
        raise DataError("expected a table: extends: existence, message: …", shown, 1)
    return {str(key).lower(): value for key, value in loaded.items()}


def inherited(rule: RuleTable, find: Callable[[str], RuleTable | None], via: Sequence[str] = ()) -> RuleTable:
    """A rule with what it extends under it.

    Args:
        rule: that may extend another one.
        find: gives the rule of a name.
        via: the rules that extend each other so far.

    Raises:
        DataError: there is none of that name, they extend each other, or one removes what is not there.
    """
    parent_name = rule.table["extends"]
    if "." not in parent_name:
        edits = [key for key in rule.table if key[-1:] in "+-"]
        if edits:
            raise rule.fail(f"{edits[0]} is for a rule that extends another rule", edits[0])
        return rule
    if parent_name in via or len(via) >= _DEEPEST:
        raise rule.fail(f"extends {parent_name}, which extends it in turn", "extends")
    parent = find(parent_name)
    if parent is None:
        raise rule.fail(f"extends {parent_name}: there is no such rule in the styles", "extends")
    parent = inherited(parent, find, (*via, parent_name))
    table = {key: value for key, value in parent.table.items() if key != "tests"}
    for key, value in rule.table.items():
        bare = key.rstrip("+-")
        if key == "extends":
            continue
        table[bare] = value if bare == key else _edited(rule, key, table.get(bare), value)
    made = RuleTable(rule.name, rule.shown, rule.text, table)
    _check_keys(made, table["extends"])
    return made


def _edited(rule: RuleTable, key: str, value: Any, change: Any) -> Any:
    """A list or a table with entries added, `key+`, or taken out, `key-`."""
    if isinstance(value, dict) and key.endswith("+") and isinstance(change, dict):
        return value | change
    if not isinstance(value, (list, dict)) or not isinstance(change, list):
        raise rule.fail(f"{key}: expected what {key[:-1]} is in the rule that this one extends", key)
    if key.endswith("+") and isinstance(value, list):
        return [*value, *change]
    missing = [item for item in change if item not in value]
    if missing:
        raise rule.fail(f"{key}: the rule that this one extends has no {str(missing[0])[:40]!r}", key)
    if isinstance(value, dict):
        return {k: v for k, v in value.items() if k not in change}
    return [item for item in value if item not in change]
