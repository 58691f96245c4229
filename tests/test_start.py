"""What a check imports, name by name: a new one shows here, and asks whether it is worth its time."""

import os
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from copydesk.system.folders import user_cache_folder, user_config_folder

CLEAN = (
    "The bakery on the corner\n\n"
    "It opened in 1911 and was run by the same family for most of the years that followed, with the help of "
    "the neighbours and of the boats that brought the flour.\n\n"
    "Nobody in the town is sure who baked the first loaf, and the family that owns the shop will not say, "
    "whoever asks and for whatever reason they have.\n"
)
THIRD_PARTY = {"ahocorasick_rs", "click", "msgspec", "sentencex"}
#: msgspec imports it where it is installed; nothing of ours needs it.
WHERE_INSTALLED = {"typing_extensions"}
#: Of the standard library. Other versions of Python than 3.11 import others of their own parts with these.
STANDARD = {
    *("array", "ast", "bisect", "collections", "contextlib", "copyreg", "datetime", "decimal", "dis", "enum"),
    *("errno", "fnmatch", "functools", "gc", "gettext", "importlib", "inspect", "ipaddress"),
    *(
        "itertools",
        "keyword",
        "linecache",
        "locale",
        "math",
        "mmap",
        "ntpath",
        "numbers",
        "opcode",
        "operator",
    ),
    *(
        "pathlib",
        "platform",
        "re",
        "reprlib",
        "resource",
        "signal",
        "struct",
        "textwrap",
        "threading",
        "token",
        "tokenize",
    ),
    *("types", "typing", "unicodedata", "urllib", "uuid", "warnings", "weakref", "zlib"),
}
WITH_A_CACHE = {"sqlite3"}
IS_3_11 = sys.version_info[:2] == (3, 11)


def imported(*command: str) -> set[str]:
    """The packages that a run of Python imports, those of the interpreter's own start aside."""
    code = (
        "import sys; own = set(sys.modules); from copydesk.cli import main\n"
        f"sys.argv = ['copydesk', *{command!r}]\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end\n"
        "print(*{name.partition('.')[0] for name in set(sys.modules) - own})"
    )
    # As for any user: the tests name folders of their own, and so those of the system are not looked for.
    env = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    names = set(done.stdout.splitlines()[-1].split()) - {"copydesk", "copydesk_rules"}
    return {name for name in names if not name.startswith("_")}


def test_a_check_of_a_clean_article(tmp_path):
    article = tmp_path / "article.txt"
    article.write_text(CLEAN)
    names = imported("check", "--no-cache", str(article)) - WHERE_INSTALLED
    assert names - sys.stdlib_module_names == THIRD_PARTY
    if IS_3_11:
        assert names & sys.stdlib_module_names == STANDARD


def test_what_the_cache_adds(tmp_path):
    article = tmp_path / "article.txt"
    article.write_text(CLEAN)
    names = imported("check", "--cache-dir", str(tmp_path / "cache"), str(article)) - WHERE_INSTALLED
    assert names - sys.stdlib_module_names == THIRD_PARTY
    if IS_3_11:
        assert names & sys.stdlib_module_names == STANDARD | WITH_A_CACHE


@pytest.mark.parametrize("folder", ["/srv/own", "relative", "", None])
def test_the_users_folders_are_those_of_platformdirs(monkeypatch, folder):
    for variable in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(variable, raising=False)
        if folder is not None:
            monkeypatch.setenv(variable, folder)
    assert user_config_folder() == Path(platformdirs.user_config_dir("copydesk", appauthor=False))
    assert user_cache_folder() == Path(platformdirs.user_cache_dir("copydesk", appauthor=False))
