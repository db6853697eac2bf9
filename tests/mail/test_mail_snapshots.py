"""Every mail as people get it: the plain part and the words of the HTML part, kept in tests/mail/snapshots.

After a change that is meant: ``UPDATE_SNAPSHOTS=1 .venv/bin/pytest tests/mail``, and read the difference.
"""

import os
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.applications import emails
from chapter.applications.models import WelcomeMail
from chapter.bookings import emails as events
from chapter.bookings import waitlist_wording
from chapter.bookings.models import REFUNDED, UNPAID, Rsvp
from chapter.broadcasts import previews
from chapter.events import emails as events_emails
from chapter.events.models import OFFER, Event
from chapter.events_office import emails as events_office_emails
from chapter.hello.broadcasts import MEETINGS_QUESTION
from chapter.mail import mime_messages, rules
from chapter.mail.rules import Letter
from chapter.membership import emails as membership
from chapter.membership.models.applications import Application
from chapter.membership.models.memberships import Term
from chapter.office.emails import delivery_test
from chapter.people.models import Person
from chapter.people.salutation import salutation
from tests import factories
from tests.factories import TODAY
from tests.mail import snapshots
from tests.mail.letters import (
    accounts,
    companions,
    departures,
    dues,
    email_verification,
    giving,
    hellos,
    households,
    volunteering,
)
from tests.membership import members
from tests.page_checks import TWO_PERIODS

TEMPLATES = Path(__file__).resolve().parents[2] / "chapter" / "templates" / "emails"
SECRET = re.compile(r"[a-z0-9]{16}-[a-z2-7]{26}")
WHY = "Two seats opened up at 12:04 p.m. Your party of two was first on the waitlist."


def the_event(**more: object) -> Event:
    return factories.an_event(
        "The Long Table: a supper for first-timers", seats=48, hours=2.5, slug="the-long-table",
        starts_at=TODAY + timedelta(days=17, hours=6.5), place="La Mesa Larga, Pilsen",
        address="1810 S. Sample Street, Chicago", **more,
    )  # fmt: skip


def a_booking(of: int = 2, **more: object) -> Rsvp:
    booking = factories.a_booking(the_event(), of=of, name="Priya Raghunathan", email="priya@example.test")
    for name, value in more.items():
        setattr(booking, name, value)
    return booking


def online() -> Rsvp:
    event = factories.an_event("Résumé hour", seats=24, online_url="https://meet.chapter.test/resume")
    return factories.a_booking(event, name="Priya Raghunathan", email="priya@example.test")


def dana() -> Person:
    return factories.a_person("Dana Director")


def to_one(letter: Letter, booking: Rsvp) -> Letter:
    return events.personalized(letter, booking.id, salutation(booking))


def message(*, canceled: bool = False) -> Letter:
    booking = a_booking()
    booking.event.cancelled_at = TODAY if canceled else None
    said = "Bring a scarf: the door is open all evening.\n\nThere is soup."
    return to_one(
        events_office_emails.message(booking.event, "A word about Thursday", said, coming=True), booking
    )


def moved(*, coming: bool) -> Letter:
    booking = a_booking()
    was = "Thursday, December 3, 6:30 to 9 p.m., La Mesa Larga, Pilsen"
    return to_one(
        events_office_emails.moved(booking.event, was, "The room has a burst pipe.", coming=coming), booking
    )


def called_off(was: str = "") -> Letter:
    booking = a_booking()
    booking.event.cancelled_at, booking.event.cancelled_why = TODAY, "The kiln is being repaired."
    return to_one(events_office_emails.called_off(booking.event, coming=True, was=was), booking)


PRIYA = ("Priya Raghunathan", "priya@example.test")


def an_application(**more: Any) -> Application:
    level = members.a_level("Member", summary="For a woman who wants to know the others.", **more)
    return members.an_application(level, *PRIYA)


def declined() -> Letter:
    application = an_application()
    application.decided_why = "This level is for those who live in Illinois."
    return emails.declined(application)


def a_term(**more: Any) -> Term:
    level = members.a_level("Member", benefits="The breakfast\nA vote in November", **more)
    members.pays(factories.a_person(*PRIYA), level, on=TODAY.date())
    return db.session.scalars(select(Term)).one()


def of_a_term(write: Callable[..., Letter], **more: Any) -> Letter:
    term = a_term(**more)
    return write(term.membership.payer, term)


def reminder(days: int) -> Letter:
    return membership.reminder(a_term().membership, days)


def sequence() -> Letter:
    mail = WelcomeMail(
        days=3, subject="Whom to talk to first", text="Look for Marisol.\n\nShe stands at the door."
    )
    return emails.sequence(mail, factories.a_person(*PRIYA))


def offered(of: int) -> Rsvp:
    until = TODAY + timedelta(hours=12)
    return asking(of, seated_at=None, offered_seats=of, offered_until=until, offered_why=WHY)


def asking(of: int = 2, **more: object) -> Rsvp:
    booking = a_booking(of=of, **more)
    booking.event.when_free = OFFER
    return booking


