"""Runs a command that does not outlive who started this: `python guard.py COMMAND…`.

The other end of standard input is held by whoever wants the command to run. When it closes, because they
close it or because they are gone, however they went, the command is ended. Uses the standard library alone.
"""

import subprocess
import sys
import threading


def main(command: list[str]) -> int:
    """Run a command until it ends or standard input does; gives its exit code."""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as process:

        def watch() -> None:
            while sys.stdin.buffer.read(1):
                pass
            process.kill()

        threading.Thread(target=watch, daemon=True).start()
        return process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
