"""The command line. Each command is imported when it is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from copydesk._version import __version__
from copydesk.errors import CopydeskError

__all__ = ["main"]

_COMMANDS = {
    "check": "copydesk.cli.check",
    "explain": "copydesk.cli.rules",
    "init": "copydesk.cli.init",
    "read": "copydesk.cli.read",
    "rules": "copydesk.cli.rules",
}


class _Group(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(_COMMANDS[cmd_name]), cmd_name)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            from copydesk.plugins import nearest

            ctx.fail(f"no command {args[0]!r}{nearest(args[0], _COMMANDS)}")
        return super().resolve_command(ctx, args)


@click.command(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="copydesk")
def _copydesk() -> None:
    """The last reader before publication: finds what must not be published, and mends it."""


def _colour() -> bool | None:
    """Whether the environment asks for colour, or for none; by default a terminal gets it."""
    if os.environ.get("NO_COLOR"):
        return False
    return True if os.environ.get("FORCE_COLOR") else None


def main() -> None:
    """Run the command line, and exit: 0 nothing found, 1 findings, 2 something went wrong."""
    try:
        code = _copydesk(standalone_mode=False, color=_colour())
        sys.stdout.flush()
    except CopydeskError as error:
        click.echo(f"copydesk: {error}", err=True)
        code = 2
    except click.ClickException as error:
        error.show()
        code = 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("copydesk: interrupted", err=True)
        code = 130
    except BrokenPipeError:
        # Whoever read the report has seen enough; keep the interpreter from complaining at exit.
        import os

        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code if isinstance(code, int) else 0)
