"""Save a file while copydesk writes it, again and again: that save must be there in the end.

python -m fuzz.races --seconds 25
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from random import Random

from copydesk.errors import WriteError
from copydesk.system.atomic import write_atomically

_OLD, _NEW, _THEIRS = b"old" * 1_000, b"new" * 1_000, b"theirs"
_LATEST = 0.006


def _save(path: Path, renames: bool, after: float) -> None:
    """Save as one kind of editor does, or as the other."""
    time.sleep(after)
    if renames:
        other = path.with_name("other")
        other.write_bytes(_THEIRS)
        os.replace(other, path)
    else:
        path.write_bytes(_THEIRS)


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.races", description=__doc__)
    parser.add_argument("--seconds", type=float, default=25.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice, found = Random(options.seed), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.txt"
        end = time.monotonic() + options.seconds
        while time.monotonic() < end:
            path.write_bytes(_OLD)
            editor = threading.Thread(
                target=_save, args=(path, dice.random() < 0.5, dice.uniform(0, _LATEST))
            )
            editor.start()
            try:
                write_atomically(path, _OLD, _NEW)
            except WriteError:
                found["refused"] += 1
            editor.join()
            found["rounds"] += 1
            found["lost"] += path.read_bytes() != _THEIRS
        left = len(os.listdir(folder)) - 1
    rounds, refused, lost = (found[name] for name in ("rounds", "refused", "lost"))
    print(f"{rounds:,} saves, {refused:,} writes refused, {lost:,} lost, {left} left over")
    return 1 if found["lost"] or left else 0


if __name__ == "__main__":
    sys.exit(main())
