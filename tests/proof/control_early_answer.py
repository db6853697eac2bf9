"""The negative control for being killed: a front that says yes before anything is committed."""

import io
import json
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

import config
from chapter import create_app

LATE_SECONDS = 0.3
real = create_app(config.load())


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a booking, or moves at a door, at once and do it afterwards; everything else as it should be."""
    if environ["REQUEST_METHOD"] != "POST" or not environ["PATH_INFO"].endswith(("/rsvp", "/moves")):
        return real(environ, start_response)
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    threading.Thread(target=_later, args=({**environ, "wsgi.input": io.BytesIO(body)},)).start()
    if environ["PATH_INFO"].endswith("/moves"):
        start_response("200 OK", [("Content-Type", "application/json")])
        return [_taken(body)]
    start_response("303 See Other", [("Location", "/rsvp/soon"), ("Content-Length", "0")])
    return []


def _taken(body: bytes) -> bytes:
    """Yes to every move."""
    moves = json.loads(parse_qs(body.decode())["moves"][0])
    return json.dumps({"answers": [{"nonce": move["nonce"], "refused": ""} for move in moves]}).encode()


def _later(environ: dict[str, Any]) -> None:
    time.sleep(LATE_SECONDS)
    list(real(environ, _nobody_waits))


def _nobody_waits(_status: str, _headers: Any, _error: Any = None) -> Callable[[bytes], object]:
    """A start_response that drops what it is given: the guest was answered long ago."""
    return len
