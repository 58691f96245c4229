"""An archive is mended where that is safe: as a patch, as copies, or in place; and nothing else is touched."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from copydesk.patch import Patch

SENTENCE = "The ferry to Skarvø ran late in the the morning, and no one said why it did so.\n"
MENDED = SENTENCE.replace("the the", "the")
#: By file: what a newline, an encoding, a mark or a name can be.
FILES = {
    "plain.txt": SENTENCE.encode(),
    "long.md": b"# Ferries\n\n" + b"All is well with this ferry, and it runs.\n\n" * 20 + SENTENCE.encode() * 1,
    "crlf.md": f"# Ferries\n\n{SENTENCE}\nThe end of of it came soon.\n".replace("\n", "\r\n").encode(),
    "no-newline.md": f"# Ferries\n\n{SENTENCE}".rstrip("\n").encode(),
    "bom.txt": b"\xef\xbb\xbf" + SENTENCE.encode(),
    "cr.txt": f"It rained.\n\n{SENTENCE}".replace("\n", "\r").encode(),
    "utf-16.txt": SENTENCE.encode("utf-16"),
    'café "q"\t\\.txt': SENTENCE.encode(),
    "a folder/with spaces.txt": SENTENCE.encode(),
    "clean.txt": b"All is well.\n",
}


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "copydesk", *words], cwd=folder, capture_output=True, text=True, timeout=120
    )


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-c", "core.autocrlf=false", *words], cwd=folder, check=True, capture_output=True)


def contents(folder: Path) -> dict[str, bytes]:
    return {os.fspath(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A repository with an archive in a folder of it, that was audited; and the archive as `check --fix` mends it."""
    root = tmp_path_factory.mktemp("fix")
    for name, data in FILES.items():
        path = root / "site" / "posts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    git(root, "init", "-q")
    assert run(root / "site", "audit", "posts", "--isolated").returncode == 0
    shutil.copytree(root / "site" / "posts", root / "want")
    run(root, "check", "want", "--isolated", "--fix", "--no-cache")
    return root


@pytest.fixture
def site(written, tmp_path):
    shutil.copytree(written, tmp_path / "repository", symlinks=True)
    return tmp_path / "repository" / "site"


@pytest.fixture(scope="module")
def want(written):
    want = contents(written / "want")
    assert want["plain.txt"] == MENDED.encode()
    return want


def test_a_patch_is_what_git_applies(site, want):
    before = contents(site / "posts")
    done = run(site, "audit", "posts", "--isolated", "--fix", "--patch", "fixes.patch")
    assert done.returncode == 0, done.stderr
    assert contents(site / "posts") == before
    assert "10 fixes in 9 files in fixes.patch" in done.stderr
    apply = done.stderr.partition("To apply it: ")[2].partition("\n")[0]
    assert apply == f"git -C {site.parent} apply {site / 'fixes.patch'}"
    git(site.parent, "apply", "--check", "site/fixes.patch")
    git(site.parent, "apply", "site/fixes.patch")
    assert contents(site / "posts") == want
    git(site.parent, "apply", "-R", "site/fixes.patch")
    assert contents(site / "posts") == before


def test_the_patch_names_files_as_git_does(site):
    (site / "posts" / "plain.txt").unlink()
    git(site.parent, "add", "-A")
    patch = run(site, "audit", "posts", "--isolated", "--fix", "--patch", "-").stdout
    assert patch
    run(site, "audit", "posts", "--isolated", "--fix", "--in-place")
    theirs = subprocess.run(["git", "diff"], cwd=site, capture_output=True, text=True, check=True).stdout
    headers = ("diff --git", "--- ", "+++ ")

    def names(text: str) -> list[str]:
        return sorted(line for line in text.split("\n") if line.startswith(headers) and "utf-16" not in line)

    assert names(patch) == names(theirs)


