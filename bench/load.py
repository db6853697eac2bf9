"""Sending requests, and what they cost the server."""

import http.client
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from bench.processes import Stack

THREADS = 4


@dataclass(frozen=True)
class Cost:
    """Of one burst: requests a second, CPU milliseconds a request, median, p99 and worst wait in ms."""

    per_second: float
    cpu_ms: float
    median_ms: float
    p99_ms: float
    worst_ms: float


@dataclass(frozen=True)
class Reply:
    """One answer."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


def ask(
    stack: Stack,
    method: str,
    path: str,
    fields: dict[str, str] | None = None,
    raw: str | None = None,
    **headers: str,
) -> Reply:
    """One request on a line of its own, with ``fields`` of a form or a body as it is."""
    line = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=30)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if fields is not None:
        named["Content-Type"] = "application/x-www-form-urlencoded"
    line.request(method, path, raw if fields is None else urlencode(fields), named)
    answer = line.getresponse()
    reply = Reply(answer.status, answer.headers, answer.read())
    line.close()
    return reply


def burst(stack: Stack, times: int, one: Callable[[int], Reply], expect: int) -> Cost:
    """Call ``one(number)`` ``times`` times from several threads.

    Raises RuntimeError when an answer is not ``expect``: a fast error is no speed.
    """
    numbers, waits, wrong = iter(range(times)), [], []
    turn = threading.Lock()

    def work() -> None:
        while True:
            with turn:
                number = next(numbers, None)
            if number is None:
                return
            began = time.perf_counter()
            reply = one(number)
            waits.append(time.perf_counter() - began)
            if reply.status != expect:
                wrong.append(reply)

    cpu, began = stack.cpu_seconds(), time.perf_counter()
    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds, used = time.perf_counter() - began, stack.cpu_seconds() - cpu
    if wrong:
        raise RuntimeError(
            f"{len(wrong)} answers were not {expect}: {wrong[0].status} {wrong[0].body[:300]!r}"
        )
    waits.sort()
    return Cost(
        times / seconds,
        used / times * 1000,
        statistics.median(waits) * 1000,
        waits[int(len(waits) * 0.99)] * 1000,
        waits[-1] * 1000,
    )
