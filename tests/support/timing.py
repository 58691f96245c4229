"""Whether time grows with the length of a text, and no faster."""

import gc
import time
from collections.abc import Callable


def assert_linear(run: Callable[[int], object], size: int) -> None:
    """Run at a size and at four times the size: the processor's time may grow sixfold, and a little
    (a fix that is verified reads the text once more).

    A machine that is busy with other things disturbs even that, so the best of three counts.
    """

    def seconds(n: int) -> float:
        gc.disable()  # what it costs depends on all else that the process holds
        try:
            start = time.process_time()
            run(n)
            return time.process_time() - start
        finally:
            gc.enable()

    run(max(1, size // 50))  # what is compiled and loaded on first use
    before, after = 0.0, seconds(4 * size)
    for _ in range(3):
        if after <= 6 * before + 0.2:
            return
        before = max(before, seconds(size))
        if after <= 6 * before + 0.2:
            return
        after = min(after, seconds(4 * size))
    assert after <= 6 * before + 0.2, f"{size}: {before:.3f} s, {4 * size}: {after:.3f} s"
