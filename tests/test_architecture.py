"""What keeps the code in shape: import contracts, what is public, what a run imports."""

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


#: Slow to import, and needed by a plain check of one clean article only on some texts.
HEAVY = (
    *("numpy", "tabulate", "trafilatura", "lxml", "tree_sitter", "pyromark", "ftfy", "rapidfuzz"),
    *(
        "asyncio",
        "multiprocessing",
        "concurrent.futures",
        "difflib",
        "tomllib",
        "pathspec",
        "ignore",
        "jinja2",
    ),
)


def test_a_plain_check_imports_nothing_it_does_not_use(tmp_path):
    article = tmp_path / "a.txt"
    article.write_text(
        "The bakery on the corner\n\n"
        "It opened in 1911 and has been run by the same family ever since that day.\n\n"
        "Nobody in town remembers who baked the first loaf, and the family will not say, whoever asks.\n"
    )
    code = (
        "import sys; from copydesk.cli import main\n"
        f"sys.argv = ['copydesk', 'check', '--no-cache', {str(article)!r}]\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
