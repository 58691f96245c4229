"""What is public. That the contracts of imports hold is a step of `.ci/run`."""

import ast

import pytest

import copydesk
from places import ROOT


@pytest.mark.parametrize(
    "path", sorted((ROOT / "rules").rglob("*.py")), ids=lambda p: p.relative_to(ROOT / "rules").as_posix()
)
def test_rules_import_only_what_is_public(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "copydesk":
            private = {alias.name for alias in node.names} - set(copydesk.__all__)
            assert not private, f"{sorted(private)} is not in copydesk.__all__"


def test_all_is_true():
    for name in copydesk.__all__:
        assert hasattr(copydesk, name)