def lapsed(waiting_size: int = 0, seated_at: datetime | None = TODAY) -> Letter:
    booking = asking(offered_seats=2, offered_until=TODAY, waiting_size=waiting_size, seated_at=seated_at)
    return events.lapsed(booking, waitlist_wording.lapsed(booking))


def ended(cause: str) -> Rsvp:
    return a_booking(
        of=2, seated_at=None, cancelled_at=TODAY, cancellation_cause=cause, order_public_id="a" * 16
    )


def refunded_with_its_event() -> Letter:
    booking = ended(REFUNDED)
    booking.event.cancelled_at = TODAY
    return events.refunded(booking)


def unpaid() -> Letter:
    booking = asking(offered_seats=2, offered_until=TODAY, seated_at=None, order_public_id="a" * 16)
    return events.unpaid(booking, waitlist_wording.lapsed(booking))


def saved() -> Letter:
    booking = a_booking(of=4, seated_at=None, times_passed=3, saved_seats=2)
    return events.saved(booking, waitlist_wording.saved(booking, booking.event, timedelta(hours=24)))


def to_all(write: Callable[[Event], Letter]) -> Letter:
    booking = a_booking()
    return to_one(write(booking.event), booking)


LETTERS: dict[str, Callable[[], Letter]] = {
    "events.already": lambda: events.already(a_booking()),
    "events.unpaid": unpaid,
    "events.paid_back": lambda: events.paid_back(ended(UNPAID), "$80", "the seats were already taken"),
    "events.refunded": lambda: events.refunded(ended(REFUNDED)),
    "events.refunded, canceled": refunded_with_its_event,
    "events.called_off": called_off,
    "events.called_off, moved before": lambda: called_off("Thursday, December 3, 6:30 to 9 p.m., Loft"),
    "events.cancelled": lambda: events.cancelled(a_booking(cancelled_at=TODAY, cancellation_cause="guest")),
    "events.cancelled, waiting": lambda: events.cancelled(
        a_booking(seated_at=None, cancelled_at=TODAY, cancellation_cause="guest")
    ),
    "events.cancelled, by staff": lambda: events.cancelled(
        a_booking(
            cancelled_at=TODAY, cancellation_cause="person", cancelled_why="The room is smaller than we knew."
        )
    ),
    "events.changed": lambda: events.changed(a_booking(of=1), 2),
    "events.changed, more names": lambda: events.changed(a_booking(of=2, guest_names=["Ruth", "Thuy"]), 3),
    "events.changed, waiting": lambda: events.changed(a_booking(of=1, seated_at=None), 2),
    "events.confirmed": lambda: events.confirmed(a_booking()),
    "events.confirmed, online": lambda: events.confirmed(online()),
    "events.guests_stay": lambda: events_office_emails.guests_stay(the_event(), 4, 7, dana()),
    "events.post_free": lambda: events_emails.post_free(the_event(), "Greeter", dana()),
    "events.post_free, lead": lambda: events_emails.post_free(the_event(), "Lead", dana()),
    "events.lapsed": lambda: lapsed(seated_at=None),
    "events.lapsed, the rest": lambda: lapsed(waiting_size=2),
    "events.offered": lambda: events.offered(offered(2)),
    "events.offered, one": lambda: events.offered(offered(1)),
    "events.saved": lambda: saved(),
    "events.seated, some": lambda: events.seated(
        a_booking(waiting_size=2, seated_why=waitlist_wording.took_some(2, 2))
    ),
    "events.waiting, to be asked": lambda: events.waiting(asking(seated_at=None), 3),
    "events.found": lambda: events.found(a_booking()),
    "events.found_many": lambda: events.found_many([a_booking(of=1), online()]),
    "events.message": message,
    "events.message, canceled": lambda: message(canceled=True),
    "events.missed": lambda: to_all(events.missed),
    "events.moved": lambda: moved(coming=True),
    "events.moved, waiting": lambda: moved(coming=False),
    "events.moved_up": lambda: events.moved_up(a_booking(seated_at=None)),
    "events.reminder": lambda: to_all(events.reminder),
    "events.seated": lambda: events.seated(a_booking(seated_why=WHY)),
    "events.thanks": lambda: to_all(events.thanks),
    "events.thanks, and who did you meet": lambda: to_all(
        lambda event: events.thanks(event, MEETINGS_QUESTION)
    ),
    "events.waiting": lambda: events.waiting(a_booking(seated_at=None), 3),
    "events.zone_law": lambda: to_all(events_office_emails.zone_law),
    **dues.LETTERS,
    **households.LETTERS,
    **giving.LETTERS,
    **companions.LETTERS,
    **hellos.LETTERS,
    **departures.LETTERS,
    **email_verification.LETTERS,
    **volunteering.LETTERS,
    "office.test_mail": lambda: delivery_test(dana()),
    "mail.sample": lambda: previews.sample_of(moved(coming=True), "Dana"),
    "membership.accepted": lambda: emails.accepted(an_application()),
    "membership.confirm": lambda: emails.confirm(an_application()),
    "membership.declined": declined,
    "membership.received": lambda: emails.received(an_application()),
    "membership.reminder": lambda: reminder(30),
    "membership.reminder, today": lambda: reminder(0),
    "membership.reminder, after": lambda: reminder(-14),
    "membership.renewed": lambda: of_a_term(membership.renewed),
    "membership.sequence": sequence,
    "membership.unfinished": lambda: emails.unfinished(an_application()),
    "membership.unfinished, begun": lambda: emails.unfinished(
        members.an_application(members.a_level("Member"), *PRIYA, sent=False)
    ),
    "membership.welcome": lambda: of_a_term(partial(membership.welcome, signs_in=True)),
    "membership.welcome, no account": lambda: of_a_term(partial(membership.welcome, signs_in=False)),
    **accounts.LETTERS,
}


