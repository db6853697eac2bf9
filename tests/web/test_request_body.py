"""What a request may bring is bounded before anything takes it apart (attack A1)."""

import io
import socket
import threading
import time
from contextlib import nullcontext
from functools import partial
from threading import Event
from typing import IO, Any

import pytest
from flask import Flask, Request
from werkzeug.test import EnvironBuilder

from chapter.web import request_body
from tests import factories
from tests.browser import Browser, Page
from tests.races import beside

MEGABYTE = 1024 * 1024
FORM = "application/x-www-form-urlencoded"
EVERYWHERE = ("/signin", "/my-data", "/stripe/webhook", "/me/photo", "/no-such-page")


def with_a_file(client: Browser, address: str, size: int, **fields: str) -> Page:
    """A form with a file of so many bytes."""
    fields["csrf_token"] = client.csrf_token()
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    parts += [b'name="photo"; filename="me.jpg"\r\n\r\n' + b"\xff" * size]
    whole = b"".join(b"--x\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts)
    return client.send(
        "POST", address, data=whole + b"--x--\r\n", content_type="multipart/form-data; boundary=x"
    )


def without_a_length(client: Browser, address: str, body: bytes) -> Page:
    """As gunicorn hands on what comes in chunks."""
    around: dict[str, Any] = {"wsgi.input": io.BytesIO(body), "wsgi.input_terminated": True}
    return client.send(
        "POST", address, environ_overrides=around, content_type=FORM, headers={"Transfer-Encoding": "chunked"}
    )


@pytest.mark.parametrize("address", EVERYWHERE)
def test_a_body_that_does_not_say_how_long_it_is_is_not_read(client: Browser, address: str) -> None:
    page = without_a_length(client, address, b"email=ana@example.test")
    assert page.status == 411
    assert (page.h1, "did not say how long it is" in page.text) == ("We didn’t receive all of that", True)


@pytest.mark.parametrize("address", ["/signin", "/my-data", "/stripe/webhook", "/no-such-page"])
@pytest.mark.parametrize("kind", [FORM, "application/json", "text/plain", "multipart/form-data; boundary=x"])
def test_a_body_of_more_than_a_megabyte_is_refused_in_plain_words(
    client: Browser, address: str, kind: str
) -> None:
    page = client.send("POST", address, data=b"a" * (MEGABYTE + 1), content_type=kind)
    assert (page.status, page.h1) == (413, "That is too large")


@pytest.mark.parametrize("address", ["/signin", "/my-data", "/stripe/webhook", "/me/photo"])
def test_a_form_of_half_a_million_fields_is_never_taken_apart(client: Browser, address: str) -> None:
    page = client.send("POST", address, data=b"a&" * 500_000, content_type=FORM)
    assert (page.status, page.h1) == (413, "That is too large")
    assert "That form has too many fields" in page.text


def test_a_thousand_fields_are_taken_and_one_more_is_not(app: Flask) -> None:
    for fields, refused in ((1000, False), (1001, True)):
        body = "&".join(["a=1"] * fields)
        said = pytest.raises(request_body.TooManyFields) if refused else nullcontext()
        with app.test_request_context("/signin", method="POST", data=body, content_type=FORM), said:
            request_body.check_body()


def test_in_parts_as_well_and_whatever_stands_before_the_first(client: Browser) -> None:
    one = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    whole = b"preamble\r\n" + one * 1100 + b"--x--\r\n"
    page = client.send("POST", "/signin", data=whole, content_type="multipart/form-data; boundary=x")
    assert (page.status, "too many fields" in page.text) == (413, True)


def test_a_part_with_a_hundred_thousand_headers_is_never_taken_apart(client: Browser) -> None:
    whole = b"--x\r\n" + b"a:\r\n" * 200_000 + b"\r\n1\r\n--x--\r\n"
    page = client.send("POST", "/signin", data=whole, content_type="multipart/form-data; boundary=x")
    assert (page.status, "too many fields" in page.text) == (413, True)


def test_a_long_text_in_any_alphabet_still_fits(client: Browser) -> None:
    page = client.post("/signin", email="é" * 20_000, password="💜" * 20_000)
    assert page.status == 422


BODIES = (
    b"", b"&", b"=", b"a", b"a=", b"=b", b"a=b=c", b"a=1&a=2&b", b"a=+%2B%26%3D+", b"%C3%A9=%F0%9F%92%9C",
    b"a=%", b"a=%4", b"a=%zz", b"a=%ff%fe", b"a=%C3", "é=王".encode(), b"a=\xff", b"a=" + b"%C3%A9" * 20_000,
    b"a=" + b"x" * 16_383 + b"%C3%A9%4", b"a=" + b"x" * 16_382 + b"%C3%A9", b"a=" + b"%" * 40_000,
)  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:20]))
def test_a_form_is_read_as_werkzeug_reads_it(body: bytes) -> None:
    mine, theirs = (
        kind(EnvironBuilder(method="POST", data=body, content_type=FORM).get_environ()).form
        for kind in (request_body.BoundedRequest, Request)
    )
    assert list(mine.items(multi=True)) == list(theirs.items(multi=True))


