"""A conversation with a mail server that ends in time, however slowly the server answers.

A worker leases a mail for a limited time (chapter/mail/delivery.py); after that another takes it. So a
time-out for each step is not enough: before each step the socket gets what is left of the whole.
"""

import io
import smtplib
import socket
import time
from collections.abc import Callable
from typing import Any

STEP_SECONDS = 20
TOO_SLOW = "the server took too long over it"


class DeadlineSMTP(smtplib.SMTP):
    """smtplib's SMTP with ``timeout`` as seconds for connecting and logging in together. Each
    ``start_deadline`` sets the time for what follows. Raises TimeoutError before a step for which no time is
    left."""

    ends = 0.0

    def start_deadline(self, seconds: float) -> None:
        """Allow ``seconds`` in all for what follows."""
        self.ends = time.monotonic() + seconds

    def seconds_left(self) -> float:
        """Seconds left for the next step. TimeoutError when there are none."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TimeoutError(TOO_SLOW)
        return min(left, STEP_SECONDS)

    def send(self, s: Any) -> None:
        """Send ``s`` within the time left."""
        if self.sock is not None:
            self.sock.settimeout(self.seconds_left())
        super().send(s)

    def getreply(self) -> tuple[int, bytes]:
        """The server's reply, within the time left, also when it comes byte by byte."""
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(_Heard(self.sock, self.seconds_left))
        return super().getreply()

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """A socket to the first of the host's addresses that answers."""
        self.start_deadline(timeout)
        trouble: OSError = OSError(f"{host} has no address")
        for *_, where in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            try:
                return socket.create_connection((str(where[0]), port), self.seconds_left())
            except OSError as error:
                trouble = error
        raise trouble


class DeadlineSMTPOverTLS(smtplib.SMTP_SSL, DeadlineSMTP):
    """DeadlineSMTP over TLS from its first byte."""


class _Heard(io.RawIOBase):
    """What a socket receives, with the time ``left`` as the time-out of each read."""

    def __init__(self, sock: socket.socket, left: Callable[[], float]) -> None:
        self._sock, self._left = sock, left

    def readable(self) -> bool:
        """True, always: the stream is read-only."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what has arrived. TimeoutError when nothing arrived in time."""
        self._sock.settimeout(self._left())
        try:
            return self._sock.recv_into(buffer)
        except TimeoutError as error:
            raise TimeoutError(TOO_SLOW) from error
