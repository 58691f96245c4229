"""Git: what it knows of a work tree; and where it does not, why, in one line."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from copydesk.errors import UsageError, nearest, os_error_reason

if TYPE_CHECKING:
    from subprocess import CompletedProcess

__all__ = ["Git"]

_TRUST = re.compile(r"git config --global --add safe\.directory .+")
_BACK = re.compile(r"(?:HEAD|@)(?:\^|~(\d{0,9}))")


class Git:
    """Git, in a folder.

    Args:
        folder: in a work tree.
        what: the option that git is asked for; errors begin with it.
    """

    def __init__(self, folder: Path, what: str) -> None:
        self._folder = folder
        self._what = what

    def output(self, *arguments: str) -> bytes:
        """What a command writes that has no reason to fail.

        Raises:
            UsageError: it did, and what git says of it; or there is no git.
        """
        done = self._run(*arguments)
        if done.returncode:
            raise self._failed(done)
        return done.stdout

    def root(self) -> Path:
        """The top of the work tree, without symbolic links.

        Raises:
            UsageError: there is none.
        """
        done = self._run("rev-parse", "--show-toplevel")
        if not done.returncode:
            return Path(os.path.realpath(os.fsdecode(done.stdout.removesuffix(b"\n"))))
        said = os.fsdecode(done.stderr)
        where = self._folder.absolute()
        if trust := _TRUST.search(said):
            raise self._error(f"git does not trust {where}, which is another user's; run {trust[0]}")
        if "not a git repository" in said:
            given = f" (GIT_DIR is {os.environ['GIT_DIR']})" if "GIT_DIR" in os.environ else ""
            raise self._error(f"{where} is not in a git repository{given}")
        if "must be run in a work tree" in said:
            raise self._error(f"{where} is in a bare git repository or a .git folder, where no files are")
        raise self._failed(done)

    def author(self) -> str:
        """Who commits, as "Name <address>".

        Raises:
            UsageError: git has not been told, or there is no git.
        """
        said = self.output("-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT")
        return said.decode("utf-8", "replace").rsplit(maxsplit=2)[0]

    def merge_base(self, rev: str) -> str:
        """The commit where HEAD and a revision parted.

        Raises:
            UsageError: there is none, or it is not here.
        """
        if not rev or rev.startswith("-"):
            raise self._error("no such revision")
        done = self._run("merge-base", "HEAD", rev)
        if not done.returncode:
            return done.stdout.decode("ascii").strip()
        if not self._knows("HEAD"):
            raise self._error("nothing is committed yet, so all is new; leave --since out")
        if done.returncode == 1:
            if shallow := self._shallow(rev):
                raise self._error(f"the commit where it and HEAD parted is not in this clone, {shallow}")
            raise self._error("it and HEAD have no commit in common, so there is nothing to compare with")
        if self._knows(rev):
            raise self._error("no commit, nor a branch or a tag of one")
        raise self._error(f"no such revision{self._hint(rev)}")

    def _knows(self, rev: str) -> bool:
        return not self._run("cat-file", "-e", rev).returncode

    def _hint(self, rev: str) -> str:
        """What may help where there is no such revision."""
        refs = self._list("for-each-ref", "--format=%(refname:short)")
        if same := [ref for ref in refs if ref.endswith(f"/{rev}")]:
            return f"; did you mean {same[0]!r}?"
        if shallow := self._shallow(rev):
            return f" in this clone, {shallow}"
        if fetch := self._fetch(rev):
            return f"; if the remote has it, this brings it: git fetch{fetch}"
        return nearest(rev, refs)

    def _shallow(self, rev: str) -> str:
        """What to do about a clone that is shallow, or "" if this one is not."""
        if self.output("rev-parse", "--is-shallow-repository").strip() != b"true":
            return ""
        count = int(self.output("rev-list", "--count", "HEAD"))
        back = _BACK.fullmatch(rev)
        depth = int(back[1] or 1) + 1 if back else 0
        more = f"--depth={depth}" if back else "--unshallow"
        return (
            f"which is shallow ({count} commit{'s'[: count != 1]}); use fetch-depth: {depth} with "
            f"actions/checkout, GIT_DEPTH: {depth} in GitLab CI, or git fetch {more}{self._fetch(rev)}"
        )

    def _fetch(self, rev: str) -> str:
        """What to fetch to have a branch of a remote, or ""."""
        remote, _, branch = rev.partition("/")
        known = branch and remote in self._list("remote")
        return f" {remote} {branch}:refs/remotes/{rev}" if known else ""

    def _list(self, *arguments: str) -> list[str]:
        return self.output(*arguments).decode("utf-8", "replace").split()

    def _run(self, *arguments: str) -> CompletedProcess[bytes]:
        """Run a command, which asks nothing."""
        import subprocess

        environment = os.environ | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
        environment.pop("GIT_DIFF_OPTS", None)  # stronger than the options of a command
        command = ("git", *arguments)
        none = subprocess.DEVNULL
        try:
            return subprocess.run(
                command, cwd=self._folder, env=environment, stdin=none, capture_output=True, check=False
            )
        except FileNotFoundError:
            raise self._error("git is not installed; without it, pipe a diff into --stdin-diff") from None
        except OSError as error:
            raise self._error(f"git cannot be run: {os_error_reason(error)}") from None

    def _failed(self, done: CompletedProcess[bytes]) -> UsageError:
        """An error with the line of git's that matters: the first that is fatal, or else the last."""
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or [
            f"exit code {done.returncode}"
        ]
        said = next((line for line in lines if line.startswith("fatal: ")), lines[-1])
        return self._error(f"git: {said.removeprefix('fatal: ')}")

    def _error(self, message: str) -> UsageError:
        return UsageError(f"{self._what}: {message}")
