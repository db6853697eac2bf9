"""Back from Checkout without paying: what was typed is there again, for the browser that typed it alone."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from chapter import db
from chapter.giving.models import Gift
from chapter.giving.rules import drives
from chapter.payments.models.orders import Order
from tests import factories
from tests.browser import Browser, Page
from tests.factories import GUEST, TODAY
from tests.giving.card_gifts import HERS, give, pay, the_gift
from tests.giving.drives import a_drive
from tests.payments.fake_stripe import FakeStripe

ALL: dict[str, Any] = {
    "cover_fee": "y", "anonymous": "y", "tribute": "memory", "tribute_name": "Ines Reyes",
    "card_name": "Family Reyes", "card_email": "reyes@example.test", "card_on": "2026-12-01",
    "message": "For every cold Tuesday",
}  # fmt: skip


def way_back(stripe: FakeStripe) -> str:
    """Where Checkout's back link leads."""
    return stripe.asked[-1].cancel_url


def fields(page: Page) -> dict[str, str]:
    """What the form of the page holds."""
    return dict(page.form("give").values.items())


@pytest.mark.parametrize("amount", ["50", "37.50"])
def test_all_that_was_typed_is_there_again_and_nothing_was_charged(
    client: Browser, stripe: FakeStripe, amount: str
) -> None:
    drive = a_drive(funds=("Coats", "Fares"))
    give(client, amount, **ALL, fund=str(drive.funds[1].id))
    page = client.get(way_back(stripe))
    assert "Nothing was charged." in page.html
    held = fields(page)
    wanted = {**HERS, **ALL, "fund": str(drive.funds[1].id)}
    assert {name: held.get(name) for name in wanted} == wanted
    assert (held.get("other") or held.get("amount")) == amount
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_sent_again_as_it_was_it_is_the_same_gift(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    give(client, **ALL)
    assert client.get(way_back(stripe)).form("give").press("Give", follow=False).status == 303
    assert the_gift().message == "For every cold Tuesday"
    assert db.session.scalar(select(func.count()).select_from(Order)) == 1


def test_changed_and_sent_again_it_asks_for_what_it_says_now(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    give(client)
    client.get(way_back(stripe)).form("give").fill(other="40").press("Give", follow=False)
    assert [item.amount_cents for item in stripe.asked[-1].items] == [40_00]


def test_the_way_back_says_nothing_of_whoever_gives(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    give(client, **ALL)
    for secret in ("Ana", "Lopez", "example.test", "Ines", "Reyes", "Tuesday", "100"):
        assert secret not in way_back(stripe)


def test_another_browser_finds_an_empty_form(client: Browser, another: Browser, stripe: FakeStripe) -> None:
    a_drive()
    give(client, **ALL)
    there = another.get(way_back(stripe))
    made_up = another.get("/give/winter/back/0000000000000000")
    for page in (there, made_up):
        assert page.status == 200
        for secret in ("Ana Lopez", "ana@example.test", "Ines", "Tuesday"):
            assert secret not in page.html
        assert "If you came back before paying" in page.html


def test_who_paid_after_all_is_thanked(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    give(client)
    client.post("/give/thanks", session_id=pay(stripe))
    page = client.get(way_back(stripe))
    assert page.soup.h1 is not None
    assert page.soup.h1.get_text() == "Thank you"
    assert "Nothing was charged" not in page.html


def test_a_bank_debit_that_is_under_way_is_not_said_to_be_nothing(
    client: Browser, stripe: FakeStripe
) -> None:
    a_drive()
    give(client)
    client.post("/give/thanks", session_id=pay(stripe, paid=False))
    assert "Your payment is on its way" in client.get(way_back(stripe)).html


def test_a_drive_that_ended_meanwhile_says_so(client: Browser, stripe: FakeStripe) -> None:
    drive = a_drive()
    give(client)
    with factories.a_writing():
        drives.switch_drive(drive, seen=True, ended=True, by=GUEST, now=TODAY)
    page = client.get(way_back(stripe))
    assert "Nothing was charged." in page.html
    assert "This drive has ended" in page.html
    assert "press Give" not in page.html


def test_a_session_that_ended_leads_back_to_what_was_typed(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    give(client, **ALL)
    page = client.post(
        "/give/thanks", session_id=pay(stripe, status="expired", paid=False, payment_intent="")
    )
    link = page.soup.find("a", string=re.compile("Back to your form"))
    assert link is not None
    assert fields(client.get(str(link["href"])))["message"] == "For every cold Tuesday"


def test_going_back_changes_nothing(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    give(client)
    for _ in range(3):
        client.get(way_back(stripe))
    assert db.session.scalar(select(func.count()).select_from(Gift)) == 1
    assert len(stripe.asked) == 1


def test_the_browser_is_told_how_the_server_reads_amounts(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    page = give(client, "", other="12,50")
    assert page.status == 422
    assert 'value="12,50"' in page.html
    box = page.soup.select_one("[data-other]")
    assert box is not None
    error = page.soup.find(id=str(box["aria-describedby"]))
    assert error is not None
    assert error.get_text() == box["data-no-amount"] == "Enter an amount, such as 40 or 12.50."


def test_who_paid_what_was_not_asked_for_is_not_told_that_nothing_was_charged(
    client: Browser, stripe: FakeStripe
) -> None:
    a_drive()
    give(client)
    client.post("/give/thanks", session_id=pay(stripe, amount_cents=1_00))
    page = client.get(way_back(stripe))
    assert "Nothing was charged" not in page.html
    assert "We have your payment" in page.html
