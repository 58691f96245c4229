"""The worker: a process that checks texts, one after another, for the server that started it."""

from __future__ import annotations

import gc
import signal
from multiprocessing.connection import Connection
from typing import Any

from copydesk.rule.resource import adopt
from copydesk.servers.languagetool.checker import JobChecker
from copydesk.servers.languagetool.jobs import AnnotatedPart, CheckSettings, LanguageToolJob

__all__ = ["work"]

_SAMPLE = "The harbour was quiet on Monday, “as it is in most of the winter,” and nobody knew whose it's."


def work(connection: Connection, settings: CheckSettings, resources: Any) -> None:
    """Answer jobs until the server hangs up; each comes with the time that it may take, in seconds.

    Args:
        connection: to the server.
        settings: the settings.
        resources: what the server has open for its processes; see `copydesk.rule.resource`.
    """
    adopt(resources)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    checker = JobChecker(settings)
    checker.answer(
        LanguageToolJob((AnnotatedPart(_SAMPLE, _SAMPLE),)), 60.0
    )  # what is loaded on first use is loaded now
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)  # an article leaves little garbage; looking for it takes a twentieth
    try:
        connection.send(None)
        while True:
            job, seconds = connection.recv()
            connection.send(checker.answer(job, seconds))
    except (EOFError, OSError):
        return
