"""What a guest's RSVP costs, and how a rush on one event goes."""

import html
import re
import statistics
from collections.abc import Sequence
from contextlib import redirect_stdout
from functools import partial
from io import StringIO

import config
from bench.load import Reply, ask, burst
from bench.processes import Stack
from bench.results import Row
from chapter import create_app, db
from tests.proof.processes import an_open_event

HIDDEN = re.compile(rb"<input\b[^>]*\btype=\"hidden\"[^>]*>")
NAME, VALUE = re.compile(rb"\bname=\"([^\"]*)\""), re.compile(rb"\bvalue=\"([^\"]*)\"")
SLUG = "bench-rush"
GUESTS = 200
ROUNDS = 3


def rows(chapter: Stack, baseline: Stack, settings: dict[str, str]) -> list[Row]:
    """All requests of one RSVP in CPU time; commits a second in a rush against the baseline's."""
    with redirect_stdout(StringIO()):
        longest = _open_event(settings)
    whole = statistics.median(_journey(chapter, turn) for turn in range(ROUNDS))
    ratios, worst = [], 0.0
    for turn in range(ROUNDS):
        bare = burst(baseline, GUESTS, lambda _number: ask(baseline, "POST", "/seat", {}), 303)
        forms = [_form(chapter, f"rush{turn}x{number}", number) for number in range(GUESTS)]
        rush = burst(chapter, GUESTS, partial(_press_of, chapter, forms), 303)
        ratios.append(rush.per_second / bare.per_second)
        worst = max(worst, rush.worst_ms / 1000)
    share = statistics.median(ratios)
    rounds = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    held = round(longest * 1000, 1)
    return [
        Row("RSVP, all its requests", round(whole, 2), "ms CPU", "at most 10", whole <= 10, "mail queued"),
        Row("Rush, commits a second", round(share, 2), "× baseline", "at least 0.6", share >= 0.6, rounds),
        Row("Rush, longest wait", round(worst, 2), "s", "under 2", worst < 2, f"{GUESTS} guests"),
        Row("Longest writing() of a booking", held, "ms", "under 100", longest < 0.1, "of 50 bookings"),
    ]


def _open_event(settings: dict[str, str]) -> float:
    """A large event to book; and the longest transaction of 50 bookings made in this process, in seconds."""
    app = create_app(config.load(settings))
    held: list[float] = []
    with app.app_context(), db.writing():
        an_open_event(SLUG, 100_000)
    db.after_writing.append(held.append)
    client = app.test_client()
    for number in range(50):
        page = client.get(f"/events/{SLUG}", headers={"X-Forwarded-For": f"10.9.0.{number}"})
        answer = client.post(
            f"/events/{SLUG}/rsvp",
            data=_fields(page.data, f"held{number}"),
            headers={"X-Forwarded-For": f"10.9.0.{number}"},
        )
        if answer.status_code != 303:
            raise RuntimeError(f"a booking answered {answer.status_code}")
    db.after_writing.remove(held.append)
    return max(held)


def hidden_fields(page: bytes) -> dict[str, str]:
    """The hidden fields of a page's forms."""
    fields = {}
    for tag in HIDDEN.findall(page):
        name, value = NAME.search(tag), VALUE.search(tag)
        if name and value:
            fields[html.unescape(name[1].decode())] = html.unescape(value[1].decode())
    return fields


def _fields(page: bytes, who: str) -> dict[str, str]:
    return hidden_fields(page) | {
        "name": f"Guest {who}",
        "email": f"{who}@bench.test",
        "party_size": "2",
        "arrival": "just_me",
    }


def _form(chapter: Stack, who: str, number: int) -> tuple[dict[str, str], str]:
    """The filled form and the cookie that came with it."""
    page = ask(chapter, "GET", f"/events/{SLUG}", X_Forwarded_For=_address(number))
    cookie = (page.headers["Set-Cookie"] or "").partition(";")[0]
    return _fields(page.body, who), cookie


def _press_of(chapter: Stack, forms: Sequence[tuple[dict[str, str], str]], number: int) -> Reply:
    return _press(chapter, number, forms[number])


def _press(chapter: Stack, number: int, form: tuple[dict[str, str], str]) -> Reply:
    fields, cookie = form
    address = _address(number)
    return ask(chapter, "POST", f"/events/{SLUG}/rsvp", fields, Cookie=cookie, X_Forwarded_For=address)


def _journey(chapter: Stack, turn: int) -> float:
    """CPU milliseconds of page, POST and confirmation, for each guest."""

    def go(number: int) -> Reply:
        form = _form(chapter, f"one{turn}x{number}", number)
        booked = _press(chapter, number, form)
        return ask(chapter, "GET", booked.headers["Location"] or "/", Cookie=form[1])

    return burst(chapter, GUESTS, go, 200).cpu_ms


def _address(number: int) -> str:
    return f"10.8.{number // 250}.{number % 250}"
