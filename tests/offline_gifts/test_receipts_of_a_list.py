"""The receipts of a list of gifts wait for ten minutes; undone, all of its gifts are voided."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from chapter import db
from chapter.broadcasts import tasks as broadcasts_tasks
from chapter.giving import queries
from chapter.giving.models import Gift
from chapter.mail import delivery
from chapter.mail.models import Mail
from chapter.offline_gifts import tasks as offline_gifts_tasks
from chapter.people.models import Person
from chapter.people.rules import persons
from tests import factories
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import TODAY
from tests.giving.drives import a_drive
from tests.held_mails import held_tellings
from tests.offline_gifts.test_by_hand import many, office

__all__ = ["office"]
MINUTE = timedelta(minutes=1)


def left() -> list[str]:
    """To whom a receipt has left."""
    db.session.rollback()
    sent = select(Mail.to_address).where(Mail.kind == "giving.receipt", Mail.sent_at.is_not(None))
    return sorted(db.session.scalars(sent))


def test_the_receipts_of_a_list_are_shown_and_leave_after_ten_minutes(
    office: Browser, clock: MovableClock
) -> None:
    a_drive()
    page = many(office)
    assert page.h1 == "Receipts for gifts to Winter coats"
    assert "2 people will get it" in page.main
    assert "Bea Olszewska has no email on file" in page.main
    delivery.send_due(now=clock.forward(minutes=9))
    assert left() == []
    broadcasts_tasks.send_due(clock.forward(minutes=1))
    delivery.send_due(now=clock.now())
    assert left() == ["ana@example.test", "halina@example.test"]
    assert "2 people got it." in office.get(page.url).main


def test_an_undone_list_mails_nobody_and_its_gifts_are_voided(office: Browser, clock: MovableClock) -> None:
    drive = a_drive()
    page = many(office).form("undo").press("Undo")
    assert "Undone. No emails were sent. 3 gifts are being voided." in page.text
    while offline_gifts_tasks.void_undone_batches(clock.forward(seconds=5)):
        pass
    assert queries.figures(drive).given_cents == 0
    assert all(gift.voided_at for gift in db.session.scalars(select(Gift)))
    delivery.send_due(now=clock.forward(minutes=20))
    assert left() == []
    assert db.session.scalars(select(Mail).where(Mail.kind == "giving.voided")).all() == []


def test_the_job_that_voids_goes_on_where_it_was_killed(
    office: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_drive()
    many(office).form("undo").press("Undo")
    assert offline_gifts_tasks.void_undone_batches(TODAY + MINUTE) == 1
    assert len([gift for gift in db.session.scalars(select(Gift)) if gift.voided_at]) == 1
    for _ in range(5):
        offline_gifts_tasks.void_undone_batches(TODAY + MINUTE)
    assert all(gift.voided_at == TODAY + MINUTE for gift in db.session.scalars(select(Gift)))


def test_an_undone_list_can_be_entered_again(office: Browser, clock: MovableClock) -> None:
    drive = a_drive()
    many(office).form("undo").press("Undo")
    while offline_gifts_tasks.void_undone_batches(clock.now()):
        pass
    page = many(office)
    assert "3 gifts are on the meter." in page.text
    assert queries.figures(drive) == queries.Figures(75_50, 3, 3)
    assert len(held_tellings()) == 1


def test_the_same_list_pressed_twice_is_one_hold_and_a_finished_one_holds_nothing(
    office: Browser, clock: MovableClock
) -> None:
    a_drive()
    many(office)
    many(office)
    assert len(held_tellings()) == 1
    broadcasts_tasks.send_due(clock.forward(minutes=11))
    delivery.send_due(now=clock.now())
    assert many(office).h1 != "Receipts for gifts to Winter coats"
    assert (held_tellings(), len(left())) == ([], 2)


def test_sent_now_they_leave_at_once_and_an_undo_is_refused(office: Browser, clock: MovableClock) -> None:
    a_drive()
    page = many(office)
    undo = page.form("undo")
    page.form("now").press("Send now")
    broadcasts_tasks.send_due(clock.now())
    delivery.send_due(now=clock.now())
    assert len(left()) == 2
    page = undo.press("Undo")
    assert page.status == 422
    assert "were already sent" in page.main
    assert not any(gift.voided_at for gift in db.session.scalars(select(Gift)))


def test_a_giver_who_dies_within_the_hold_gets_no_receipt(office: Browser, clock: MovableClock) -> None:
    a_drive()
    many(office)
    with factories.a_writing():
        halina = db.session.scalars(select(Person).where(Person.name == "Halina Wolska")).one()
        persons.mark_deceased(halina, now=TODAY)
    broadcasts_tasks.send_due(clock.forward(minutes=10))
    delivery.send_due(now=clock.now())
    assert left() == ["ana@example.test"]
