"""Lists of who came hold those who came; one mail comes afterwards, and no second."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import reminders
from chapter.events.models import Event
from chapter.hello import tasks
from chapter.hello.queries import hellos
from chapter.hello.rules.schedule import asked_at
from chapter.mail.models import Mail
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import TODAY, an_event, the_chapter
from tests.held_mails import send_scheduled
from tests.hello.guests import a_guest, arrange, enters

MINUTE = timedelta(minutes=1)


def an_evening() -> tuple[Event, Rsvp, Rsvp, Rsvp]:
    event = an_event("The Long Table", starts_at=TODAY + timedelta(hours=3))
    here, came, stayed_home = (a_guest(event, name, email=f"{name[:3].lower()}@example.test") for name in (
        "Anahita Moss", "Berenike Lane", "Cleopha Field"
    ))  # fmt: skip
    arrange(event)
    enters(event, here, came)
    return event, here, came, stayed_home


def page(client: Browser, rsvp: Rsvp, name: str) -> str:
    return client.get(f"/rsvp/{rsvp.token}/{name}").main


def test_while_they_come_in_everybody_who_is_expected_is_listed(client: Browser, clock: MovableClock) -> None:
    event, here, _, _ = an_evening()
    clock.at(event.starts_at + MINUTE)
    said = page(client, here, "who-comes")
    assert "Who’s coming" in said
    assert "Cleopha" in said


@pytest.mark.parametrize(
    ("after", "heading"), [(timedelta(minutes=31), "Who’s here"), (timedelta(hours=3), "Who came")]
)
def test_later_on_whoever_did_not_come_is_on_no_list(
    client: Browser, clock: MovableClock, after: timedelta, heading: str
) -> None:
    event, here, _, _ = an_evening()
    clock.at(event.starts_at + after)
    for name in ("who-comes", "whom-i-met"):
        said = page(client, here, name)
        assert "Berenike" in said
        assert "Cleopha" not in said
    assert heading in page(client, here, "who-comes")


def test_where_no_door_kept_who_came_all_who_had_a_seat_are_listed(
    client: Browser, clock: MovableClock
) -> None:
    event = an_event(starts_at=TODAY + timedelta(hours=3))
    one, _ = a_guest(event, "Anahita Moss"), a_guest(event, "Berenike Lane")
    clock.at(event.ends_at + MINUTE)
    assert "Berenike" in page(client, one, "who-comes")


def all_mails(kind: str) -> list[Mail]:
    return list(db.session.scalars(select(Mail).where(Mail.kind == kind)))


def mails(kind: str) -> dict[str, Mail]:
    return {mail.to_address: mail for mail in all_mails(kind)}


def remind(now: datetime) -> None:
    """What the worker does about thanks."""
    send_scheduled(now, "events.")


def the_next_morning(event: Event) -> datetime:
    """All that is written until the day after."""
    at = reminders.thanks_at(event)
    for later in (at, asked_at(event), asked_at(event) + timedelta(hours=20)):
        remind(later)
        while send_scheduled(later, "hello."):
            pass
    return at


def test_one_mail_thanks_and_asks_whom_she_met_and_no_second_comes(app: Flask) -> None:
    event, here, came, stayed_home = an_evening()
    with db.writing():
        came.show_me = False
    the_next_morning(event)
    thanked = mails("events.thanks")
    assert set(thanked) == {here.email, came.email}
    assert "We have two questions, and we won’t email about them again" in thanked[here.email].text
    assert "Say who you met" in thanked[here.email].text
    assert "One question, and we won’t ask again" in thanked[came.email].text
    assert "who you met" not in thanked[came.email].text
    assert mails("hello.whom_you_met") == {}
    assert stayed_home.email not in thanked


def test_a_chapter_that_switches_thanks_off_afterwards_sends_no_second_mail(app: Flask) -> None:
    event, here, _, _ = an_evening()
    remind(reminders.thanks_at(event))
    the_chapter(thanks=False)
    while send_scheduled(asked_at(event), "hello."):
        pass
    assert here.email in mails("events.thanks")
    assert mails("hello.whom_you_met") == {}


def test_hellos_are_mailed_once_more_when_the_evening_is_moved_to_a_later_day_and_not_within_the_day(
    app: Flask,
) -> None:
    event = an_event("The Long Table", starts_at=TODAY + timedelta(days=1, hours=6))
    for _ in range(2):
        a_guest(event)

    def written(at: datetime) -> int:
        tasks.assign_hellos(at)
        while send_scheduled(at, "hello."):
            pass
        return len(all_mails("hello.say_hello"))

    day = event.starts_at - timedelta(hours=3)
    assert written(day) == 2
    for by, many in ((timedelta(hours=1), 2), (timedelta(days=2), 4)):
        with db.writing():
            row = db.lock(event)
            row.starts_at, row.ends_at = row.starts_at + by, row.ends_at + by
        assert written(event.starts_at - timedelta(hours=3)) == many


def test_who_had_a_seat_and_did_not_come_sees_the_list_no_more_once_it_is_over(
    client: Browser, clock: MovableClock
) -> None:
    event, here, _, stayed_home = an_evening()
    clock.at(event.ends_at - MINUTE)
    assert "Berenike" in page(client, stayed_home, "who-comes"), "she may still come"
    clock.at(event.ends_at + MINUTE)
    for name in ("who-comes", "whom-i-met"):
        said = page(client, stayed_home, name)
        assert "for guests who came" in said
        assert "Berenike" not in said
        assert "Anahita" not in said
        assert "Berenike" in page(client, here, name)
    assert "who-comes" not in client.get(f"/rsvp/{stayed_home.token}").html
    client.post(f"/rsvp/{stayed_home.token}/met/{here.public_id}")
    assert hellos.met_ids(stayed_home) == set()
