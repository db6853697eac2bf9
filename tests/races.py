"""Several acts at one moment: what every test of a race starts, so that none counts threads by itself.

Each act runs in a thread and an application context of its own, and so on a connection of its own.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Barrier, BrokenBarrierError, get_ident
from typing import Any

from flask import Flask

from chapter import db
from chapter.refusal import Refused

PATIENCE = 10
"""Seconds in which all have to come to the start."""

Call = Callable[[], Any]


@dataclass(frozen=True)
class Stale:
    """An act on what was read before the moment: ``find`` is asked before it, ``act`` gets what it found."""

    find: Call
    act: Callable[[Any], Any]


def at_once(app: Flask, *calls: Call | Stale) -> list[Any]:
    """All of ``calls`` at one moment; what each gave, in their order. Raises what the first one raised."""
    return _run(app, calls, lambda call: call())


def writing_at_once(app: Flask, *rules: Call | Stale) -> list[Any]:
    """All of ``rules`` at one moment, each within ``db.writing()``; what each gave, or its ``Refused``."""
    return _run(app, rules, _decided)


def meeting_point(of: int = 2, seconds: float = 0.5) -> Call:
    """What acts of a race call where they should meet: it waits for the others, for ``seconds`` at most.

    Who waits in vain goes on: the other one waits for a lock of theirs, as it should.
    """
    point = Barrier(of, timeout=seconds)

    def meet() -> None:
        try:
            point.wait()
        except BrokenBarrierError:
            return

    return meet


def mine(act: Call) -> tuple[Call, Callable[[], bool]]:
    """``act``, and a function that says whether it is the one that runs in this thread."""
    threads: list[int] = []

    def marked() -> Any:
        threads.append(get_ident())
        return act()

    return marked, lambda: get_ident() in threads


@contextmanager
def beside(call: Call, *, end: Call = lambda: None) -> Iterator[Future[Any]]:
    """``call`` in a thread beside the block; ``end`` tells it afterwards to stop, whatever happened.

    Waits for its end, and raises what it raised.
    """
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(call)
        try:
            yield running
        finally:
            end()
    running.result()


def _decided(rule: Call) -> Any:
    try:
        with db.writing():
            return rule()
    except Refused as refused:
        return refused


def _run(app: Flask, calls: tuple[Call | Stale, ...], do: Callable[[Call], Any]) -> list[Any]:
    start = Barrier(len(calls), timeout=PATIENCE)

    def one(call: Call | Stale) -> Any:
        with app.app_context():
            if isinstance(call, Stale):
                call = partial(call.act, call.find())
                db.end_reading()
            start.wait()
            return do(call)

    db.session.rollback()
    with ThreadPoolExecutor(len(calls)) as pool:
        running = [pool.submit(one, call) for call in calls]
    db.session.expire_all()
    _raise_first([error for each in running if (error := each.exception())])
    return [each.result() for each in running]


def _raise_first(errors: list[BaseException]) -> None:
    """The first that is no mere consequence of another’s absence at the start."""
    for error in sorted(errors, key=lambda one: isinstance(one, BrokenBarrierError)):
        raise error
