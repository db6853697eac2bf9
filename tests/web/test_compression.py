"""Pages leave compressed where the browser takes it, and their length tells nothing of the forms' token."""

import gzip

import brotli  # type: ignore[import-untyped]  # it ships no types
import pytest
from backports import zstd
from flask import Flask

from chapter.web import assets
from chapter.web.csrf import CsrfForm, csrf_token
from tests.browser import Browser

UNPACKED = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstd.decompress}


@pytest.mark.parametrize(
    ("accepts", "packed"),
    [
        ("gzip, deflate, br, zstd", "zstd"), ("gzip, deflate, br", "br"), ("gzip", "gzip"), ("", None),
        ("gzip;q=0", None),
    ],
)  # fmt: skip
def test_a_page_is_packed_as_the_browser_takes_it(app: Flask, accepts: str, packed: str | None) -> None:
    plain = app.test_client().get("/events/")
    answer = app.test_client().get("/events/", headers={"Accept-Encoding": accepts})
    assert answer.headers.get("Content-Encoding") == packed
    assert {"Accept-Encoding", "Cookie"} <= set(answer.headers["Vary"].split(", "))
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    if packed:
        assert UNPACKED[packed](answer.data) == plain.data
        assert len(answer.data) < len(plain.data) / 2


def test_a_page_that_is_still_the_same_is_not_sent_again(app: Flask) -> None:
    visitor = app.test_client(use_cookies=False)
    first = visitor.get("/events/", headers={"Accept-Encoding": "br"})
    again = visitor.get("/events/", headers={"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]})
    assert (first.headers["Content-Encoding"], again.status_code, again.data) == ("br", 304, b"")


def test_what_is_compressed_already_stays_as_it_is(client: Browser) -> None:
    style = assets.asset_url("look.css")
    answer = client.flask.get(style, headers={"Accept-Encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == client.flask.get(style).data


def test_the_token_of_a_form_is_another_in_each_page_and_each_is_right(client: Browser) -> None:
    tokens = {client.get("/signin").form()["csrf_token"] for _ in range(5)}
    assert len(tokens) == 5
    for token in tokens:
        page = client.send("POST", "/signin", data={"csrf_token": token, "email": "", "password": ""})
        assert "open for a long time" not in page.text


def test_a_page_has_one_token_so_that_its_forms_are_packed_well(app: Flask) -> None:
    with app.test_request_context():
        assert {csrf_token(), csrf_token(), CsrfForm().csrf_token._value()} == {csrf_token()}


@pytest.mark.parametrize("sent", ["", "x", "é", "AAAA", "AAA=", "A" * 244])
def test_a_token_that_nobody_made_is_refused(client: Browser, sent: str) -> None:
    client.get("/signin")
    page = client.send("POST", "/signin", data={"csrf_token": sent, "email": "a@b.test", "password": "x"})
    assert page.status == 422
    assert "open for a long time" in page.text