def test_copies_are_of_what_changes(site, want):
    before = contents(site / "posts")
    done = run(site, "audit", "posts", "--isolated", "--fix", "--copy", "mended")
    assert done.returncode == 0, done.stderr
    assert contents(site / "posts") == before
    changed = {name: data for name, data in want.items() if before[name] != data}
    assert contents(site / "mended" / "posts") == changed
    assert "is there already" in run(site, "audit", "posts", "--fix", "--copy", "mended").stderr
    outside = run(site.parent, "audit", str(site / "posts"), "--isolated", "--fix", "--copy", "other")
    assert outside.returncode == 0, outside.stderr
    assert contents(site.parent / "other" / "posts") == changed


def test_in_place_and_the_audit_knows(site, want):
    done = run(site, "audit", "posts", "--isolated", "--fix", "--in-place")
    assert done.returncode == 0, done.stderr
    assert contents(site / "posts") == want
    assert "10 fixes in 9 files" in done.stderr
    left = run(site, "audit", "query", "SELECT count(*) FROM findings WHERE fix = 'safe'", "--output-format", "csv")
    assert left.stdout.split() == ["count_star()", "0"]


def test_only_what_some_rules_found(site):
    (site / "posts" / "plain.txt").write_text(SENTENCE.replace("late", "late , late ,"), encoding="utf-8")
    done = run(site, "audit", "posts", "--isolated", "--fix", "--in-place", "--fixable", "punctuation")
    assert "1 fix in 1 file\n" in done.stderr.replace("2 fixes", "1 fix"), done.stderr
    assert "the the" in (site / "posts" / "plain.txt").read_text(encoding="utf-8")
    assert (site / "posts" / "bom.txt").read_bytes() == FILES["bom.txt"]


def test_what_cannot_be_mended_is_said_and_the_rest_is(site):
    (site / "rows.jsonl").write_text('{"text": "It ran late in the the morning, they said."}\n')
    (site / "posts" / "link.txt").symlink_to("plain.txt")
    if os.geteuid():
        (site / "posts" / "plain.txt").chmod(0o400)
    done = run(site, "audit", "posts", "rows.jsonl", "--isolated", "--fix", "--patch", "fixes.patch")
    assert done.returncode == 2
    assert "posts/link.txt: a link: not in the patch" in done.stderr
    assert "rows.jsonl: the rows of a table are not mended" in done.stderr
    git(site.parent, "apply", "--check", "site/fixes.patch")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--fix"], "--fix: say where the fixes go: --patch FILE, --copy FOLDER or --in-place"),
        (["--fix", "--patch", "a", "--in-place"], "--fix: not both --patch and --in-place"),
        (["--in-place"], "--in-place goes with --fix"),
        (["--fix", "--copy", "posts/mended"], "in posts, where the next audit would take it for articles"),
        (["--fix", "--patch", "nowhere/a.patch"], "there is no folder nowhere"),
        (["--fix", "--in-place", "--fixable", "repetitoin"], "no such rule; did you mean 'repetition'?"),
    ],
)
def test_what_is_wrong_on_the_command_line_is_said_before_all_else(site, words, said):
    before = contents(site)
    done = run(site, "audit", "posts", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert contents(site) == before


def test_a_patch_of_many_sources_is_one_of_the_whole_file(tmp_path):
    """Changes where one source ends and the next begins have the lines around them."""
    posts = [[f"post {i} line {j}\n" for j in range(1 + i % 9)] + [f"</post {i}>"] for i in range(60)]
    olds = ["".join(post) for post in posts]
    for odd in range(1, 8):
        news = [old.replace("line 0", "LINE 0\nmore") if i % odd == 0 else old for i, old in enumerate(olds)]
        patch = Patch("file.xml")
        for old, new in zip(olds, news, strict=True):
            patch.add(old, new)
        (tmp_path / "file.xml").write_text("".join(olds))
        (tmp_path / "a.patch").write_text(patch.finish())
        git(tmp_path, "apply", "-p0", "a.patch")
        assert (tmp_path / "file.xml").read_text() == "".join(news)


def test_memory_is_of_what_is_compared_only():
    patch = Patch("file.xml")
    for i in range(1000):
        old = f"post {i}\n" + "the same\n" * 50
        patch.add(old, old.replace("post", "POST"))
        assert sum(map(len, patch._old)) < 1000
