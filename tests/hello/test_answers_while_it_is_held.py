"""A greeter who answers while a move of the evening may still be undone is told the date that holds."""

import pytest
from sqlalchemy import select

from chapter import db
from chapter.broadcasts import tasks as broadcasts_tasks
from chapter.hello.models.companions import Companion
from chapter.hello.rules import companions
from chapter.mail.models import Mail
from chapter.people.models import Person
from tests.browser import Browser
from tests.events_office.changes import MINUTE, cancel, change, later, undo
from tests.factories import TODAY, a_person, saved
from tests.held_mails import held_tellings, release_held
from tests.hello.evenings import DAY, HOUR, a_greeter, asked, says_yes, supper, sweep, the_ask, wants

pytestmark = pytest.mark.usefixtures("app")
HELD, PUT_BACK = "November 26", "November 25"
"""The date while the move is held, and after it was undone."""


def mails(*kinds: str) -> list[Mail]:
    names = [f"hello.{kind}" for kind in kinds]
    return list(db.session.scalars(select(Mail).where(Mail.kind.in_(names)).order_by(Mail.id)))


def accept(one: Companion) -> None:
    with db.writing():
        companions.accept(one, now=TODAY + 2 * MINUTE)


def decline(one: Companion) -> None:
    with db.writing():
        companions.decline(one, now=TODAY + 3 * MINUTE)


def asked_and_moved() -> Companion:
    """She is asked; then the evening is moved by a day, which may still be undone."""
    event = supper(2 * DAY)
    a_greeter(event)
    guest = wants(event)
    sweep(TODAY)
    change(event, TODAY + MINUTE, **later(event, days=1))
    return the_ask(guest)


def test_a_yes_while_a_move_is_held_is_told_to_both_once_it_is_settled_and_once() -> None:
    one = asked_and_moved()
    accept(one)
    sweep(TODAY + 3 * MINUTE)
    assert mails("met", "meets") == []
    undo(held_tellings()[0], TODAY + 4 * MINUTE)
    for hours in range(5):
        sweep(TODAY + 5 * MINUTE + hours * HOUR)
    told = mails("met", "meets")
    assert {mail.to_address for mail in told} == {one.guest.email, one.person.email}
    assert len(told) == 2
    assert all(PUT_BACK in mail.text and HELD not in mail.text for mail in told)
    assert asked("moved") == []


def test_a_yes_while_a_move_is_held_that_stands_names_the_new_date_and_no_move() -> None:
    one = asked_and_moved()
    accept(one)
    change(one.event, TODAY + 3 * MINUTE, place="The loft")
    release_held()
    sweep(TODAY + HOUR)
    told = mails("met", "meets")
    assert len(told) == 2
    assert all(HELD in mail.text and "The loft" in mail.text for mail in told)
    assert asked("moved") == []


def test_a_yes_before_the_move_is_told_at_once_and_not_again() -> None:
    event = supper(5 * DAY)
    a_greeter(event)
    guest = wants(event)
    says_yes(guest)
    change(event, TODAY + MINUTE, **later(event, days=1))
    undo(held_tellings()[0], TODAY + 2 * MINUTE)
    sweep(TODAY + HOUR)
    assert len(mails("met", "meets")) == 2


def test_who_takes_her_yes_back_before_anybody_was_told_of_it_is_told_of_to_nobody() -> None:
    one = asked_and_moved()
    accept(one)
    decline(one)
    undo(held_tellings()[0], TODAY + 4 * MINUTE)
    sweep(TODAY + HOUR)
    assert mails("met", "meets", "without") == []


def test_the_next_is_asked_for_the_date_that_holds() -> None:
    event = supper(2 * DAY)
    a_greeter(event)
    guest = wants(event)
    one = says_yes(guest)
    second = a_greeter(event, "Iga Nowak")
    change(event, TODAY + MINUTE, **later(event, days=1))
    decline(one)
    (without,) = mails("without")
    assert HELD not in without.text, "nor is the guest told a date that may be undone"
    assert "asked someone else" in without.text
    assert asked() == [one.person.email]
    undo(held_tellings()[0], TODAY + 4 * MINUTE)
    release_held()
    _, mail = mails("asked")
    assert mail.to_address == second.email
    assert PUT_BACK in mail.text
    sweep(TODAY + HOUR)
    assert len(mails("asked")) == 2


def a_lead() -> Person:
    return saved(a_person("Lea Lead", "lea@example.test"))


def test_whom_the_office_asks_while_a_move_is_held_reads_the_date_that_holds() -> None:
    event = supper(9 * DAY)
    halina, guest = a_greeter(event), wants(event)
    change(event, TODAY + MINUTE, **later(event, days=1))
    with db.writing():
        companions.ask(guest, halina, by=a_lead(), now=TODAY + 2 * MINUTE)
    assert asked() == []
    undo(held_tellings()[0], TODAY + 3 * MINUTE)
    release_held()
    (mail,) = mails("asked")
    assert "December 2" in mail.text


def test_who_is_asked_by_one_press_waits_for_a_move_that_is_changed_once_more() -> None:
    event = supper(9 * DAY)
    a_greeter(event)
    wants(event)
    with db.writing():
        companions.ask_all(db.lock(event), by=a_lead(), now=TODAY)
    change(event, TODAY + 8 * MINUTE, **later(event, days=1))
    broadcasts_tasks.send_due(TODAY + 11 * MINUTE)
    assert asked() == []
    release_held()
    assert len(asked()) == 1


def test_her_page_says_when_both_are_told(client: Browser) -> None:
    one = asked_and_moved()
    page = client.post(f"/meet/{one.token}/accept")
    assert "We will email you both within minutes" in page.text
    assert "We have told her" not in page.text


def test_a_yes_to_a_canceled_evening_reads_that_it_is_canceled(client: Browser) -> None:
    event = supper(2 * DAY)
    a_greeter(event)
    guest = wants(event)
    sweep(TODAY)
    cancel(event, TODAY + MINUTE)
    for answer in ("accept", "decline"):
        page = client.post(f"/meet/{the_ask(guest).token}/{answer}")
        assert page.status == 422
        assert "This event was canceled" in page.text
    assert mails("met", "meets", "without") == []
