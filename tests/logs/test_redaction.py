"""No log shows a secret of a link or an email, however the address was mangled on its way."""

import importlib.util
import json
import logging
from types import ModuleType, SimpleNamespace
from urllib.parse import quote

import pytest
import structlog
from flask import Flask
from gunicorn.config import Config
from hypothesis import given
from hypothesis import strategies as some

from chapter.logs import configuration
from chapter.logs.redaction import redact
from tests.browser import Browser
from tests.factories import a_booking, an_event
from tests.house_rules import ROOT

SECRET = "k4hs7qpaz2mfo3x7aab2cdefgh"
TOKEN = f"abcdefgh12345678-{SECRET}"
MANGLED = [
    f"/rsvp/{TOKEN}",
    f"/rsvp//{TOKEN}",
    f"//rsvp/{TOKEN}",
    f"/RSVP/{TOKEN.upper()}",
    f"/rsvp/{TOKEN}/",
    f"/{TOKEN}",
    f"/rsvp/{TOKEN}.",
    f"/rsvp/{TOKEN}>",
    f"/rsvp/{TOKEN}.json",
    f"/rsvp%2F{TOKEN}",
    f"/rsvp/%20{TOKEN}",
    f"/rsvp/={TOKEN}",
    f"/x/rsvp/{TOKEN}/change/again",
    f"/events/rsvp-{TOKEN}",
    f"/rsvp/{TOKEN}{TOKEN}",
    f"/signin?next=/rsvp/{TOKEN}",
    f"/search?q={TOKEN}&page=2",
    f"https://chapter.test/rsvp/{TOKEN}#top",
    f"/rsvp/{quote(quote(TOKEN, safe=''), safe='')}",
    f"/signin?next=%252Frsvp%252F{TOKEN}",
    "/rsvp/" + "".join(f"%{ord(mark):02x}" for mark in TOKEN),
]


@pytest.mark.parametrize("path", MANGLED)
def test_a_secret_is_known_by_its_shape_wherever_it_stands(path: str) -> None:
    shown = redact(path).lower()
    assert not any(SECRET[n : n + 6] in shown for n in range(len(SECRET) - 5)), shown


@pytest.mark.parametrize("at", range(18, len(TOKEN) - 2))
@pytest.mark.parametrize("cut", ["/", "%0A", " ", "=\n"])
def test_a_secret_that_was_cut_in_two_is_not_shown_of_an_address_that_led_nowhere(at: int, cut: str) -> None:
    shown = redact(f"/rsvp/{TOKEN[:at]}{cut}{TOKEN[at:]}", wholly=True)
    left = [piece for piece in (TOKEN[17:at], TOKEN[at:]) if piece in shown]
    assert sum(map(len, left)) <= 6, shown


@given(some.text(alphabet="abcdefghijklmnopqrstuvwxyz234567", min_size=26, max_size=26))
def test_no_signature_is_taken_for_words(signature: str) -> None:
    assert signature not in redact(f"/rsvp//abcdefgh12345678-{signature}/x")


@given(some.binary(min_size=32, max_size=32))
def test_no_secret_in_other_letters_is_taken_for_words(secret: bytes) -> None:
    assert secret.hex() not in redact(f"/x?code={secret.hex()}")


@pytest.mark.parametrize(
    "readable",
    [
        "/events/the-long-table-2026",
        "/events/q4-planning-with-b2b",
        "/office/people/abcdefgh12345678",
        "/events/?page=2",
        "/give/give-something-nice/checkout",
        "/office/mails/?state=failed",
        "pi_3QabcdEFGH12345678901",
        "404 Not Found",
        "/office/people/abcdefgh12345678/roles/17/end",
    ],
)
def test_what_is_no_secret_stays_readable(readable: str) -> None:
    assert redact(readable) == readable


