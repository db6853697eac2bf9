"""What nobody else may learn: whom she met, what she promised, who is kept apart."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import delete, select

from chapter import db
from chapter.audit import Entry
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.hello.models.hellos import Meeting, Promise
from chapter.hello.queries import hellos as queries_hellos
from chapter.hello.rules import meetings, promises
from chapter.people.models.blocks import DoNotPair
from chapter.people.models.ties import Tie
from chapter.privacy.exports import as_tables
from chapter.privacy.queries import data_under
from chapter.privacy.rules import erase
from tests.access_table import PAGES
from tests.browser import Browser
from tests.factories import TODAY, a_booking, a_person, an_event, sign_in
from tests.hello.guests import a_guest, arrange, keep_apart
from tests.seed.chapter import KINDS, World

OWN = ("", "/who-comes", "/whom-i-met")
PROMISED, WHY = "Send her the name", "They asked for it"
"""As tests/seed/hellos.py has them."""

MAY = {PROMISED: ("/rsvp/", "/me/"), WHY: ("/office/apart/",)}


def everything_that_a_guest_sees(event: Event, client: Browser) -> list[str]:
    """Every page of everybody who ticked it, and the page of the event, byte by byte."""
    addresses = [f"/rsvp/{one.token}{page}" for one in queries_hellos.parties(event.id) for page in OWN]
    pages = [client.get(address).html for address in (*addresses, f"/events/{event.slug}")]
    return [blank(page, client) for page in pages]


def blank(page: str, client: Browser) -> str:
    """Without what is made anew for every answer: tokens of forms and nonces."""
    lines = page.splitlines()
    return "\n".join(line for line in lines if "csrf_token" not in line and 'name="nonce"' not in line)


def a_room() -> tuple[Event, list[Rsvp]]:
    """More than each may meet."""
    event = an_event("The Long Table", starts_at=TODAY - timedelta(hours=1))
    words = [(one, other) for one in ("grants", "law", "data") for other in ("design", "sales", "boards")]
    return event, [a_guest(event, f"{offer} {ask}", offer=offer, ask=ask) for offer, ask in words]


def test_pages_do_not_tell_that_an_entry_stands_behind_what_they_show(app: Flask, client: Browser) -> None:
    event, _ = a_room()
    arrange(event)
    shown = everything_that_a_guest_sees(event, client)
    one, other = (db.session.get_one(Rsvp, number) for number in sorted(next(iter(hellos_of(event)))))
    keep_apart(one, other)
    arrange(event)
    with_it = everything_that_a_guest_sees(event, client)
    assert with_it != shown
    with db.writing():
        db.session.execute(delete(DoNotPair))
    assert everything_that_a_guest_sees(event, client) == with_it


def test_an_entry_that_changes_nothing_changes_no_byte(app: Flask, client: Browser) -> None:
    event, guests = a_room()
    arrange(event)
    before, hellos = everything_that_a_guest_sees(event, client), hellos_of(event)
    free = next(
        (one, other)
        for one in guests
        for other in guests
        if one.id < other.id and frozenset((one.id, other.id)) not in hellos
    )
    keep_apart(*free)
    arrange(event)
    assert hellos_of(event) == hellos
    assert everything_that_a_guest_sees(event, client) == before


def hellos_of(event: Event) -> set[frozenset[int]]:
    db.session.expire_all()
    return {frozenset((one.helper_id, one.other_id)) for one in queries_hellos.current_hellos(event.id)}


def test_nobody_of_any_role_reads_what_was_promised_or_why_two_are_kept_apart(world: World) -> None:
    addresses = {line.address(world.arguments(line.record, "member")) for line in PAGES}
    seen: dict[str, set[str]] = {PROMISED: set(), WHY: set()}
    for kind in KINDS:
        for address in sorted(addresses):
            text = world.browsers[kind].send("GET", address, check=False, follow=False).html
            for words in seen:
                if words in text:
                    seen[words].add(f"{kind} {address}")
    for words, found in seen.items():
        assert [one for one in found if not one.split()[1].startswith(MAY[words])] == []
    assert {one.split()[0] for one in seen[WHY]} == {"director"}
    assert {one for one in seen[PROMISED] if " /me/" in one} <= {"member /me/", "member /me/data"}


def test_the_log_says_nothing_of_whom_she_met_and_what_she_promised(app: Flask) -> None:
    event = an_event(starts_at=TODAY - timedelta(hours=1))
    one, other = a_guest(event), a_guest(event)
    before = len(list(db.session.scalars(select(Entry))))
    with db.writing():
        meetings.record_meeting(one, other, now=TODAY)
        promises.add_promise(one, "Send her the name", nonce="a", now=TODAY)
    assert len(list(db.session.scalars(select(Entry)))) == before


def test_her_file_tells_what_she_said_and_nothing_that_the_other_said_and_all_is_erased(app: Flask) -> None:
    event = an_event(starts_at=TODAY - timedelta(hours=1))
    ana, bea = a_guest(event, email="ana@example.test"), a_guest(event, email="bea@example.test")
    with db.writing():
        meetings.record_meeting(ana, bea, now=TODAY)
        promises.add_promise(ana, "Send her the name", nonce="a", now=TODAY)
    told = {name: as_tables(data_under(name)) for name in ("ana@example.test", "bea@example.test")}
    counts = {
        name: tuple(len(found[table]) for table in ("people_met", "promises", "ties"))
        for name, found in told.items()
    }
    assert counts == {"ana@example.test": (1, 1, 0), "bea@example.test": (0, 0, 0)}
    with db.writing():
        meetings.record_meeting(bea, ana, now=TODAY)
    assert len(as_tables(data_under("bea@example.test"))["ties"]) == 1
    keep_apart(ana, bea)
    with db.writing():
        erase(data_under("ana@example.test"), now=TODAY)
    for model in (Meeting, Promise, Tie, DoNotPair):
        assert db.first(select(model)) is None


def test_the_office_finds_two_keeps_them_apart_and_ends_it(client: Browser) -> None:
    one, other = a_person("Zofia Nowak", "zofia@example.test"), a_person("Ada Bright", "ada@example.test")
    sign_in(client, "director")
    assert "Enter both people" in client.get("/office/apart/?one=zofia").main
    assert "No people match" in client.get("/office/apart/?one=zofia&other=nobody").main
    page = client.get("/office/apart/?one=zofia&other=ada@example.test")
    page = page.form("/office/apart/").fill(why="They asked for it").press()
    assert "Ada Bright" in page.main
    assert "They asked for it" in page.main
    again = client.post("/office/apart/", one=one.public_id, other=other.public_id, why="")
    assert again.status == 422
    assert "They asked for it" not in client.get("/office/apart/").form("/end").press().main


def test_a_booking_that_was_blanked_opens_nothing(app: Flask, client: Browser) -> None:
    event = an_event(starts_at=TODAY + timedelta(hours=1))
    one = a_booking(event, email="ana@example.test")
    old = f"/rsvp/{one.token}/who-comes"
    with db.writing():
        erase(data_under("ana@example.test"), now=TODAY)
    assert client.get(old).status == 404
