"""Recording what became of each mail, while the next are handed over.

A commit waits for the disk, and the mail server need not wait with it. Outcomes that arrive while one commit
runs are recorded by the next one, and the sender waits rather than run further ahead. So a worker that is
killed leaves unrecorded what it handed over within a few milliseconds, and never more than five mails.
"""

from collections.abc import Callable
from queue import Queue
from threading import Thread
from types import TracebackType
from typing import Any, Self

from flask import Flask, current_app

Outcome = dict[str, Any]
QUEUE_SIZE = 2
"""Outcomes that may wait. As many again are being committed, and one more mail has just been handed over."""


class DeliveryLog:
    """A queue of outcomes to ``keep``, in a thread of its own; a context manager that ends when all are
    recorded."""

    def __init__(self, keep: Callable[[list[Outcome]], None]) -> None:
        self._keep = keep
        self._app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy's own way
        self._given: Queue[Outcome | None] = Queue(QUEUE_SIZE)
        self._trouble: BaseException | None = None
        self._thread = Thread(target=self._work, name="noting")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._given.put(None)
        self._thread.join()
        if error is None:
            self.check()

    def note(self, mail_id: int, **values: object) -> None:
        """Queue the column ``values`` of a mail to be recorded."""
        self._given.put({"id": mail_id, "leased_until": None, **values})

    def check(self) -> None:
        """Raise what went wrong with an earlier outcome: no further mail may be sent."""
        if self._trouble is not None:
            raise self._trouble

    def _work(self) -> None:
        notes: list[Outcome | None] = []
        with self._app.app_context():
            while None not in notes:
                notes = self._next()
                self._try([note for note in notes if note is not None])

    def _next(self) -> list[Outcome | None]:
        """The outcomes to record, waiting for the first; None marks the end."""
        notes = [self._given.get()]
        while notes[-1] is not None and len(notes) < QUEUE_SIZE and not self._given.empty():
            notes.append(self._given.get())
        return notes

    def _try(self, notes: list[Outcome]) -> None:
        try:
            if notes:
                self._keep(notes)
        except BaseException as trouble:  # raised by check(), before the next mail is handed over
            self._trouble = trouble
