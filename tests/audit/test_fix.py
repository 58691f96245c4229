"""An archive is mended where that is safe: as a patch, as copies, or in place; nothing else is touched."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from copydesk.audit.fix.fix import FixedFile, fix_archive, fixable_rules
from copydesk.audit.fix.targets import Copies, InPlace, Patches, Target
from copydesk.audit.pipeline import audit
from copydesk.audit.sources.inventory import AuditRequest
from copydesk.audit.workers.local import check_locally
from copydesk.cli.audit_fix import target_of
from copydesk.errors import UsageError
from copydesk.lint.linter import Linter, Settings
from copydesk.run.runner import Mode, run_files
from copydesk.system.patch import Patch

SENTENCE = "The ferry to Skarvø ran late in the the morning, and no one said why it did so.\n"
MENDED = SENTENCE.replace("the the", "the")
#: By file: what a newline, an encoding, a mark or a name can be.
FILES = {
    "plain.txt": SENTENCE.encode(),
    "long.md": b"# Ferries\n\n"
    + b"All is well with this ferry, and it runs.\n\n" * 20
    + SENTENCE.encode() * 1,
    "crlf.md": f"# Ferries\n\n{SENTENCE}\nThe end of of it came soon.\n".replace("\n", "\r\n").encode(),
    "no-newline.md": f"# Ferries\n\n{SENTENCE}".rstrip("\n").encode(),
    "bom.txt": b"\xef\xbb\xbf" + SENTENCE.encode(),
    "cr.txt": f"It rained.\n\n{SENTENCE}".replace("\n", "\r").encode(),
    "utf-16.txt": SENTENCE.encode("utf-16"),
    'café "q"\t\\.txt': SENTENCE.encode(),
    "a folder/with spaces.txt": SENTENCE.encode(),
    "clean.txt": b"All is well.\n",
}


LINTER = Linter(Settings(isolated=True))


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "copydesk", *words], cwd=folder, capture_output=True, text=True, timeout=120
    )


def git(folder: Path, *words: str) -> bytes:
    command = ["git", "-c", "core.autocrlf=false", *words]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout


def contents(folder: Path) -> dict[str, bytes]:
    return {os.fspath(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


class Site:
    """A folder in a repository, in which an archive is."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.posts, self.repository = folder, folder / "posts", folder.parent

    def audit(self, *sources: str) -> None:
        checker = partial(check_locally, LINTER, jobs=1, seconds=60.0)
        audit(LINTER, AuditRequest(sources or ("posts",)), self.folder / "out", checker, lambda *_: None)

    def mend(self, target: Target, rules: frozenset[str] = frozenset()) -> list[FixedFile]:
        return list(fix_archive(LINTER, self.folder / "out", target, 1, rules))

    def patch(self) -> Path:
        self.audit()
        path = self.repository / "fixes.patch"
        path.write_bytes(b"".join(each.patch for each in self.mend(Patches())))
        return path


@pytest.fixture
def site(tmp_path, monkeypatch):
    site = Site(tmp_path / "repository" / "site")
    for name, data in FILES.items():
        (site.posts / name).parent.mkdir(parents=True, exist_ok=True)
        (site.posts / name).write_bytes(data)
    git(site.repository, "init", "-q")
    monkeypatch.chdir(site.folder)
    return site


@pytest.fixture(scope="module")
def want(tmp_path_factory):
    """The archive as `copydesk check --fix` mends it."""
    folder = tmp_path_factory.mktemp("want")
    for name, data in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    for _ in run_files(LINTER, [(p, str(p)) for p in folder.rglob("*") if p.is_file()], Mode.FIX, jobs=1):
        pass
    want = contents(folder)
    assert want["plain.txt"] == MENDED.encode()
    return want


def test_a_patch_is_what_git_applies(site, want):
    before = contents(site.posts)
    patch = site.patch()
    assert contents(site.posts) == before
    git(site.repository, "apply", "--check", patch)
    git(site.repository, "apply", patch)
    assert contents(site.posts) == want
    git(site.repository, "apply", "-R", patch)
    assert contents(site.posts) == before


def test_the_patch_names_files_as_git_does(site, want):
    git(site.repository, "add", "-A")
    ours = site.patch().read_bytes()
    for name, data in want.items():
        (site.posts / name).write_bytes(data)
    theirs = git(site.repository, "diff", "--text")
    headers = (b"diff --git", b"--- ", b"+++ ", b"@@ ", b"\\ No newline")

    def heads(patch: bytes) -> list[bytes]:
        return sorted(line.partition(b" @@")[0] for line in patch.split(b"\n") if line.startswith(headers))

    assert heads(ours) == heads(theirs)


