"""Check copydesk with inputs that nobody would write.

    python -m fuzz --seconds 60
    python -m fuzz --seconds 3600 --state campaign.json   # goes on where that stopped
    python -m fuzz --show 7:1234                          # an input again

It stands beside the packages, in the root of the repository: run it there.

Ends with 1 where something does not hold; each failure is printed once, made small, with what shows it again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from fuzz.campaign import WEIGHTS, Campaign, Failure, Input, Tally

_SAVED_EVERY = 10.0


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(
        prog="python -m fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60.0, help="how long to go on")
    parser.add_argument("--seed", type=int, help="of the inputs; by default today's number")
    parser.add_argument("--state", type=Path, help="a file that the count and the failures are kept in")
    parser.add_argument("--kind", action="append", choices=tuple(WEIGHTS), default=[], help="what to try")
    parser.add_argument("--show", metavar="SEED:INDEX", help="print an input, and what does not hold of it")
    parser.add_argument("--known", type=Path, help="a state file: what failed there is counted, not printed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        campaign = Campaign(Path(folder), tuple(options.kind))
        if options.show:
            return _show(campaign, options.show)
        seed = int(time.time()) // 86_400 if options.seed is None else options.seed
        return _run(campaign, seed, options)


def _show(campaign: Campaign, name: str) -> int:
    seed, _, index = name.partition(":")
    made = campaign.input(int(seed), int(index))
    failure = campaign.failure(made.kind, made.data)
    _tell(campaign, made, failure) if failure else sys.stdout.buffer.write(made.data)
    return 1 if failure else 0


def _run(campaign: Campaign, seed: int, options: argparse.Namespace) -> int:
    tally = Tally.load(options.state)
    known = set(tally.failures) | set(Tally.load(options.known).failures)
    began = saved = time.monotonic()
    count, new = 0, 0
    for made, failure in campaign.run(seed, tally):
        count += 1
        if failure and failure.what not in known:
            known.add(failure.what)
            new += 1
            _tell(campaign, made, failure)
        now = time.monotonic()
        over = now - began > options.seconds
        if options.state and (over or now - saved > _SAVED_EVERY):
            tally.save(options.state)
            saved = now
        if over:
            break
    rate = count / (time.monotonic() - began)
    print(
        f"{count:,} inputs, {rate:.0f} a second, seed {seed}; "
        f"{sum(tally.inputs.values()):,} in all; {new} new failures"
    )
    return 1 if new else 0


def _tell(campaign: Campaign, made: Input, failure: Failure) -> None:
    print(f"{failure.what}\n  python -m fuzz --show {made.name}   ({made.kind})", flush=True)
    print("  " + failure.said.strip().replace("\n", "\n  "))
    least = campaign.minimised(made.kind, made.data, failure.what)
    print(f"  {len(least)} bytes: {least[:600]!r}\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
