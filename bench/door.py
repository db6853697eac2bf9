"""What the door costs with 2,000 guests: a check-in by scan, a search, and the list that a phone keeps."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import quote_plus

import config
from bench.load import Cost, Reply, ask, burst
from bench.processes import Stack
from bench.results import Row
from chapter import create_app, db
from chapter.audit import Actor
from chapter.bookings.models import Rsvp
from chapter.checkin.rules import door_links
from chapter.people.rules import persons
from tests.proof.processes import an_open_event

GUESTS, REQUESTS = 2000, 300
TYPED = ("an", "ana", "kowalski", "kowalsky", "maria w", "bakery 7", "zzzz", "number12")
MOST_SCAN, MOST_SEARCH, MOST_LIST = 10.0, 60.0, 900.0


def rows(settings: dict[str, str]) -> Iterator[Row]:
    """Three rows; each request stands for one guest."""
    token, codes = _prepare(settings)
    with Stack("wsgi:app", settings) as chapter:
        home = f"/door/t/{token}"
        page = ask(chapter, "GET", f"{home}/live.json")
        csrf = json.loads(page.body)["csrf"]
        cookie = (page.headers["Set-Cookie"] or "").partition(";")[0]
        turn = threading.Lock()

        def scan(number: int) -> Reply:
            now = datetime.now(UTC).isoformat()
            move = {"nonce": f"bench-{number:06}", "party": codes[number], "places": [0], "at": now}
            fields = {"csrf_token": csrf, "sent_at": now, "moves": json.dumps([move]), "after": "999999"}
            with turn:  # one phone sends one move after the other
                return ask(chapter, "POST", f"{home}/moves", fields, Cookie=cookie)

        def search(number: int) -> Reply:
            path = f"{home}?q={quote_plus(TYPED[number % len(TYPED)])}"
            return ask(chapter, "GET", path, Cookie=cookie)

        yield _row("Check-in by scan", burst(chapter, REQUESTS, scan, 200), MOST_SCAN)
        yield _row("Search at the door", burst(chapter, REQUESTS, search, 200), MOST_SEARCH)
        listed = burst(chapter, 8, lambda _n: ask(chapter, "GET", f"{home}/list.json", Cookie=cookie), 200)
        yield _row("The list that a phone keeps", listed, MOST_LIST)


def _row(what: str, cost: Cost, most: float) -> Row:
    detail = f"{GUESTS:,} guests; median {cost.median_ms:.1f} ms, p99 {cost.p99_ms:.1f} ms"
    return Row(what, round(cost.cpu_ms, 1), "ms CPU", f"at most {most:.0f}", cost.cpu_ms <= most, detail)


def _prepare(settings: dict[str, str]) -> tuple[str, list[str]]:
    """An evening with so many guests; a helper's token, and the codes of all."""
    now = datetime.now(UTC)
    with create_app(config.load(settings)).app_context(), db.writing():
        event = an_open_event("bench-door", None)
        event.starts_at, event.ends_at = now + timedelta(hours=1), now + timedelta(hours=3)
        who = persons.add("Bench Guest", "bench@proof.test", now=now)
        db.session.flush()
        firsts, lasts = ("Ana", "Maria", "Łucja", "Bea"), ("Kowalska", "Wiśniewska", "Wu", "Number")
        guests = [
            Rsvp(
                event_id=event.id, person_id=who.id, name=f"{firsts[n % 4]} {lasts[n // 4 % 4]}{n}",
                email=f"g{n}@proof.test", name_key=f"guest {n}", email_key=f"g{n}@proof.test", party_size=1,
                organisation=f"Bakery {n % 90}", nonce=f"bench-guest-{n}", created_at=now, queued_at=now,
                seated_at=now,
            )
            for n in range(GUESTS)
        ]  # fmt: skip
        db.session.add_all(guests)
        link = door_links.make_door_link(event, "Halina", 4, by=Actor("command", name="bench"), now=now)
        db.session.flush()
        return link.token, [rsvp.checkin_code for rsvp in guests]