def test_copies_are_of_what_changes(site, want):
    before = contents(site.posts)
    changed = {name: data for name, data in want.items() if before[name] != data}
    site.audit()
    site.mend(Copies(site.folder / "mended"))
    assert contents(site.posts) == before
    assert contents(site.folder / "mended" / "posts") == changed
    with pytest.raises(UsageError, match="is there already"):
        Copies(site.folder / "mended")


def test_copies_of_a_source_elsewhere_have_its_name(site):
    site.audit(str(site.posts))
    site.mend(Copies(site.folder / "mended"))
    assert "posts/a folder/with spaces.txt" in contents(site.folder / "mended")


def test_in_place(site, want):
    site.audit()
    mended = site.mend(InPlace())
    assert contents(site.posts) == want
    assert sum(each.applied for each in mended) == 10


def test_only_what_some_rules_found(site):
    (site.posts / "plain.txt").write_text(SENTENCE.replace("Skarvø ran", "Skarvø , and on, ran"), "utf-8")
    site.audit()
    (mended,) = site.mend(InPlace(), fixable_rules(LINTER, ["punctuation"]))
    assert mended.applied
    assert (site.posts / "plain.txt").read_text("utf-8") == SENTENCE.replace(
        "Skarvø ran", "Skarvø, and on, ran"
    )


def test_a_file_is_mended_as_it_is_now(site):
    site.audit()
    (site.posts / "plain.txt").write_text("All of it is well now.\n")
    (site.posts / "bom.txt").write_text(SENTENCE * 2, "utf-8")
    (site.posts / "cr.txt").unlink()
    mended = site.mend(InPlace())
    assert (site.posts / "plain.txt").read_text() == "All of it is well now.\n"
    assert "the the" not in (site.posts / "bom.txt").read_text("utf-8")
    assert [p.path for each in mended for p in each.problems] == ["posts/cr.txt"]


def test_what_cannot_be_mended_is_said_and_the_rest_is(site):
    (site.folder / "rows.jsonl").write_text('{"text": "It ran late in the the morning, they said."}\n')
    (site.posts / "link.txt").symlink_to("plain.txt")
    site.audit("posts", "rows.jsonl")
    mended = site.mend(Patches())
    assert sorted((p.path, p.message.partition(":")[0]) for each in mended for p in each.problems) == [
        ("posts/link.txt", "a link"),
        ("rows.jsonl", "the rows of a table are not mended; mend what it was made from"),
    ]
    assert sum(bool(each.patch) for each in mended) == 9


def test_the_command_line(site):
    done = run(site.folder, "audit", "posts", "--isolated", "--fix", "--patch", "fixes.patch")
    assert done.returncode == 0, done.stderr
    assert "10 fixes in 9 files in fixes.patch" in done.stderr
    words = shlex.split(done.stderr.partition("To apply it: ")[2].partition("\n")[0])
    assert words == ["git", "-C", str(site.repository), "apply", str(site.folder / "fixes.patch")]
    subprocess.run(words, check=True)
    done = run(site.folder, "audit", "posts", "--isolated", "--fix", "--in-place")
    assert "0 fixes in 0 files" in done.stderr


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"fix": True}, "--fix: say where the fixes go: --patch FILE, --copy FOLDER or --in-place"),
        ({"fix": True, "patch": Path("a"), "in_place": True}, "--fix: not both --patch and --in-place"),
        ({"in_place": True}, "--in-place goes with --fix"),
        ({"fix": True, "copy": Path("posts/a")}, "in posts, where the next audit would take it for articles"),
        ({"fix": True, "patch": Path("no/a.patch")}, "there is no folder no"),
    ],
)
def test_what_is_wrong_on_the_command_line_is_said_before_all_else(site, given, said):
    options = {"fix": False, "patch": None, "copy": None, "in_place": False, "fixable": ()} | given
    with pytest.raises(UsageError, match=re.escape(said)):
        target_of(**options, sources=("posts",))


def test_a_rule_that_is_none_is_said():
    with pytest.raises(UsageError, match="no such rule; did you mean 'repetition'"):
        fixable_rules(LINTER, ["repetitoin"])


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
