"""One call over the wire, ended at its deadline whatever the other side does.

The library's own clients wait so long for each piece that arrives: an answer that drips holds a page for
minutes. Here a watch closes the line when the time of the whole call is over.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import SplitResult, urlsplit

import stripe
from requests.structures import CaseInsensitiveDict

TIMEOUT_SECONDS = 3.0
"""For the whole of a call: looking up the name, the handshake, the question and the answer."""


class Calls(stripe.HTTPClient):
    """A client for the library, each call on a line of its own."""

    name = "http.client"

    def __init__(self, seconds: float = TIMEOUT_SECONDS) -> None:
        super().__init__()
        self.seconds = seconds
        self._trusted = ssl.create_default_context(cafile=stripe.ca_bundle_path)

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None, **_more: Any
    ) -> tuple[str, int, Mapping[str, str]]:
        """(body, status, headers). Raises stripe.APIConnectionError when there is no whole answer in time."""
        until = time.monotonic() + self.seconds
        line = self._line(urlsplit(url))
        try:
            line.connect()
            with _closing(line, until):
                line.request(method.upper(), _path(url), post_data, dict(headers or {}))
                answer = line.getresponse()
                body = answer.read()
            if time.monotonic() > until:
                raise TimeoutError("the answer did not come in time")
        except (OSError, http.client.HTTPException, ValueError) as error:
            said = f"{type(error).__name__}: {error}"
            raise stripe.APIConnectionError(said) from error  # type: ignore[no-untyped-call]  # the library's
        finally:
            line.close()
        return body.decode(), answer.status, CaseInsensitiveDict(answer.getheaders())

    def close(self) -> None:
        """Nothing is kept open between two calls."""

    def _line(self, at: SplitResult) -> http.client.HTTPConnection:
        host = at.hostname or ""
        if at.scheme == "https":
            return http.client.HTTPSConnection(host, at.port, timeout=self.seconds, context=self._trusted)
        return http.client.HTTPConnection(host, at.port, timeout=self.seconds)


def _path(url: str) -> str:
    at = urlsplit(url)
    return f"{at.path}?{at.query}" if at.query else at.path


@contextmanager
def _closing(line: http.client.HTTPConnection, until: float) -> Iterator[None]:
    """Shut the line at ``until``: whoever reads from it finds its end."""
    watch = threading.Timer(max(0.0, until - time.monotonic()), _shut, [line.sock])
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _shut(sock: socket.socket) -> None:
    try:
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        return  # it is closed already
