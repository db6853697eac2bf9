"""The landing page believes Stripe alone: without money nobody is thanked, and nothing is booked."""

from typing import Any

import pytest
from sqlalchemy import func, select

from chapter import db
from chapter.giving import queries
from chapter.mail.models import Mail
from chapter.payments import tasks
from chapter.payments.models import Movement
from chapter.payments.receipting import Receipt
from chapter.web import limits
from tests import factories
from tests.browser import Browser, Page
from tests.factories import TODAY
from tests.giving.making import a_drive
from tests.giving.paying import give, given, pay, the_gift
from tests.payments.pretend import Pretend, a_call


def nothing_is_booked() -> bool:
    """No row of the ledger, no receipt, no mail."""
    counts = (select(func.count()).select_from(table) for table in (Movement, Receipt, Mail))
    return the_gift().paid_at is None and not any(db.session.scalar(count) for count in counts)


LIES: list[dict[str, Any]] = [
    {"amount_cents": 1_00},
    {"amount_cents": 100_01},
    {"currency": "jpy"},
    {"reference": "somebody elses"},
    {"livemode": True},
]


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: next(iter(lie)))
def test_a_session_that_is_not_what_was_asked_for_pays_nothing(
    client: Browser, stripe: Pretend, lie: dict[str, Any]
) -> None:
    a_drive()
    give(client)
    page = client.post("/give/thanks", session_id=pay(stripe, **lie))
    assert "One moment" in page.html
    assert nothing_is_booked()


def test_what_does_not_fit_is_told_to_the_treasurer(
    client: Browser, another: Browser, stripe: Pretend
) -> None:
    a_drive()
    give(client)
    body, signature = a_call("checkout.session.completed", pay(stripe, amount_cents=1_00))
    client.send("POST", "/stripe/webhook", data=body, headers={"Stripe-Signature": signature})
    tasks.work_off(TODAY)
    assert the_gift().paid_at is None
    factories.sign_in(another, "treasurer")
    page = another.get("/office/giving/stripe")
    assert "Refund $1 to Ana Lopez" in page.html
    assert "Another amount than was asked for" in page.html


def test_a_session_of_nobody_and_one_of_another_order_open_no_page(
    client: Browser, another: Browser, stripe: Pretend
) -> None:
    a_drive()
    give(client)
    hers = pay(stripe)
    give(another, nonce="another-woman-1")
    theirs = list(stripe.sessions)[-1]
    assert hers != theirs
    for browser, session_id in ((client, theirs), (another, hers), (client, "cs_test_made_up")):
        assert browser.get(f"/give/thanks?session_id={session_id}").status == 404
        assert browser.post("/give/thanks", session_id=session_id).status == 404
    assert db.session.scalar(select(func.count()).select_from(Movement)) == 0


def test_a_bank_that_sends_later_gets_no_receipt_before(client: Browser, stripe: Pretend) -> None:
    drive = a_drive()
    give(client)
    session_id = pay(stripe, paid=False)
    page = client.post("/give/thanks", session_id=session_id)
    assert "It is on its way" in page.html
    assert nothing_is_booked()
    assert queries.figures(drive).raised_cents == 0
    pay(stripe)
    client.post("/give/thanks", session_id=session_id)
    assert queries.figures(drive).raised_cents == 100_00


def test_a_session_that_expired_says_that_nothing_was_charged(client: Browser, stripe: Pretend) -> None:
    a_drive()
    give(client)
    session_id = pay(stripe, status="expired", paid=False, payment_intent="")
    page = client.post("/give/thanks", session_id=session_id)
    assert "nothing was charged" in page.html
    assert nothing_is_booked()


def test_thanks_name_a_person_what_it_does_and_never_ask_again(client: Browser, stripe: Pretend) -> None:
    a_drive(thanks_name="Dana Director", thanks_words="You make a Tuesday warm.")
    given(client, stripe, "50")
    page = client.get(f"/give/thanks?session_id={next(iter(stripe.sessions))}")
    assert "Dana Director" in page.html
    assert "You make a Tuesday warm." in page.html
    assert "one coat" in page.html
    assert "/events/" in page.html
    assert not any("checkout" in action or "Give" in words for action, words in asks(page))


def asks(page: Page) -> list[tuple[str, str]]:
    """(where, words) of every button and form of what the page itself says."""
    main = page.soup.select_one("main")
    assert main is not None
    return [(str(form.get("action")), form.get_text()) for form in main.select("form")]


def test_those_who_try_stolen_cards_from_many_addresses_meet_a_breaker(
    client: Browser, stripe: Pretend
) -> None:
    a_drive()
    limits.spend(*[(limits.CHECKOUT_OF_ALL, "")] * limits.CHECKOUT_OF_ALL.most, now=TODAY)
    page = give(client)
    assert page.status == 429
    assert stripe.asked == []
    assert client.get("/give/winter").status == 200


def test_a_form_that_is_wrong_costs_no_try(client: Browser, stripe: Pretend) -> None:
    a_drive()
    assert {give(client, "nonsense").status for _ in range(12)} == {422}
    assert give(client).status == 303