def test_only_a_form_that_brings_a_file_may_be_as_long_as_a_photo(client: Browser) -> None:
    factories.sign_in(client, "member")
    page = with_a_file(client, "/me/photo", 5 * MEGABYTE)
    assert (page.status, "can’t read that picture" in page.errors["photo"]) == (422, True)
    page = with_a_file(client, "/me/says", 5 * MEGABYTE, kind="ask", words="A van")
    assert page.status == 413


def test_a_photo_form_holds_few_other_fields(client: Browser) -> None:
    factories.sign_in(client, "member")
    fields = {f"more{number}": "1" for number in range(20)}
    page = with_a_file(client, "/me/photo", 2, **fields)
    assert page.status == 413


def test_a_photo_form_that_is_taken_apart_only_halfway_leaves_no_file_open(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.sign_in(client, "member")
    opened, ours = [], request_body.BoundedRequest._get_file_stream

    def watched(*about: Any, **more: Any) -> IO[bytes]:
        opened.append(ours(*about, **more))
        return opened[-1]

    monkeypatch.setattr(request_body.BoundedRequest, "_get_file_stream", watched)
    token = {"csrf_token": client.csrf_token()}
    files: dict[str, Any] = {f"file{number}": (io.BytesIO(b"\xff"), "a.jpg") for number in range(20)}
    assert client.send("POST", "/me/photo", data={**token, **files}).status == 413
    assert len(opened) > 1
    assert all(one.closed for one in opened)


def test_a_photo_of_twelve_megabytes_is_refused_beside_the_field_and_not_read(client: Browser) -> None:
    factories.sign_in(client, "member")
    page = with_a_file(client, "/me/photo", 12 * MEGABYTE)
    assert (page.status, page.h1) == (422, "My profile")
    assert "too large" in page.errors["photo"]


def test_who_may_not_send_a_photo_is_turned_away_as_ever(client: Browser) -> None:
    page = with_a_file(client, "/me/photo", 12 * MEGABYTE)
    assert (page.status, page.location.startswith("/signin")) == (302, True)


class Line:
    """Both ends of a connection, of which the far one sends when it wants."""

    def __init__(self) -> None:
        self.near, self.far = socket.socketpair()

    def around(self, length: int) -> dict[str, Any]:
        """What gunicorn hands on of a body that says it is so long."""
        self.body = self.near.makefile("rb")
        return {
            "wsgi.input": self.body,
            "wsgi.input_terminated": True,
            "gunicorn.socket": self.near,
            "CONTENT_LENGTH": str(length),
        }

    def close(self) -> None:
        """Both hang up."""
        for end in (self.body, self.near, self.far):
            end.close()

    def drip(self, over: Event) -> None:
        """A byte each 50 ms, to whoever still reads."""
        while not over.wait(0.05):
            try:
                self.far.send(b"a")
            except OSError:
                return


@pytest.mark.parametrize(
    ("address", "kind", "length", "status"),
    [
        ("/signin", FORM, 900, 408),
        ("/stripe/webhook", "application/json", 900, 408),
        ("/me/photo", "multipart/form-data; boundary=x", 900, 408),
        ("/signin", FORM, 2 * MEGABYTE, 413),
    ],
)
def test_a_body_that_comes_by_drips_is_cut_off_and_nothing_of_it_is_taken(
    client: Browser, monkeypatch: pytest.MonkeyPatch, address: str, kind: str, length: int, status: int
) -> None:
    monkeypatch.setattr(request_body, "PATIENCE_SECONDS", 0.3)
    line, over = Line(), Event()
    began = time.monotonic()
    with beside(partial(line.drip, over), end=over.set):
        page = client.send("POST", address, environ_overrides=line.around(length), content_type=kind)
        took = time.monotonic() - began
    assert (page.status, took < 5) == (status, True)
    assert page.h1 in {"We didn’t receive all of that", "That is too large"}
    line.close()


def test_a_body_that_comes_whole_is_read_and_the_line_stays_open(client: Browser) -> None:
    line, body = Line(), b"email=ana%40example.test&csrf_token=x"
    line.far.sendall(body)
    line.far.shutdown(socket.SHUT_WR)
    client.send("POST", "/signin", environ_overrides=line.around(len(body)), content_type=FORM)
    line.near.sendall(b"the answer")
    assert line.far.recv(99) == b"the answer"
    assert not [one for one in threading.enumerate() if isinstance(one, threading.Timer)]
    line.close()


@pytest.mark.parametrize("kind", [FORM, "application/json"])
def test_a_body_that_breaks_off_is_not_taken_for_a_shorter_one(client: Browser, kind: str) -> None:
    around = {"wsgi.input": io.BytesIO(b"a=1&b"), "wsgi.input_terminated": True, "CONTENT_LENGTH": "9"}
    page = client.send("POST", "/signin", environ_overrides=around, content_type=kind)
    assert (page.status, page.h1) == (400, "We didn’t receive all of that")
