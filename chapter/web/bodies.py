"""How much one request may bring, decided once, at the door, before anything reads or takes it apart.

A body says how long it is, is no longer than its route takes, comes in time, and holds no more fields than
any form of ours: taken apart, a megabyte of ``a&a&a`` would be a hundred in memory.
"""

import io
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Timer
from typing import IO, Any, TypeVar
from urllib.parse import unquote_to_bytes

from flask import Request, current_app, g, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import ClientDisconnected, LengthRequired, RequestEntityTooLarge, RequestTimeout
from werkzeug.formparser import FormDataParser

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
MARK = "takes_a_file"
AROUND_A_FILE = 64 * 1024
"""Bytes of the other fields that come with a file, and of what stands around them."""

FIELDS_AROUND_A_FILE = 10
HEADERS_AT_ONCE = 192 * 1024
"""Bytes of a part that carries a file before its content begins; Werkzeug reads 64 KB at a time."""

MOST_LINE_ENDS = 100_000
"""Carriage returns and line feeds in a body of several parts, where each line may be taken for a header."""

ESCAPED_AT_ONCE = 16 * 1024
READ_PAST, PIECE = 48 * 1024 * 1024, 64 * 1024
"""Bytes of a body that is refused, and of what is held of it at a time."""

PATIENCE_SECONDS, SLOWEST = 20, 50 * 1024
"""How long a body may take: so many seconds, and one more for each so many bytes."""

PARTED, FIELDS = "multipart/form-data", "application/x-www-form-urlencoded"


class TooManyFields(RequestEntityTooLarge):
    """More fields than any form of ours has (413)."""

    description = "No form of ours has that many fields. Go back, open the page again, and press once more."


class NoLength(LengthRequired):
    """A body that does not say how long it is (411)."""

    description = (
        "What you sent did not say how long it is. Go back, open the page again, and press once more; a "
        "program sends a Content-Length."
    )


class TooSlow(RequestTimeout):
    """A body that came by drips (408). The proxy in front gathers what is sent slowly; without one, each such
    sender would keep a thread that others wait for."""

    description = "What you sent took too long to reach us, and was not kept. Go back, and send it once more."


class Frugal(FormDataParser):
    """Takes forms apart as Werkzeug does, a few escapes at a time: Python's own reading of ``%C3%A9`` holds
    eighty times as much as was sent."""

    def _parse_urlencoded(self, stream: IO[bytes], *_: Any) -> tuple[IO[bytes], Any, Any]:
        whole = stream.read()
        whole.decode()  # what is no UTF-8 is no form (ValueError), as for Werkzeug
        pairs = (pair.partition(b"=") for pair in whole.split(b"&") if pair)
        return stream, self.cls([(_read(name), _read(value)) for name, _, value in pairs]), self.cls()


class OurRequest(Request):
    """A request whose forms are taken apart frugally, and that leaves no file open, also where taking it
    apart ends halfway (too many fields, a line that breaks off)."""

    form_data_parser_class = Frugal

    def _get_file_stream(self, *about: Any, **more: Any) -> IO[bytes]:
        stream = super()._get_file_stream(*about, **more)
        self._opened.append(stream)
        return stream

    def _load_form_data(self) -> None:
        self._opened: list[IO[bytes]] = []
        try:
            super()._load_form_data()
        except BaseException:
            for stream in self._opened:
                stream.close()
            raise


def _read(sent: bytes) -> str:
    pieces, start = [], 0
    while start < len(sent):
        end = start + ESCAPED_AT_ONCE
        cut = sent.rfind(b"%", end - 2, end)
        end = cut if cut > start else end
        pieces.append(unquote_to_bytes(sent[start:end].replace(b"+", b" ")))
        start = end
    return b"".join(pieces).decode(errors="werkzeug.url_quote")


def takes_a_file(most_bytes: int) -> Callable[[View], View]:
    """Mark a view whose form brings one file, of at most so many bytes. Stands below the route. A longer body
    reaches the view empty: it asks ``too_large()`` and says so beside the field."""

    def mark(view: View) -> View:
        setattr(view, MARK, most_bytes)
        return view

    return mark


def too_large() -> bool:
    """Whether what was sent to this view was longer than a file may be, and was not read."""
    return bool(g.get("body_left_out", False))


def bound() -> None:
    """Refuse what is too long, or says nothing of it, takes too long or breaks off: 413, 411, 408 and 400.
    Called before all else."""
    if request.content_length is None and "Transfer-Encoding" in request.headers:
        _read_past()
        raise NoLength
    length, file = request.content_length or 0, _file_of_this_route()
    if file is not None:
        _take_a_file(length, file)
    elif length > current_app.config["MAX_CONTENT_LENGTH"]:
        _read_past()
        raise RequestEntityTooLarge
    elif length:
        with _in_time(length):
            whole = request.get_data()
        if len(whole) < length:
            raise ClientDisconnected
        _count_fields(current_app.config["MAX_FORM_PARTS"])


@contextmanager
def _in_time(length: int) -> Iterator[None]:
    """Read what is sent; cut off from reading when that takes too long. Raises TooSlow."""
    line: socket.socket | None = request.environ.get("gunicorn.socket")
    if line is None:
        yield
        return
    over = Event()

    def cut() -> None:
        over.set()
        with suppress(OSError):  # she has hung up herself
            line.shutdown(socket.SHUT_RD)

    timer = Timer(PATIENCE_SECONDS + length / SLOWEST, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if over.is_set():
        raise TooSlow


def _file_of_this_route() -> int | None:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, MARK, None) if request.mimetype == PARTED else None


def _take_a_file(length: int, most: int) -> None:
    request.max_content_length = most + AROUND_A_FILE
    request.max_form_parts = FIELDS_AROUND_A_FILE
    request.max_form_memory_size = HEADERS_AT_ONCE
    if length > request.max_content_length:
        _read_past()
        g.body_left_out = True
        request.environ.update({"wsgi.input": io.BytesIO(), "CONTENT_LENGTH": "0"})
        return
    with _in_time(length):
        request.files  # noqa: B018 - asked for, the form is read


def _read_past() -> None:
    """Let what was sent go by, a piece at a time, so that a browser comes to read the answer: a line that is
    cut while it sends shows her no page at all. What is longer still is cut."""
    sent: IO[bytes] = request.environ["wsgi.input"]
    left = READ_PAST
    with suppress(TooSlow), _in_time(0):
        while left > 0 and (piece := sent.read(min(PIECE, left))):
            left -= len(piece)


def _count_fields(most: int) -> None:
    """In the bytes as they came. What is kept here is what the form is read from later."""
    if request.mimetype == FIELDS:
        many = request.get_data().count(b"&") + 1
    elif request.mimetype == PARTED:
        whole, boundary = request.get_data(), request.mimetype_params.get("boundary", "").encode()
        many = whole.count(b"--" + boundary) - 1 if boundary else 0
        if whole.count(b"\n") + whole.count(b"\r") > MOST_LINE_ENDS:
            raise TooManyFields
    else:
        return
    if many > most:
        raise TooManyFields
