"""What keeps the code in shape: import contracts, and what is public."""

import ast
import subprocess
import sys

import pytest

import copydesk
from places import ROOT


def test_the_import_contracts_hold():
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as m; m()"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


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
