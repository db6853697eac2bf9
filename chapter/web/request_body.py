"""How large a request body may be, decided once, before anything reads or parses it.

A body states its length, is no longer than its route allows, arrives in time, and has no more fields than any
form of ours: parsed, a megabyte of ``a&a&a`` would be a hundred in memory.
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
FILE_LIMIT_ATTRIBUTE = "file_limit"
MULTIPART_OVERHEAD = 64 * 1024
"""Bytes of the other fields that come with a file, and of the multipart framing."""

MAX_FIELDS_WITH_FILE = 10
MAX_PART_HEADERS = 192 * 1024
"""Bytes of a file part before its content begins; Werkzeug reads 64 KB at a time."""

MAX_LINE_ENDS = 100_000
"""Carriage returns and line feeds in a multipart body, where each line may be taken for a header."""

DECODE_CHUNK = 16 * 1024
MAX_DISCARDED, DISCARD_CHUNK = 48 * 1024 * 1024, 64 * 1024
"""Bytes of a refused body that are read and discarded, and bytes in memory at a time."""

PATIENCE_SECONDS, MIN_BYTES_PER_SECOND = 20, 50 * 1024
"""How long a body may take: this many seconds, and one more for each this many bytes."""

MULTIPART, URLENCODED = "multipart/form-data", "application/x-www-form-urlencoded"


class TooManyFields(RequestEntityTooLarge):
    """More fields than any form of ours has (413)."""

    description = "That form has too many fields. Go back, reload the page, and try again."


class MissingLength(LengthRequired):
    """A body that does not say how long it is (411)."""

    description = (
        "What you sent did not say how long it is. Go back, reload the page, and try again. A program must "
        "send a Content-Length."
    )


class BodyTooSlow(RequestTimeout):
    """A body that arrived too slowly (408). The proxy in front buffers what is sent slowly; without one, each
    such sender would occupy a thread that others wait for."""

    description = "What you sent took too long to reach us and was not saved. Go back and send it again."


class LowMemoryFormParser(FormDataParser):
    """Parses forms as Werkzeug does, a few escapes at a time: Python's own decoding of ``%C3%A9`` takes
    eighty times as much memory as was sent."""

    def _parse_urlencoded(self, stream: IO[bytes], *_: Any) -> tuple[IO[bytes], Any, Any]:
        whole = stream.read()
        whole.decode()  # what is no UTF-8 is no form (ValueError), as for Werkzeug
        pairs = (pair.partition(b"=") for pair in whole.split(b"&") if pair)
        return stream, self.cls([(_unquote(name), _unquote(value)) for name, _, value in pairs]), self.cls()


class BoundedRequest(Request):
    """A request whose forms are parsed in little memory, and that leaves no file open, also where parsing
    fails halfway (too many fields, a connection that breaks off)."""

    form_data_parser_class = LowMemoryFormParser

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


def _unquote(sent: bytes) -> str:
    pieces, start = [], 0
    while start < len(sent):
        end = start + DECODE_CHUNK
        cut = sent.rfind(b"%", end - 2, end)
        end = cut if cut > start else end
        pieces.append(unquote_to_bytes(sent[start:end].replace(b"+", b" ")))
        start = end
    return b"".join(pieces).decode(errors="werkzeug.url_quote")


def accepts_file(most_bytes: int) -> Callable[[View], View]:
    """Declare a view whose form uploads one file, of at most so many bytes. Goes below the route decorator. A
    longer body reaches the view empty: it calls ``file_too_large()`` and says so beside the field."""

    def mark(view: View) -> View:
        setattr(view, FILE_LIMIT_ATTRIBUTE, most_bytes)
        return view

    return mark


def file_too_large() -> bool:
    """Whether the upload to this view was longer than a file may be, and was not read."""
    return bool(g.get("body_left_out", False))


def check_body() -> None:
    """Refuse a body that is too long, does not state its length, takes too long or breaks off: 413, 411, 408
    and 400. Called before all else."""
    if request.content_length is None and "Transfer-Encoding" in request.headers:
        _discard_body()
        raise MissingLength
    length, file = request.content_length or 0, _file_limit()
    if file is not None:
        _read_upload(length, file)
    elif length > current_app.config["MAX_CONTENT_LENGTH"]:
        _discard_body()
        raise RequestEntityTooLarge
    elif length:
        with _read_deadline(length):
            whole = request.get_data()
        if len(whole) < length:
            raise ClientDisconnected
        _count_fields(current_app.config["MAX_FORM_PARTS"])


@contextmanager
def _read_deadline(length: int) -> Iterator[None]:
    """Read the body; shut the connection for reading when that takes too long. Raises BodyTooSlow."""
    line: socket.socket | None = request.environ.get("gunicorn.socket")
    if line is None:
        yield
        return
    over = Event()

    def cut() -> None:
        over.set()
        with suppress(OSError):  # whoever sent it has hung up
            line.shutdown(socket.SHUT_RD)

    timer = Timer(PATIENCE_SECONDS + length / MIN_BYTES_PER_SECOND, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if over.is_set():
        raise BodyTooSlow


def _file_limit() -> int | None:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, FILE_LIMIT_ATTRIBUTE, None) if request.mimetype == MULTIPART else None


def _read_upload(length: int, most: int) -> None:
    request.max_content_length = most + MULTIPART_OVERHEAD
    request.max_form_parts = MAX_FIELDS_WITH_FILE
    request.max_form_memory_size = MAX_PART_HEADERS
    if length > request.max_content_length:
        _discard_body()
        g.body_left_out = True
        request.environ.update({"wsgi.input": io.BytesIO(), "CONTENT_LENGTH": "0"})
        return
    with _read_deadline(length):
        request.files  # noqa: B018 - asked for, the form is read


def _discard_body() -> None:
    """Discard the body, a piece at a time, so that a browser comes to read the response: a connection that is
    closed while it sends shows no page at all. What is longer still is cut off."""
    sent: IO[bytes] = request.environ["wsgi.input"]
    left = MAX_DISCARDED
    with suppress(BodyTooSlow), _read_deadline(0):
        while left > 0 and (piece := sent.read(min(DISCARD_CHUNK, left))):
            left -= len(piece)


def _count_fields(most: int) -> None:
    """Count the fields in the raw bytes, which are cached and parsed as the form later."""
    if request.mimetype == URLENCODED:
        many = request.get_data().count(b"&") + 1
    elif request.mimetype == MULTIPART:
        whole, boundary = request.get_data(), request.mimetype_params.get("boundary", "").encode()
        many = whole.count(b"--" + boundary) - 1 if boundary else 0
        if whole.count(b"\n") + whole.count(b"\r") > MAX_LINE_ENDS:
            raise TooManyFields
    else:
        return
    if many > most:
        raise TooManyFields
