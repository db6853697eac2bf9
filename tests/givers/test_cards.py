"""Cards for whom a gift honors: they leave in the morning of their day, and their giver hears of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from chapter import db
from chapter.givers import tasks
from chapter.giving import gift_list
from chapter.giving.models import Gift
from chapter.mail.models import Mail
from chapter.settings import queries as settings
from tests import factories
from tests.browser import Browser
from tests.factories import TODAY
from tests.giving.card_gifts import give, pay, the_gift
from tests.giving.drives import a_drive
from tests.held_mails import send_rolling
from tests.offline_gifts.test_by_hand import one
from tests.payments.fake_stripe import FakeStripe

CARD = {"tribute": "memory", "tribute_name": "Ines Reyes", "card_name": "Family Reyes",
        "card_email": "reyes@example.test"}  # fmt: skip


@pytest.fixture
def office(client: Browser) -> Browser:
    """The treasurer; there is a drive."""
    factories.sign_in(client, "treasurer")
    a_drive()
    return client


def today() -> date:
    return TODAY.astimezone(settings.current().zone_info).date()


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A time on the chapter's clock."""
    wall = datetime(day.year, day.month, day.day, hour, minute, tzinfo=settings.current().zone_info)
    return wall.astimezone(UTC)


def mailed(kind: str) -> list[str]:
    """To whom mails of a kind were queued."""
    db.session.rollback()
    return list(db.session.scalars(select(Mail.to_address).where(Mail.kind == kind).order_by(Mail.id)))


def delivered() -> None:
    with factories.a_writing():
        for mail in db.session.scalars(select(Mail)):
            mail.sent_at = TODAY


def test_it_leaves_at_nine_in_the_morning_of_its_day(office: Browser) -> None:
    day = today() + timedelta(days=9)
    assert one(office, **CARD, card_on=str(day)).status == 200
    for too_early in (at(day, 0), at(day, 8, 59), TODAY):
        tasks.send_cards(too_early)
        assert mailed("giving.card") == []
    tasks.send_cards(at(day, 9))
    tasks.send_cards(at(day, 9, 1))
    assert mailed("giving.card") == ["reyes@example.test"]


def test_a_card_for_today_leaves_at_once_whatever_the_hour(office: Browser, clock: Any) -> None:
    clock.at(at(today(), 0, 30))
    one(office, **CARD, card_on=str(today()))
    tasks.send_cards(at(today(), 0, 31))
    assert mailed("giving.card") == ["reyes@example.test"]


def test_a_card_whose_day_passed_while_nothing_ran_still_leaves(office: Browser) -> None:
    day = today() + timedelta(days=2)
    one(office, **CARD, card_on=str(day))
    tasks.send_cards(at(day + timedelta(days=1), 3))
    assert mailed("giving.card") == ["reyes@example.test"]


WRONG_DAYS = [
    (-1, "That day has passed."),
    (367, "Choose a day within a year"),
    (63_000, "Choose a day within"),
]


@pytest.mark.parametrize(("days", "words"), WRONG_DAYS)
def test_days_that_are_over_or_far_ahead_are_refused_at_both_doors(
    office: Browser, another: Browser, stripe: FakeStripe, days: int, words: str
) -> None:
    on = str(today() + timedelta(days=days))
    page = one(office, **CARD, card_on=on)
    assert (page.status, words in page.errors["card_on"]) == (422, True)
    public = give(another, **CARD, card_on=on)
    assert (public.status, words in public.errors["card_on"]) == (422, True)
    assert public.form("/checkout")["tribute_name"] == "Ines Reyes"
    assert db.session.scalars(select(Gift)).all() == []


@pytest.mark.parametrize("days", [0, 366])
def test_days_from_today_until_a_year_ahead_are_taken(office: Browser, days: int) -> None:
    assert one(office, **CARD, card_on=str(today() + timedelta(days=days))).status == 200


def test_the_giver_is_told_once_it_has_really_left(
    another: Browser, client: Browser, stripe: FakeStripe
) -> None:
    a_drive()
    give(another, **CARD)
    another.post("/give/thanks", session_id=pay(stripe))
    for _ in range(2):
        tasks.send_cards(TODAY)
        send_rolling(TODAY, "giving.card_left")
    assert mailed("giving.card_left") == []
    delivered()
    for _ in range(2):
        tasks.send_cards(TODAY)
        send_rolling(TODAY, "giving.card_left")
    assert mailed("giving.card_left") == ["ana@example.test"]
    factories.sign_in(client, "treasurer")
    assert "It was sent on" in client.get(f"/office/giving/gifts/{the_gift().public_id}").main


def test_a_card_that_came_back_is_told_to_the_office_and_not_as_sent(office: Browser) -> None:
    one(office, **CARD)
    tasks.send_cards(TODAY)
    with factories.a_writing():
        card = db.session.scalars(select(Mail).where(Mail.kind == "giving.card")).one()
        card.failed_at, card.failure = TODAY, "no such mailbox"
    tasks.send_cards(TODAY)
    send_rolling(TODAY, "giving.card_left")
    assert mailed("giving.card_left") == []
    assert "could not be delivered" in office.get(f"/office/giving/gifts/{the_gift().public_id}").main


def test_a_card_without_an_email_goes_by_post_as_a_task_of_the_office(office: Browser) -> None:
    page = one(office, **{**CARD, "card_email": ""})
    assert "By mail to Family Reyes" in page.main
    assert gift_list.count_cards_by_post() == 1
    assert "Halina Wolska" in office.get("/office/giving/gifts?state=cards").main
    assert "One tribute card to mail" in office.get("/office/").main
    tasks.send_cards(TODAY + timedelta(days=30))
    assert mailed("giving.card") == []
    form = page.form("/card")
    assert "It was sent on" in form.press("Mark card as sent").main
    assert form.press("Mark card as sent").status == 200
    assert gift_list.count_cards_by_post() == 0
    for _ in range(2):
        tasks.send_cards(TODAY)
        send_rolling(TODAY, "giving.card_left")
    assert mailed("giving.card_left") == ["halina@example.test"]


def test_a_tribute_without_a_card_is_no_task(office: Browser) -> None:
    one(office, tribute="honor", tribute_name="Ines Reyes")
    assert gift_list.count_cards_by_post() == 0


def test_the_public_form_says_that_a_card_without_an_email_goes_by_post(another: Browser) -> None:
    a_drive()
    assert "Without an email, we’ll mail it" in another.get("/give/winter").main


def test_a_card_typed_without_a_tribute_is_not_dropped_in_silence(another: Browser) -> None:
    a_drive()
    page = give(another, card_name="Family Reyes", card_email="reyes@example.test")
    assert page.status == 422
    assert "Choose “In honor of” or “In memory of”," in page.errors["tribute_name"]
