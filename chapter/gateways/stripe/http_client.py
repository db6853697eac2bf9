"""HTTP calls that are given up at their deadline whatever the other side does.

The library's own clients apply the time-out to each piece that arrives: an answer that drips holds a page for
minutes. Here each call is a thread, and nobody waits for it beyond the time of the whole call.
"""

import http.client
import math
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any
from urllib.parse import SplitResult, urlsplit

import stripe
from requests.structures import CaseInsensitiveDict

TIMEOUT_SECONDS = 3.0
"""For the whole of a call: DNS, the handshake, the request and the answer."""

_until: ContextVar[float] = ContextVar("until", default=math.inf)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """All calls inside have ``seconds`` together, each no more than TIMEOUT_SECONDS of them: a page may make
    several calls and still answers in time."""
    token = _until.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _until.reset(token)


class DeadlineHTTPClient(stripe.HTTPClient):
    """An HTTP client for Stripe's library, with a connection of its own for each call."""

    name = "http.client"

    def __init__(self, seconds: float = TIMEOUT_SECONDS) -> None:
        super().__init__()
        self.seconds = seconds
        self._trusted = ssl.create_default_context(cafile=stripe.ca_bundle_path)

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None, **_more: Any
    ) -> tuple[str, int, Mapping[str, str]]:
        """Return (body, status, headers). Raises stripe.APIConnectionError when there is no whole answer in
        time."""
        seconds = min(self.seconds, max(0.0, _until.get() - time.monotonic()))
        if not seconds:
            raise _no_answer(TimeoutError("the time of the page is over"))
        call = _Call(self._line(urlsplit(url)), (method.upper(), _path(url), post_data, dict(headers or {})))
        call.start()
        call.join(seconds)
        if call.is_alive():
            call.shut()
            raise _no_answer(TimeoutError(f"no whole answer in {seconds:.1f} s"))
        if call.trouble is not None:
            raise _no_answer(call.trouble) from call.trouble
        return call.body.decode(), call.status, CaseInsensitiveDict(call.headers)

    def close(self) -> None:
        """Do nothing: no connection is kept between calls."""

    def _line(self, at: SplitResult) -> http.client.HTTPConnection:
        host = at.hostname or ""
        if at.scheme == "https":
            return http.client.HTTPSConnection(host, at.port, timeout=self.seconds, context=self._trusted)
        return http.client.HTTPConnection(host, at.port, timeout=self.seconds)


def _path(url: str) -> str:
    at = urlsplit(url)
    return f"{at.path}?{at.query}" if at.query else at.path


def _no_answer(trouble: Exception) -> stripe.APIConnectionError:
    said = f"{type(trouble).__name__}: {trouble}"
    return stripe.APIConnectionError(said)  # type: ignore[no-untyped-call]  # the library's


class _Call(threading.Thread):
    """One call and its answer. Whoever waits for it stops at the deadline, wherever the call hangs: DNS, one
    of several addresses, the handshake, or the answer."""

    def __init__(self, line: http.client.HTTPConnection, asked: tuple[str, str, Any, dict[str, str]]) -> None:
        super().__init__(daemon=True, name="stripe")
        self.line, self.asked = line, asked
        self.sock: socket.socket | None = None
        self.trouble: Exception | None = None
        self.status, self.body, self.headers = 0, b"", list[tuple[str, str]]()

    def run(self) -> None:
        """Make the call, and store its answer or its error."""
        try:
            self.line.request(*self.asked)
            self.sock = self.line.sock
            with self.line.getresponse() as answer:
                self.body, self.status, self.headers = answer.read(), answer.status, answer.getheaders()
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
            self.trouble = error
        finally:
            self.line.close()

    def shut(self) -> None:
        """Close its connection, if it has one, so that the thread ends."""
        sock = self.sock or self.line.sock
        if isinstance(sock, socket.socket):
            with suppress(OSError):  # it is closed already
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
