"""Metrics for Prometheus: counts, and nothing of any text."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from copydesk.servers.languagetool.jobs import Answer
from copydesk.servers.languagetool.pool import Pool

__all__ = ["Metrics"]

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The server's counters; the checking processes keep none, so there is nothing to add up."""

    def __init__(self, pool: Pool) -> None:
        self._all = CollectorRegistry()
        ProcessCollector(registry=self._all)
        all_ = self._all
        self._requests = Counter("copydesk_requests", "Requests answered.", ("path", "status"), registry=all_)
        self._seconds = Histogram(
            "copydesk_request_seconds", "Time to the answer.", ("path",), registry=all_, buckets=_BUCKETS
        )
        self._words = Counter("copydesk_words", "Words checked.", registry=all_)
        self._findings = Counter("copydesk_findings", "Findings reported, by rule.", ("rule",), registry=all_)
        self._remembered = Counter("copydesk_remembered", "Checks answered from memory.", registry=all_)
        self._under_way = Gauge(
            "copydesk_requests_in_progress", "Requests that wait for their answer.", registry=all_
        )
        replaced = Gauge(
            "copydesk_processes_replaced", "Checking processes that died or hung, so far.", registry=all_
        )
        replaced.set_function(lambda: pool.replaced)

    def begun(self) -> None:
        """Count a request that begins."""
        self._under_way.inc()

    def answered(self, path: str, status: int, seconds: float) -> None:
        """Count a request that has its answer.

        Args:
            path: that was asked for.
            status: of the answer.
            seconds: that it took.
        """
        self._under_way.dec()
        self._requests.labels(path, status).inc()
        self._seconds.labels(path).observe(seconds)

    def checked(self, answer: Answer) -> None:
        """Count what was checked."""
        self._words.inc(answer.words)
        for rule in answer.rules:
            self._findings.labels(rule).inc()

    def remembered(self) -> None:
        """Count a check that was not made again."""
        self._remembered.inc()

    def page(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self._all)
