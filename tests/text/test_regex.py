"""Patterns that are compiled when they are first used."""

import re
from importlib import import_module

import pytest

from copydesk import lazy_pattern
from places import ROOT

MODULES = [
    path.relative_to(root).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
    for root in (ROOT / "linter", ROOT / "rules")
    for path in sorted(root.rglob("*.py"))
    if "lazy_pattern(" in path.read_text(encoding="utf-8")
]


def test_it_does_what_a_compiled_pattern_does():
    pattern = lazy_pattern(r"(?P<sea>fog|rain)", re.IGNORECASE)
    assert [match["sea"] for match in pattern.finditer("Fog and rain")] == ["Fog", "rain"]
    assert pattern.sub("-", "fog") == "-"
    assert pattern.groups == 1


def test_it_is_compiled_when_it_is_used():
    broken = lazy_pattern("(")
    with pytest.raises(re.error, match="unterminated"):
        broken.search("")


@pytest.mark.parametrize("name", MODULES)
def test_every_pattern_of_ours_compiles(name):
    module = import_module(name)
    lazy = type(lazy_pattern(""))
    patterns = [value for value in vars(module).values() if isinstance(value, lazy)]
    assert all(isinstance(pattern.flags, int) for pattern in patterns)
