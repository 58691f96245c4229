"""Whether time grows with the length of a text, and no faster."""

import gc
import time
from collections.abc import Callable

#: A shorter run, in seconds of the processor, tells more of the clock than of what is run.
MEASURABLE = 0.1
#: A fourfold text may take six times as long: a fix that is verified reads the text once more.
GROWTH = 6
#: How many times the size is made fourfold to have something to measure.
_LARGER = 4


def seconds(run: Callable[[int], object], size: int) -> float:
    """The processor's time of one run."""
    gc.disable()  # what it costs depends on all else that the process holds
    try:
        start = time.process_time()
        run(size)
        return time.process_time() - start
    finally:
        gc.enable()


def assert_linear(run: Callable[[int], object], size: int) -> None:
    """Run at a size and at four times the size, and at larger ones until it takes long enough to measure.

    A machine that is busy with other things disturbs even the processor's time, so the best of three counts;
    a long run is disturbed too little to need that.
    """
    run(max(1, size // 50))  # what is compiled and loaded on first use
    before, after = seconds(run, size), seconds(run, 4 * size)
    for _ in range(_LARGER):
        if after >= MEASURABLE:
            break
        size *= 4
        before, after = after, seconds(run, 4 * size)
    for _ in range(3 if after < 1 else 1):
        if after <= GROWTH * before:
            return
        before, after = max(before, seconds(run, size)), min(after, seconds(run, 4 * size))
    # What is bounded, as how many fixes are verified, may grow faster up to there.
    larger = seconds(run, 16 * size)
    assert larger <= GROWTH * after, (
        f"{size}: {before:.3f} s, {4 * size}: {after:.3f} s, {16 * size}: {larger:.3f} s"
    )
