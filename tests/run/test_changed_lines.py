"""Only what changed: on real repositories, by the real git, through the command line."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from copydesk.run.changed_lines import Changes, Lines

OLD = """\
The bakery on the corner

It opened in in 1911, and the family kept it.

Nobody knows which of of them baked the first loaf.

The doors close at at noon on Sundays.
"""
#: What a user may have set, none of which may matter.
HOSTILE = """\
[user]
    name = A
    email = a@example.org
[color]
    ui = always
[core]
    quotePath = false
    pager = false
    excludesFile = {folder}/ignored
[diff]
    noprefix = true
    mnemonicPrefix = true
    external = false
    renames = false
    context = 7
    interHunkContext = 9
    ignoreSubmodules = none
    submodule = log
    suppressBlankEmpty = true
    relative = true
    wordRegex = .
[diff "shout"]
    textconv = tr a-z A-Z <
    command = false
"""


class Repository:
    """A git repository in a folder."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main", *options)

    def git(self, *args: str) -> bytes:
        return subprocess.run(
            ["git", *args], cwd=self.folder, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ).stdout

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def commit(self, **files: str) -> None:
        for name, text in files.items():
            self.write(f"{name}.md", text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "a commit")

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.folder / name).read_bytes()
        assert old.encode() in text
        (self.folder / name).write_bytes(text.replace(old.encode(), new.encode()))


