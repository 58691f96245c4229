"""The latest answers: a plugin sends the same text again and again."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b
from pickle import dumps

from copydesk.servers.languagetool.jobs import Answer, Job

__all__ = ["AnswerCache"]


class AnswerCache:
    """Keeps answers, not texts: of a job only a digest.

    Args:
        most: how many bytes of answers are kept.
    """

    def __init__(self, most: int = 4 * 2**20) -> None:
        self._most = most
        self._held = 0
        self._answers: OrderedDict[bytes, Answer] = OrderedDict()

    def key(self, job: Job) -> bytes:
        """What tells a job from others."""
        return blake2b(dumps(job), digest_size=16).digest()

    def get(self, key: bytes) -> Answer | None:
        """The answer to a job, if it is kept."""
        if key in self._answers:
            self._answers.move_to_end(key)
        return self._answers.get(key)

    def put(self, key: bytes, answer: Answer) -> None:
        """Keep an answer, at the cost of the oldest, unless it will not last."""
        if not answer.lasting or key in self._answers or len(answer.body) > self._most:
            return
        self._answers[key] = answer
        self._held += len(answer.body)
        while self._held > self._most:
            _, oldest = self._answers.popitem(last=False)
            self._held -= len(oldest.body)
