"""The command line: its own commands and those that rule packs add. Each is imported when it is called.

A command has a module of its name. What several share: `checking` (options, and the way from paths to
outcomes), `outputs` (reports and where they go), `triage` (the baseline and the decisions), `stdin` and
`progress`.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from copydesk._version import __version__
from copydesk.errors import CopydeskError, PluginError, crash_of, nearest, os_error_reason
from copydesk.text.regex import keep_compiled

if TYPE_CHECKING:
    from copydesk.rule.plugins import PackCommand

__all__ = ["main"]

_COMMANDS = {
    "audit": "copydesk.cli.audit",
    "baseline": "copydesk.cli.baseline",
    "check": "copydesk.cli.check",
    "config": "copydesk.cli.config",
    "explain": "copydesk.cli.rules",
    "init": "copydesk.cli.init",
    "ledger": "copydesk.cli.ledger",
    "lsp": "copydesk.cli.lsp",
    "read": "copydesk.cli.read",
    "review": "copydesk.cli.review",
    "rules": "copydesk.cli.rules",
    "serve": "copydesk.cli.serve",
    "sign-off": "copydesk.cli.signing",
    "styles": "copydesk.cli.styles",
}


#: What says that stdout leads to a full disk.
_NO_ROOM = {errno.ENOSPC, errno.EFBIG, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC)}


class _Group(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, our own and those of packs."""
        return sorted((*_COMMANDS, *_pack_commands()))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, imported now."""
        if cmd_name in _COMMANDS:
            module = import_module(_COMMANDS[cmd_name])
            command: click.Command = getattr(module, cmd_name.replace("-", "_"))
            return command
        added = _pack_commands().get(cmd_name)
        return _imported(cmd_name, added) if added else None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """The command that is called; for one that is not there, the nearest is offered."""
        if args and not args[0].startswith("-") and not self.get_command(ctx, args[0]):
            ctx.fail(f"no command {args[0]!r}{nearest(args[0], self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)


@cache
def _pack_commands() -> Mapping[str, PackCommand]:
    """The commands that packs add; asked only for help, and for a command that is not our own."""
    from copydesk.rule.plugins import find_plugins, load_plugins

    added = load_plugins(find_plugins()).commands
    for name, command in added.items():
        if name in _COMMANDS:
            raise PluginError(command.pack, f"the command {name} is one of copydesk's own")
    return added


def _imported(name: str, added: PackCommand) -> click.Command:
    module, _, attribute = added.place.partition(":")
    try:
        command = getattr(import_module(module), attribute)
    except Exception as error:
        what = f"the command {name} does not import: {type(error).__name__}: {error}"
        raise PluginError(added.pack, what) from error
    if not isinstance(command, click.Command):
        raise PluginError(added.pack, f"the command {name}: {added.place} is no click command")
    return command


@click.command(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="copydesk")
def _copydesk() -> None:
    """The last reader before publication: finds what must not be published, and mends it."""


def _colour() -> bool | None:
    """Whether the environment asks for colour, or for none; by default a terminal gets it."""
    if os.environ.get("NO_COLOR"):
        return False
    return True if os.environ.get("FORCE_COLOR") else None


def _drop_stdout() -> None:
    """Keep the interpreter from complaining at exit of what it cannot write."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _crashed(error: BaseException) -> int:
    """Say in a line what nobody expected; the whole of it is there for `python -X dev -m copydesk`."""
    if isinstance(error, OSError) and error.errno in _NO_ROOM and error.filename is None:
        _drop_stdout()
        click.echo(f"copydesk: stdout: cannot be written: {os_error_reason(error)}", err=True)
    elif isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"copydesk: {where}{os_error_reason(error)}", err=True)
    else:
        click.echo(f"copydesk: crashed: {crash_of(error)}; please report it", err=True)
    return 2


def main() -> None:
    """Run the command line, and exit: 0 nothing found, 1 findings, 2 something went wrong."""
    # What is loaded stays: to look through it for garbage even once would take a tenth of a short run.
    gc.set_threshold(200_000, 10, 10)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # it was closed before this began
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    try:
        code = _copydesk(standalone_mode=False, color=_colour())
        sys.stdout.flush()
    except CopydeskError as error:
        from copydesk.reporters.text import inert, visible

        click.echo(f"copydesk: {inert(visible(str(error)))}", err=True)
        code = 2
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        code = 2
    except click.ClickException as error:
        command = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else ""
        hint = f" (see {command} --help)" if command else ""
        click.echo(f"copydesk: {' '.join(error.format_message().split())}{hint}", err=True)
        code = 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("copydesk: interrupted", err=True)
        code = 130
    except BrokenPipeError:
        _drop_stdout()  # whoever read the report has seen enough
        code = 0
    except SystemExit:
        raise
    except BaseException as error:
        if sys.flags.dev_mode:
            raise
        code = _crashed(error)
    keep_compiled()
    gc.freeze()  # the interpreter looks for garbage once more at its end
    sys.exit(code if isinstance(code, int) else 0)