@pytest.fixture(autouse=True)
def _plain_git(monkeypatch, tmp_path):
    """Git as if nobody had configured it."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "A")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@example.org")


@pytest.fixture
def repository(tmp_path) -> Repository:
    """A repository with one article on main, and a branch for the work."""
    made = Repository(tmp_path / "repository")
    made.commit(old=OLD)
    made.git("switch", "-q", "-c", "work")
    return made


@pytest.fixture
def check(copydesk, repository):
    """Run copydesk; gives where it found a repeated word, or the error."""

    def run(*args, cwd=None, stdin=b"", env=None, select="repeated-word"):
        given = ("check", "--output-format", "json", "--select", select, *args)
        done = copydesk(*given, cwd=cwd or repository.folder, stdin=stdin, env=env)
        if done.returncode == 2:
            assert done.stderr.startswith(b"copydesk: ")
            assert done.stderr.count(b"\n") == 1
            return done.stderr.decode().removeprefix("copydesk: ").rstrip("\n")
        assert done.stderr == b""
        return [(f["path"], f["line"]) for f in json.loads(done.stdout)["findings"]]

    return run


class TestSince:
    def test_nothing_changed(self, check):
        assert check() == [("old.md", 3), ("old.md", 5), ("old.md", 7)]
        assert check("--since", "main") == []

    def test_committed_staged_unstaged_and_new(self, check, repository):
        repository.edit("old.md", "1911", "1912")
        repository.commit()
        repository.edit("old.md", "Sundays", "Mondays")
        repository.git("add", "-A")
        repository.write("new.md", "They sold sold it.\n")
        assert check("--since", "main") == [("new.md", 1), ("old.md", 3), ("old.md", 7)]
        assert check("--since", "HEAD") == [("new.md", 1), ("old.md", 7)]

    def test_a_change_that_was_taken_back_is_none(self, check, repository):
        repository.edit("old.md", "1911", "1912")
        repository.commit()
        repository.edit("old.md", "1912", "1911")
        assert check("--since", "main") == []

    def test_what_the_base_branch_changed_meanwhile_is_not_blamed_on_this_one(self, check, repository):
        repository.edit("old.md", "Sundays", "Mondays")
        repository.commit()
        repository.git("switch", "-q", "main")
        repository.edit("old.md", "1911", "1912")
        repository.commit(other="They sold sold it.\n")
        repository.git("switch", "-q", "work")
        assert check("--since", "main") == [("old.md", 7)]
        repository.git("merge", "-q", "main")
        assert check("--since", "main") == [("old.md", 7)]

    def test_a_revision_is_what_git_takes_for_one(self, check, repository):
        repository.edit("old.md", "1911", "1912")
        repository.commit()
        repository.git("tag", "-a", "-m", "a tag", "v1", "main")
        commit = repository.git("rev-parse", "main").decode().strip()
        for rev in ("v1", "HEAD~", "HEAD^", "@~1", commit, commit[:9], "main^{commit}"):
            assert check("--since", rev) == [("old.md", 3)], rev

    def test_only_the_paths_given(self, check, repository):
        for name in ("a/one.md", "b/two.md", "b/.hidden/three.md", "b/four.py", "b/draft.md"):
            repository.write(name, "They sold sold it.\n")
        repository.write("copydesk.toml", 'exclude = ["draft.md"]')
        assert check("--since", "main", "b") == [("b/two.md", 1)]
        assert check("--since", "main", "a/one.md", "old.md") == [("a/one.md", 1)]
        assert check("--since", "main", "b/four.py") == [("b/four.py", 1)], "one that is named is checked"
        assert check("--since", "main", "c") == "c: no such file or folder"

    def test_what_git_ignores_is_not_new(self, check, repository):
        repository.write(".gitignore", "drafts/\n")
        repository.write("drafts/new.md", "They sold sold it.\n")
        assert check("--since", "main") == []

    def test_from_a_subfolder(self, check, repository):
        repository.write("posts/new.md", "They sold sold it.\n")
        repository.edit("old.md", "1911", "1912")
        folder = repository.folder / "posts"
        assert check("--since", "main", cwd=folder) == [("new.md", 1)]
        assert check("--since", "main", "..", cwd=folder) == [("../old.md", 3), ("../posts/new.md", 1)]

    def test_by_way_of_a_link(self, check, repository, tmp_path):
        repository.edit("old.md", "1911", "1912")
        (tmp_path / "link").symlink_to(repository.folder)
        assert check("--since", "main", cwd=tmp_path / "link") == [("old.md", 3)]
        assert check("--since", "main", str(tmp_path / "link")) == [(f"{tmp_path}/link/old.md", 3)]

    def test_in_a_worktree(self, check, repository, tmp_path):
        repository.git("worktree", "add", "-q", "-b", "other", str(tmp_path / "tree"))
        (tmp_path / "tree" / "new.md").write_text("They sold sold it.\n")
        assert check("--since", "main", cwd=tmp_path / "tree") == [("new.md", 1)]

    def test_in_a_hook_where_git_says_where_it_is(self, check, repository):
        repository.edit("old.md", "1911", "1912")
        assert check("--since", "main", env={"GIT_DIR": ".git"}) == [("old.md", 3)]
        environment = {"GIT_DIR": str(repository.folder / ".git"), "GIT_DIFF_OPTS": "-u9"}
        assert check("--since", "main", env=environment) == [("old.md", 3)]

    def test_files_that_are_not_checked_out(self, check, repository):
        repository.commit(**{"here/a": OLD, "there/b": OLD})
        repository.git("sparse-checkout", "set", "here")
        assert not (repository.folder / "there").exists()
        assert {path for path, _ in check("--since", "main")} == {"here/a.md"}

    def test_in_the_middle_of_a_merge_that_conflicts(self, check, repository):
        repository.edit("old.md", "1911", "1912")
        repository.commit()
        repository.git("switch", "-q", "-c", "third", "main")
        repository.edit("old.md", "1911", "1913")
        repository.commit()
        with pytest.raises(subprocess.CalledProcessError):
            repository.git("merge", "work")
        lines = (repository.folder / "old.md").read_text().splitlines()
        conflict = [number for number, line in enumerate(lines, 1) if "1912" in line or "1913" in line]
        found = check("--since", "main")
        assert found == [(path, line) for path, line in check() if line in conflict] != []

    def test_the_index_is_not_touched(self, check, repository):
        os.utime(repository.folder / "old.md", (0, 0))
        before = (repository.folder / ".git/index").read_bytes()
        assert check("--since", "main") == []
        assert (repository.folder / ".git/index").read_bytes() == before


class TestKindsOfChange:
    def test_a_renamed_file_has_only_its_edits(self, check, repository):
        repository.git("mv", "old.md", "renamed.md")
        repository.commit()
        assert check("--since", "main") == []
        repository.edit("renamed.md", "Sundays", "Mondays")
        assert check("--since", "main") == [("renamed.md", 7)]

    def test_a_copy_is_new(self, check, repository):
        repository.commit(copied=OLD)
        assert check("--since", "main") == [("copied.md", 3), ("copied.md", 5), ("copied.md", 7)]

    def test_a_deleted_file_and_other_permissions(self, check, repository):
        repository.write("script.md", OLD)
        repository.commit()
        repository.git("rm", "-q", "old.md")
        (repository.folder / "script.md").chmod(0o755)
        assert check("--since", "HEAD") == []

    def test_a_link_has_no_lines(self, check, repository):
        (repository.folder / "link.md").symlink_to("old.md")
        assert check("--since", "main") == []
        repository.commit()
        assert check("--stdin-diff", stdin=repository.git("diff", "main")) == []
        (repository.folder / "link.md").unlink()
        (repository.folder / "link.md").write_text(OLD)
        assert check("--since", "HEAD") == [("link.md", 3), ("link.md", 5), ("link.md", 7)]

    def test_a_submodule_is_another_repository(self, check, repository, tmp_path):
        inner = Repository(tmp_path / "inner")
        inner.commit(a=OLD)
        allowed = ("-c", "protocol.file.allow=always")
        repository.git(*allowed, "submodule", "add", "-q", str(inner.folder), "inner")
        repository.commit()
        (repository.folder / "inner" / "a.md").write_text("They sold sold it.\n")
        assert check("--since", "main") == []
        assert check("--since", "HEAD", cwd=repository.folder / "inner") == [("a.md", 1)]

    @pytest.mark.parametrize(
        "name",
        [
            "two words",
            "näive—☃",
            'a "quoted" one',
            '"',
            "tab\there",
            "new\nline",
            "back\\slash",
            "plan b/b/a",
            "-x",
        ],
    )
    def test_names(self, check, repository, name):
        repository.write(f"{name}.md", OLD)
        repository.commit()
        repository.edit(f"{name}.md", "1911", "1912")
        expected = [(f"{name}.md", 3)]
        assert check("--since", "HEAD") == expected
        diff = repository.git("diff")
        assert check("--stdin-diff", stdin=diff) == expected
        assert check("--stdin-diff", stdin=repository.git("-c", "core.quotePath=no", "diff")) == expected

    def test_a_name_that_is_not_utf_8(self, check, repository):
        path = os.path.join(os.fsencode(repository.folder), b"caf\xe9.md")
        with open(path, "wb") as file:
            file.write(OLD.encode())
        repository.commit()
        with open(path, "ab") as file:
            file.write(b"\nThey sold sold it.\n")
        (changes,) = Changes.since("HEAD", repository.folder).lines.items()
        assert changes == (Path(os.fsdecode(os.path.realpath(path))), Lines(changed=((8, 9),)))
        assert dict([changes]) == Changes.from_diff(repository.git("diff"), repository.folder).lines

    def test_no_newline_at_the_end(self, check, repository):
        repository.commit(old=OLD.rstrip("\n"))
        repository.edit("old.md", "Sundays", "Mondays")
        assert check("--since", "HEAD") == [("old.md", 7)]
        assert check("--stdin-diff", stdin=repository.git("diff")) == [("old.md", 7)]

    def test_other_line_endings_are_no_change_of_what_is_said(self, check, repository):
        crlf = OLD.replace("\n", "\r\n")
        repository.write("old.md", crlf)
        assert check("--since", "main") == []
        repository.edit("old.md", "1911", "1912")
        assert check("--since", "main") == [("old.md", 3)]
        repository.commit()
        repository.edit("old.md", "Sundays", "Mondays")
        assert check("--stdin-diff", stdin=repository.git("diff")) == [("old.md", 7)]

    def test_lines_that_end_at_cr(self, check, repository):
        mixed = OLD.replace("\n\n", "\r\r", 2)
        repository.commit(old=mixed)
        repository.edit("old.md", "Sundays", "Mondays")
        assert check("--since", "HEAD") == [("old.md", 7)]
        repository.edit("old.md", "1911", "1912")
        assert check("--since", "HEAD") == [("old.md", 3), ("old.md", 5), ("old.md", 7)], "one line to git"

    def test_utf_16_is_checked_as_a_whole(self, check, repository):
        repository.write("old.md", OLD.encode("utf-16"))
        repository.commit()
        assert check("--since", "HEAD") == []
        repository.write("old.md", OLD.replace("1911", "1912").encode("utf-16"))
        assert check("--since", "HEAD") == [("old.md", 3), ("old.md", 5), ("old.md", 7)]

    def test_what_git_is_told_to_take_for_binary(self, check, repository):
        repository.write(".gitattributes", "*.html binary\n*.md -diff\n")
        repository.write("page.html", "<p>It opened in in 1911.</p>\n<p>They sold sold it.</p>\n")
        repository.commit()
        repository.edit("old.md", "1911", "1912")
        repository.edit("page.html", "1911", "1912")
        assert check("--since", "HEAD") == [("old.md", 3), ("page.html", 1)]

    def test_a_filter_that_keeps_something_else_in_the_repository(self, check, repository):
        repository.git("config", "filter.doubled.clean", "sed p")
        repository.write(".gitattributes", "old.md filter=doubled\n")
        repository.commit()
        repository.edit("old.md", "Sundays", "Mondays")
        assert check("--since", "HEAD") == [("old.md", 3), ("old.md", 5), ("old.md", 7)]

    def test_how_the_user_likes_diffs_does_not_matter(self, check, repository, tmp_path):
        (tmp_path / "gitconfig").write_text(HOSTILE.format(folder=tmp_path))
        (tmp_path / "ignored").write_text("*.md\n")
        hostile = {"GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig"), "GIT_EXTERNAL_DIFF": "false"}
        repository.write(".gitattributes", "*.md diff=shout\n")
        repository.commit()
        repository.git("mv", "old.md", "renamed näme.md")
        repository.edit("renamed näme.md", "1911", "1912")
        repository.write("new.md", "They sold sold it.\n")
        (repository.folder / "posts").mkdir()
        expected = [("../new.md", 1), ("../renamed näme.md", 3)]
        environment = {**hostile, "PAGER": "false", "GIT_PAGER": "false", "LC_ALL": "de_DE.UTF-8"}
        assert check("--since", "HEAD", "..", cwd=repository.folder / "posts", env=environment) == expected


class TestWhatCounts:
    TWICE = "The mayor said on Monday that the bridge would be closed to all traffic until the end of May.\n"
    OTHER = "The council meets again in the autumn, when the costs of the work on the north bank are known.\n"

    def test_the_other_half_is_on_a_changed_line(self, check, repository):
        repository.commit(old=f"{self.OTHER}\n{self.TWICE}")
        repository.write("old.md", f"{self.TWICE}\n{self.OTHER}\n{self.TWICE}")
        assert check("--since", "HEAD", select="duplicate-paragraph") == [("old.md", 5)], (
            "its own line is old"
        )
        assert check("--since", "HEAD~", select="duplicate-paragraph") == [("old.md", 5)]

    def test_neither_half_is(self, check, repository):
        repository.commit(old=f"{self.TWICE}\n{self.OTHER}\n{self.TWICE}")
        repository.edit("old.md", "autumn", "spring")
        assert check("--since", "HEAD", select="duplicate-paragraph") == []

    def test_a_span_of_several_lines_one_of_which_changed(self, check, repository):
        wrapped = self.TWICE.replace(" that", "\nthat")
        repository.commit(old=f"{self.TWICE}\n{self.OTHER}\n{wrapped.replace('end', 'start')}")
        repository.edit("old.md", "start", "end")
        assert check(select="duplicate-paragraph") == [("old.md", 5)]
        assert check("--since", "HEAD", select="duplicate-paragraph") == [("old.md", 5)]

    def test_both_sides_of_a_deletion(self, check, repository):
        repository.commit(old="They went to the\nbig blue house and the\nthe garden.\n\nOne.\n\nA a b.\n")
        repository.edit("old.md", "big blue house and the\n", "")
        assert check() == [("old.md", 1), ("old.md", 6)] or check() == [("old.md", 2), ("old.md", 6)]
        found = check("--since", "HEAD")
        assert len(found) == 1
        assert found[0] != ("old.md", 6), "the paragraph after the next has not changed"
        assert check("--stdin-diff", stdin=repository.git("diff")) == found

    def test_both_sides_of_a_deletion_with_space_between(self, check, repository):
        repository.commit(old=f"{self.TWICE}\n{self.OTHER}\n\n{self.OTHER}\n{self.TWICE}")
        assert check("--since", "HEAD", select="duplicate-paragraph") == []
        repository.write("old.md", f"{self.TWICE}\n\n{self.TWICE}")
        assert check("--since", "HEAD", select="duplicate-paragraph") == [("old.md", 4)]
        repository.commit()
        repository.write("old.md", f"{self.OTHER}\n{self.TWICE}\n\n{self.TWICE}")
        assert check("--since", "HEAD", select="duplicate-paragraph") == []

    def test_a_finding_that_ends_where_a_line_begins_has_no_part_in_that_line(self, check, repository, pack):
        source = (
            "from copydesk import Meta, NoOptions, Rule\n"
            "class First(Rule[NoOptions]):\n"
            "    'Finds the first line, and its end.'\n"
            "    meta = Meta(name='first', group='test', summary='A line.', since='1')\n"
            "    def check(self, article):\n"
            "        yield self.finding((0, article.text.index('\\n') + 1))\n"
            "RULES = (First,)\n"
        )
        env = pack(source)
        repository.write("new.txt", "One.\n\nTwo.\n")
        repository.commit()
        repository.edit("new.txt", "\n\n", "\n \n")
        assert check("--since", "HEAD", select="first", env=env) == []
        repository.edit("new.txt", "One", "Four")
        assert check("--since", "HEAD", select="first", env=env) == [("new.txt", 1)]

    def test_one_side_of_a_deletion_is_not_enough(self, check, repository):
        repository.edit("old.md", "Nobody knows which of of them baked the first loaf.\n\n", "")
        assert check("--since", "main") == []

    def test_a_repeat_on_a_changed_line_is_where_the_finding_is_then(self, copydesk, repository):
        repository.commit(old="One\u200btwo.\n\nHere\u200bthere.\n\nNow\u200bthen.\n\nThis\u200bthat.\n")

        def found(*args):
            given = ("check", "--output-format", "json", "--select", "invisible-character", *args)
            return json.loads(copydesk(*given, cwd=repository.folder).stdout)["findings"]

        (before,) = found()
        repository.edit("old.md", "that.\n", "that.\n\nMore.\n")
        assert found("--since", "HEAD") == []
        repository.edit("old.md", "Now", "Some\u200btime")
        (whole,), (kept,) = found(), found("--since", "HEAD")
        assert (whole["line"], whole["where"]) == (1, "paragraph 1")
        assert (kept["line"], kept["where"], kept["column"]) == (5, "paragraph 3", 5)
        assert (kept["end"], kept["end_column"]) == (kept["start"] + 1, 6)
        assert kept["message"] == whole["message"] == before["message"].replace("3 more", "4 more")
        assert [r["line"] for r in kept["related"]] == [1, 3, 5, 7]
        assert kept["fingerprint"] == whole["fingerprint"] == before["fingerprint"]
        assert kept["fixes"] == whole["fixes"]

    def test_lines_touch(self):
        lines = Lines(changed=((3, 3), (7, 9)), gaps=((11, 13), (15, 16)))
        touched = [n for n in range(1, 20) if lines.touch([(n, n)])]
        assert touched == [3, 7, 8, 9]
        assert lines.touch([(4, 7)])
        assert lines.touch([(11, 13)])
        assert lines.touch([(13, 13), (11, 11)])
        assert not lines.touch([(11, 12)])
        assert not lines.touch([(11, 11), (16, 16)]), "each at another deletion"
        assert not lines.touch([(12, 12), (14, 14)])


class TestErrors:
    def test_not_a_repository(self, check, tmp_path):
        folder = tmp_path / "plain"
        folder.mkdir()
        assert check("--since", "main", cwd=folder) == f"--since main: {folder} is not in a git repository"
        said = check("--since", "main", env={"GIT_DIR": "/nowhere/.git"})
        assert said.endswith(" is not in a git repository (GIT_DIR is /nowhere/.git)")

    def test_no_git(self, check, tmp_path):
        said = check("--since", "main", env={"PATH": str(tmp_path)})
        assert said == "--since main: git is not installed; without it, pipe a diff into --stdin-diff"

    def test_no_such_revision(self, check, repository):
        assert check("--since", "mian") == "--since mian: no such revision; did you mean 'main'?"
        assert check("--since", "") == "--since : no such revision"
        assert check("--since", "--output=x") == "--since --output=x: no such revision"
        assert check("--since", "main..work").startswith("--since main..work: no such revision")
        assert check("--since", "0" * 40) == f"--since {'0' * 40}: no such revision"
        assert (
            check("--since", "main:old.md") == "--since main:old.md: no commit, nor a branch or a tag of one"
        )

    def test_a_branch_that_was_not_fetched(self, check, repository, tmp_path):
        clone = tmp_path / "clone"
        repository.git("clone", "-q", "--single-branch", "-b", "work", ".", str(clone))
        said = check("--since", "origin/main", cwd=clone)
        advice = "; if the remote has it, this brings it: git fetch origin main:refs/remotes/origin/main"
        assert said == f"--since origin/main: no such revision{advice}"
        self.run(advice, clone)
        assert check("--since", "origin/main", cwd=clone) == []
        assert check("--since", "main", cwd=clone).endswith("no such revision; did you mean 'origin/main'?")

    @staticmethod
    def run(advice: str, folder: Path) -> None:
        """Do what an error says."""
        command = advice[advice.index("git ") :].split()
        subprocess.run(command, cwd=folder, check=True, capture_output=True)

    @pytest.fixture
    def clone(self, repository, tmp_path):
        """Clone the branch, shallow; main has moved on."""
        for year in ("1912", "1913", "1914"):
            repository.edit("old.md", "19", f"{year} 19")
            repository.commit()
        repository.git("switch", "-q", "main")
        repository.commit(other="Another.\n")

        def made(*options: str) -> Path:
            folder = tmp_path / "shallow"
            repository.git(
                "clone", "-q", "--branch", "work", *options, f"file://{repository.folder}", str(folder)
            )
            return folder

        return made

    def test_a_shallow_clone_without_the_base(self, check, clone):
        folder = clone("--depth", "1")
        said = check("--since", "origin/main", cwd=folder)
        advice = (
            "use fetch-depth: 0 with actions/checkout, GIT_DEPTH: 0 in GitLab CI, "
            "or git fetch --unshallow origin main:refs/remotes/origin/main"
        )
        assert said == (
            f"--since origin/main: no such revision in this clone, which is shallow (1 commit); {advice}"
        )
        self.run(advice, folder)
        assert check("--since", "origin/main", cwd=folder) == [("old.md", 3)]

    def test_a_shallow_clone_without_the_merge_base(self, check, clone):
        folder = clone("--depth", "2", "--no-single-branch")
        said = check("--since", "origin/main", cwd=folder)
        advice = "git fetch --unshallow origin main:refs/remotes/origin/main"
        assert (
            "the commit where it and HEAD parted is not in this clone, which is shallow (2 commits)" in said
        )
        assert "fetch-depth: 0" in said
        assert said.endswith(advice)
        self.run(advice, folder)
        assert check("--since", "origin/main", cwd=folder) == [("old.md", 3)]

    def test_a_shallow_clone_that_a_known_depth_would_do_for(self, check, clone):
        folder = clone("--depth", "2")
        assert check("--since", "HEAD~1", cwd=folder) == [("old.md", 3)]
        said = check("--since", "HEAD~3", cwd=folder)
        assert "fetch-depth: 4" in said
        self.run(said, folder)
        assert check("--since", "HEAD~3", cwd=folder) == [("old.md", 3)]

    def test_a_shallow_clone_that_is_deep_enough(self, check, clone):
        folder = clone("--depth", "4", "--no-single-branch")
        assert check("--since", "origin/main", cwd=folder) == [("old.md", 3)]

    def test_nothing_committed(self, check, tmp_path):
        empty = Repository(tmp_path / "empty")
        said = check("--since", "HEAD", cwd=empty.folder)
        assert said == "--since HEAD: nothing is committed yet, so all is new; leave --since out"

    def test_unrelated_histories(self, check, repository):
        repository.git("switch", "-q", "--orphan", "alone")
        repository.commit(new="New.\n")
        said = check("--since", "main")
        assert (
            said == "--since main: it and HEAD have no commit in common, so there is nothing to compare with"
        )

    def test_a_bare_repository(self, check, repository, tmp_path):
        bare = Repository(tmp_path / "bare", "--bare").folder
        for folder in (bare, repository.folder / ".git"):
            said = check("--since", "main", cwd=folder)
            assert said == (
                f"--since main: {folder} is in a bare git repository or a .git folder, where no files are"
            )

    def test_a_repository_of_another_user(self, check, repository):
        said = check("--since", "main", env={"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"})
        where = repository.folder
        trust = f"git config --global --add safe.directory {where}"
        assert said == f"--since main: git does not trust {where}, which is another user's; run {trust}"

    def test_what_git_itself_says(self, check, repository):
        (repository.folder / ".git/index").write_bytes(b"broken")
        assert check("--since", "main").startswith("--since main: git: ")

    def test_outside_of_the_repository(self, check, repository, tmp_path):
        (tmp_path / "other.md").write_text(OLD)
        said = check("--since", "main", "../other.md")
        assert (
            said
            == f"../other.md: not in the git repository {repository.folder}, so --since says nothing of it"
        )

    @pytest.mark.parametrize(
        ("args", "said"),
        [
            (["--since", "main", "--stdin-diff"], "--since and --stdin-diff exclude each other"),
            (["--since", "main", "--fix"], "only report"),
            (["--stdin-diff", "--diff"], "only report"),
            (["--since", "main", "-"], "- is standard input"),
        ],
    )
    def test_what_does_not_go_together(self, check, args, said):
        assert said in check(*args)


class TestStdinDiff:
    def test_an_empty_diff(self, check):
        assert check("--stdin-diff") == []
        assert check("--stdin-diff", stdin=b"\n") == []

    @pytest.mark.parametrize(
        "options",
        [
            *([], ["-U0"], ["--no-prefix"], ["--src-prefix=i/", "--dst-prefix=w/"], ["--minimal", "-U99"]),
            *(["--patch-with-stat"], ["--inter-hunk-context=5"]),
        ],
    )
    def test_of_git(self, check, repository, options):
        repository.git("mv", "old.md", "renamed.md")
        repository.commit(gone=OLD)
        repository.edit("renamed.md", "1911", "1912")
        repository.edit("renamed.md", "Sundays.\n", "Sundays.\n\nThey sold sold it.\n")
        repository.git("rm", "-q", "gone.md")
        repository.git("add", "-A")
        expected = [("renamed.md", 3), ("renamed.md", 9)]
        assert check("--stdin-diff", stdin=repository.git("diff", "HEAD", *options)) == expected
        assert check("--stdin-diff", stdin=repository.git("diff", "main", *options)) == expected

    def test_of_git_from_a_subfolder(self, check, repository):
        repository.write("posts/old.md", OLD)
        repository.commit()
        repository.edit("posts/old.md", "1911", "1912")
        folder = repository.folder / "posts"
        assert check("--stdin-diff", cwd=folder, stdin=repository.git("diff")) == [("old.md", 3)]
        relative = repository.git("diff", "--relative=posts")
        assert check("--stdin-diff", cwd=folder, stdin=relative) == [("old.md", 3)]

    def test_of_a_mail_and_of_a_commit(self, check, repository):
        repository.edit("old.md", "1911", "1912")
        repository.commit()
        for command in (["format-patch", "--stdout", "main"], ["show"], ["log", "-p", "main.."]):
            assert check("--stdin-diff", stdin=repository.git(*command)) == [("old.md", 3)]

    @pytest.mark.parametrize("strip", ["0", "1"])
    def test_of_diff(self, check, repository, tmp_path, strip):
        if not (diff := shutil.which("diff")):
            pytest.skip("diff is not installed")
        shutil.copytree(repository.folder, tmp_path / "before")
        repository.edit("old.md", "1911", "1912")
        where = {
            "0": (repository.folder, "../before/old.md", "old.md"),
            "1": (tmp_path, "before", "repository"),
        }
        folder, before, after = where[strip]
        command = [diff, "-ruN", "-x", ".git", before, after]
        made = subprocess.run(command, cwd=folder, capture_output=True, check=False).stdout
        assert made
        assert check("--stdin-diff", stdin=made) == [("old.md", 3)]

    def test_two_files_that_a_name_may_mean(self, check, repository):
        repository.write("b/old.md", OLD.replace("1911", "1066"))
        repository.commit()
        repository.edit("old.md", "1911", "1912")
        assert check("--stdin-diff", stdin=repository.git("diff")) == [("old.md", 3)]
        assert check("--stdin-diff", stdin=repository.git("diff", "--no-prefix")) == [("old.md", 3)]
        diff = repository.git("diff")
        repository.write("b/old.md", (repository.folder / "old.md").read_text())
        assert check("--stdin-diff", stdin=diff) == [("old.md", 3)], "a/ and b/ are prefixes, if either fits"

    def test_nothing_but_remarks(self, check, repository):
        repository.git("mv", "old.md", "renamed.md")
        assert check("--stdin-diff", stdin=repository.git("diff", "HEAD", "-M")) == []

    def test_a_diff_that_is_not_applied(self, check, repository):
        repository.edit("old.md", "1911", "1912")
        diff = repository.git("diff")
        repository.git("checkout", "-q", ".")
        expected = (
            "--stdin-diff: old.md: line 3 is not as the diff leaves it; has the file been edited since?"
        )
        assert check("--stdin-diff", stdin=diff) == expected
        repository.write("old.md", "The bakery on the corner\n")
        assert "old.md: line 3 is not" in check("--stdin-diff", stdin=diff)
        (repository.folder / "old.md").unlink()
        said = check("--stdin-diff", stdin=diff)
        assert said == f"--stdin-diff: b/old.md: no such file in {repository.folder}"

    @pytest.mark.parametrize(
        "text", ["Nothing of the kind.\n", " old.md | 2 +-\n", "\x1b[1mdiff --git\x1b[m\n"]
    )
    def test_what_is_no_diff_is_not_taken_for_an_empty_one(self, check, text):
        said = check("--stdin-diff", stdin=text)
        assert said == "--stdin-diff: not a unified diff, as git diff --no-color and diff -u write it"

    def test_a_diff_in_colour(self, check, repository):
        repository.edit("old.md", "1911", "1912")
        said = check("--stdin-diff", stdin=repository.git("diff", "--color=always"))
        assert "not a unified diff" in said

    @pytest.mark.parametrize(
        "text",
        [
            "--- a/old.md\n+++ b/old.md\n@@ -1,2 +1,2 @@\n The bakery on the corner\n",
            "+++ b/old.md\n@@ -1 +1 @@\n-a\n+b\n",
            "--- a/old.md\n+++ \"b/\\u2014\"\n@@ -1 +1 @@\n-a\n+b\n",
            "diff --cc old.md\n--- a/old.md\n+++ b/old.md\n@@@ -1,1 -1,1 +1,1 @@@\n--a\n -b\n++c\n",
        ],
    )  # fmt: skip
    def test_a_diff_that_is_broken(self, check, text):
        assert check("--stdin-diff", stdin=text).startswith("--stdin-diff: ")

    def test_a_file_that_is_in_it_twice(self, check, repository):
        repository.edit("old.md", "1911", "1912")
        diff = repository.git("diff")
        assert "old.md is in it twice" in check("--stdin-diff", stdin=diff + diff)


@pytest.mark.slow
def test_one_changed_post_among_5000_costs_little_more_than_that_post(repository, copydesk):
    """Every file that git must look at costs it some microseconds; none but one is read."""
    posts = [repository.write(f"posts/{n}.md", f"# Post {n}\n\n{OLD}") for n in range(5000)]
    repository.commit()
    repository.edit("posts/77.md", "1911", "1912")

    def seconds(*args: str) -> float:
        """Of the processor, for copydesk and git; other work on the machine does not count then."""
        best = float("inf")
        for _ in range(5):
            before = os.times()
            done = copydesk("check", "--output-format", "concise", "--no-cache", *args, cwd=repository.folder)
            after = os.times()
            took = after.children_user + after.children_system - before.children_user - before.children_system
            best = min(best, took)
            assert b"posts/77.md:5:" in done.stdout
        return best

    alone, since = seconds("posts/77.md"), seconds("--since", "HEAD")
    assert len(posts) == 5000
    assert 0 < since < alone + 0.3, f"{since:.2f} s, and {alone:.2f} s for the one post alone"


def test_git_is_not_asked_when_nothing_is_said_of_it(tmp_path):
    (tmp_path / "a.txt").write_text(OLD)
    code = (
        "import sys; from copydesk.cli import main\n"
        f"sys.argv = ['copydesk', 'check', '--no-cache', {str(tmp_path / 'a.txt')!r}]\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "lazy = {'copydesk.run.changed_lines', 'copydesk.system.git', 'subprocess', 'unidiff'}\n"
        "print(sorted(lazy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