@pytest.mark.parametrize(
    "text",
    [
        "ana@example.test",
        "/my-data?email=ana%40example.test",
        "Ana <ana@büro.test>, 550 no",
        "{'ana@example.test': (550)}",
        "ana＠example.test",
        "ana﹫example.test",
        "ａｎａ@example.test",
        "/x?email=ana%EF%BC%A0example.test",
        '"ana lopez"@example.test',
        '<"ana\\"s, lopez"@example.test>',
        r'{"to": "\"ana lopez\"@example.test"}',
        "/x?email=%22ana%20lopez%22%40example.test",
    ],
)
def test_no_email_is_shown(text: str) -> None:
    shown = redact(text)
    assert "ana" not in shown
    assert "example" not in shown
    assert "büro" not in shown


def test_a_long_line_is_not_looked_through_again_and_again() -> None:
    for line in ("a" * 100_000, "a@" * 20_000, "%25" * 30_000, "-" * 100_000, '"' * 50_000, '"a' * 30_000):
        assert len(redact(line)) <= len(line) + 1


@pytest.mark.parametrize(
    "path", ["/rsvp//{}", "/RSVP/{}", "/rsvp%2F{}", "/x?next=/rsvp/{}", "/rsvp/{}/nothing"]
)
def test_no_line_of_ours_shows_a_booking_that_was_mistyped(
    client: Browser, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    booking = a_booking(an_event())
    for token in (booking.token, booking.token.upper()):
        client.send("GET", path.format(token), check=False, headers={"Referer": f"http://x.test/{token}"})
    said = capsys.readouterr()
    assert '"event": "request"' in said.out
    assert booking.token.partition("-")[2] not in (said.out + said.err).lower()


def test_a_fault_shows_neither_secret_nor_email_of_its_message(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        raise ValueError(f"no route for /rsvp/{TOKEN}, asked by ana@example.test")
    except ValueError as error:
        structlog.get_logger().error("fault", exc_info=error, path=f"/rsvp/{TOKEN}", to=["ana@example.test"])
    line = capsys.readouterr().out
    assert json.loads(line)["exception"][0]["exc_type"] == "ValueError"
    assert SECRET not in line
    assert "ana@" not in line


def test_flasks_own_server_shows_no_secret(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="werkzeug"):
        logging.getLogger("werkzeug").info('"GET /rsvp/%s HTTP/1.1" 200 -', TOKEN)
    assert "GET /rsvp/… HTTP/1.1" in caplog.text
    assert SECRET not in caplog.text


def served() -> ModuleType:
    """gunicorn.conf.py, as gunicorn reads it."""
    spec = importlib.util.spec_from_file_location("gunicorn_conf", ROOT / "gunicorn.conf.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_servers_access_log_shows_no_secret_in_path_query_and_referer(
    capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    settings = Config()
    settings.set("accesslog", "-")
    settings.set("errorlog", "-")
    log = served().logger_class(settings)
    referer = f"https://chapter.test/rsvp/{TOKEN}"
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": f"/rsvp//{TOKEN}?email=ana%40example.test",
        "PATH_INFO": f"/rsvp//{TOKEN}",
        "QUERY_STRING": "email=ana%40example.test",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": referer,
    }
    request = SimpleNamespace(headers=[("REFERER", referer)])
    answer = SimpleNamespace(status="404 Not Found", sent=9, headers=[])
    took = SimpleNamespace(seconds=0, microseconds=100, total_seconds=lambda: 0.0001)
    log.access(answer, request, environ, took)
    log.error("Error handling request %s", f"/rsvp/{TOKEN}")
    said = capsys.readouterr()
    whole = said.out + said.err
    assert "GET /rsvp//…" in whole
    assert "Error handling request /rsvp/…" in whole
    assert SECRET not in whole
    assert "ana" not in whole


def test_only_what_no_visitor_can_fill_is_left_as_it_is() -> None:
    assert {"event", "id", "level", "logger", "method", "source", "timestamp"} == configuration.TRUSTED_KEYS