def as_read(letter: Letter) -> str:
    """The mail in words: head, plain part, what the HTML part says beyond it, attachments."""
    mail = rules.queue(letter, to=("Priya Raghunathan", "priya@example.test"), now=TODAY)
    db.session.flush()
    made = mime_messages.build_message(mail)
    plain, html = made.get_body(("plain",)), made.get_body(("html",))
    assert plain is not None
    assert html is not None
    page = BeautifulSoup(html.get_content(), "html.parser")
    head = "\n".join(f"{name}: {made[name]}" for name in ("From", "To", "Reply-To", "Subject") if made[name])
    links = [f"{link.get_text(strip=True)} -> {link['href']}" for link in page.select(".text a")]
    date = ", ".join(part.get_text(", ", strip=True) for part in page.select(".day, .when"))
    files = [f"{part.get_filename()} ({part.get_content_type()})" for part in made.iter_attachments()]
    whole = "\n\n".join(
        [head, plain.get_content().replace("\r\n", "\n").strip(), f"Very large: {date or 'nothing'}",
         "\n".join(["Links:", *links]), "\n".join(["Enclosed:", *files])]
    )  # fmt: skip
    assert not TWO_PERIODS.search(f"{whole} {page.get_text()}"), (
        "a time at the end of a sentence has two periods"
    )
    return SECRET.sub("<secret>", whole) + "\n"


@pytest.mark.parametrize("kind", LETTERS)
def test_the_mail_reads_as_it_did(app: Flask, kind: str) -> None:
    factories.the_chapter(
        signature="Yours,\nDana Director\nhttps://chapter.test", reply_to="dana@chapter.test"
    )
    with db.writing():
        got = as_read(LETTERS[kind]())
    if os.environ.get("UPDATE_SNAPSHOTS"):
        snapshots.keep(kind, got)
    assert got == snapshots.read(snapshots.path_of(kind)).get(kind)


def test_a_mail_with_two_periods_after_a_time_is_found(app: Flask) -> None:
    factories.the_chapter()
    with db.writing(), pytest.raises(AssertionError, match="two periods"):
        as_read(Letter("people.invitation", "Tonight", "Dear Priya,\n\nIt begins at 6 p.m.. Bring a coat.\n"))


def test_only_the_beginning_of_a_letter_can_be_a_date(app: Flask) -> None:
    chapter = factories.the_chapter()
    letter = "Dear Priya,\n\n# 10\nThursday\n\nBring a coat.\n"
    assert "# 10\nThursday" in mime_messages.plain_text(letter, {})
    with app.test_request_context():
        page = BeautifulSoup(mime_messages.html_text("Coats", letter, {}, chapter), "html.parser")
    assert page.select(".day") == []
    assert "# 10" in page.select(".text")[0].get_text()


def test_every_mail_has_a_snapshot() -> None:
    kinds = {kind.partition(",")[0] for kind in LETTERS}
    templates = {f"{path.parent.name}.{path.stem}" for path in TEMPLATES.glob("*/[!_]*.txt")}
    assert kinds == templates


def test_no_snapshot_is_left_of_a_mail_that_is_gone() -> None:
    if os.environ.get("UPDATE_SNAPSHOTS"):
        snapshots.forget_all_but({*LETTERS})
    kept = {path: snapshots.read(path) for path in snapshots.FOLDER.glob("*.txt")}
    assert set().union(*kept.values()) <= {*LETTERS}
    assert [path.name for path, wordings in kept.items() if not wordings] == []
    assert {snapshots.path_of(name) for wordings in kept.values() for name in wordings} == {*kept}


def test_wordings_come_back_to_the_byte_and_one_that_would_not_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "FOLDER", tmp_path)
    told = {"a.mail": "\n Dear Ana, \n\n", "a.mail, late": "=== \n==\nCome.\n"}
    for letter, words in told.items():
        snapshots.keep(letter, words)
    snapshots.keep("a.mail, gone", "Gone.\n")
    snapshots.keep("another.mail", "Gone.\n")
    snapshots.forget_all_but({*told})
    assert [*tmp_path.iterdir()] == [tmp_path / "a.mail.txt"]
    assert snapshots.read(tmp_path / "a.mail.txt") == told
    for words in ("No end", "Dear Ana,\n== a.mail\n"):
        with pytest.raises(ValueError, match="can not be kept"):
            snapshots.keep("a.mail", words)
