"""The landing page believes Stripe alone: without money nobody is thanked, and nothing is booked."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from chapter import db
from chapter.giving import queries
from chapter.giving.models import Gift
from chapter.mail.models import Mail
from chapter.payments import tasks
from chapter.payments.models.ledger import LedgerEntry
from chapter.payments.models.receipts import Receipt
from chapter.security import throttle
from tests import factories
from tests.browser import Browser, Page
from tests.factories import TODAY
from tests.giving.card_gifts import give, given, pay, the_gift
from tests.giving.drives import a_drive
from tests.payments.fake_stripe import FakeStripe
from tests.payments.orders import a_call


def nothing_counts() -> bool:
    """No gift, no receipt, no mail, nothing on the meter; what came all the same is kept to be given back."""
    gift = the_gift()
    counts = (select(func.count()).select_from(table) for table in (Receipt, Mail))
    raised = queries.figures(gift.drive).raised_cents
    return gift.paid_at is None and not raised and not any(db.session.scalar(count) for count in counts)


def nothing_is_booked() -> bool:
    """No row of the ledger, no receipt, no mail."""
    counts = (select(func.count()).select_from(table) for table in (LedgerEntry, Receipt, Mail))
    return the_gift().paid_at is None and not any(db.session.scalar(count) for count in counts)


LIES: list[dict[str, Any]] = [
    {"amount_cents": 1_00},
    {"amount_cents": 100_01},
    {"currency": "jpy"},
    {"livemode": True},
]


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: next(iter(lie)))
def test_a_session_that_is_not_what_was_asked_for_pays_nothing(
    client: Browser, stripe: FakeStripe, lie: dict[str, Any]
) -> None:
    a_drive()
    give(client)
    page = client.post("/give/thanks", session_id=pay(stripe, **lie))
    said = "One moment" if "livemode" in lie else "We have your payment"
    assert said in page.html
    assert "Thank you" not in page.html
    assert nothing_counts()


def test_a_session_of_ours_pays_its_own_order_whatever_reference_it_names(
    client: Browser, another: Browser, stripe: FakeStripe
) -> None:
    a_drive()
    give(client)
    hers = list(stripe.sessions)[-1]
    give(another, nonce="another-woman-1", email="bea@example.test")
    stripe.sessions[hers] = replace(
        stripe.sessions[hers], reference=stripe.asked[-1].reference, status="complete", paid=True,
        payment_intent="pi_hers",
    )  # fmt: skip
    assert "Thank you" in client.post("/give/thanks", session_id=hers).html
    paid = db.session.scalars(select(Gift).where(Gift.paid_at.is_not(None))).one()
    assert paid.email == "ana@example.test"


def test_what_does_not_fit_is_told_to_the_treasurer(
    client: Browser, another: Browser, stripe: FakeStripe
) -> None:
    a_drive()
    give(client)
    body, signature = a_call("checkout.session.completed", pay(stripe, amount_cents=1_00))
    client.send("POST", "/stripe/webhook", data=body, headers={"Stripe-Signature": signature})
    tasks.process_events(TODAY)
    assert the_gift().paid_at is None
    factories.sign_in(another, "treasurer")
    page = another.get("/office/giving/stripe")
    assert "Refund $1 to Ana Lopez" in page.html
    assert "The amount is not what we asked for" in page.html


def test_a_session_of_nobody_and_one_of_another_order_open_no_page(
    client: Browser, another: Browser, stripe: FakeStripe
) -> None:
    a_drive()
    give(client)
    hers = pay(stripe)
    give(another, nonce="another-woman-1")
    theirs = list(stripe.sessions)[-1]
    assert hers != theirs
    for browser, session_id in ((client, theirs), (another, hers), (client, "cs_test_made_up")):
        for page in (
            browser.get(f"/give/thanks?session_id={session_id}"),
            browser.post("/give/thanks", session_id=session_id),
        ):
            assert page.soup.h1 is not None
            assert page.soup.h1.get_text() == "Your receipt comes by email"
            assert "Winter coats" not in page.html
    assert db.session.scalar(select(func.count()).select_from(LedgerEntry)) == 0


def test_a_bank_that_sends_later_gets_no_receipt_before(client: Browser, stripe: FakeStripe) -> None:
    drive = a_drive()
    give(client)
    session_id = pay(stripe, paid=False)
    page = client.post("/give/thanks", session_id=session_id)
    assert "Your payment is on its way" in page.html
    assert "data-asks" not in page.html
    assert nothing_is_booked()
    assert queries.figures(drive).raised_cents == 0
    pay(stripe)
    client.post("/give/thanks", session_id=session_id)
    assert queries.figures(drive).raised_cents == 100_00


def test_a_session_that_expired_says_that_nothing_was_charged(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    give(client)
    session_id = pay(stripe, status="expired", paid=False, payment_intent="")
    page = client.post("/give/thanks", session_id=session_id)
    assert "nothing was charged" in page.html
    assert nothing_is_booked()


def test_thanks_name_a_person_what_it_does_and_never_ask_again(client: Browser, stripe: FakeStripe) -> None:
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
    client: Browser, stripe: FakeStripe
) -> None:
    a_drive()
    throttle.enforce(*[(throttle.CHECKOUT_OF_ALL, "")] * throttle.CHECKOUT_OF_ALL.most, now=TODAY)
    page = give(client, message="For a cold Tuesday")
    assert page.status == 429
    assert stripe.asked == []
    assert page.headers["Retry-After"] == "600"
    assert "Press the button again in 10 minutes" in page.html
    for typed in ('value="100"', 'value="Ana Lopez"', 'value="ana@example.test"', "For a cold Tuesday"):
        assert typed in page.html
    assert client.get("/give/winter").status == 200


def test_a_form_that_is_wrong_costs_no_try(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    assert {give(client, "nonsense").status for _ in range(12)} == {422}
    assert give(client).status == 303


def test_who_asks_again_and_again_is_told_that_the_receipt_comes_by_email(
    client: Browser, stripe: FakeStripe
) -> None:
    a_drive()
    give(client)
    session_id = list(stripe.sessions)[-1]
    answers = [client.post("/give/thanks", session_id=session_id) for _ in range(throttle.CHANGE.most + 1)]
    assert [answer.status for answer in answers] == [200] * throttle.CHANGE.most + [429]
    said = answers[-1].soup.select_one("[data-asked]")
    assert said is not None
    assert not said.has_attr("hidden")
    assert "You don’t need to wait" in said.get_text()
    assert {one.has_attr("hidden") for one in answers[-1].soup.select("[data-asking]")} == {True}
    pay(stripe)
    tasks.refresh_open_attempts(TODAY + timedelta(hours=1))
    assert "Thank you" in client.get(f"/give/thanks?session_id={session_id}").html


def test_a_fee_that_is_covered_is_said_in_the_thanks(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    given(client, stripe, cover_fee="y")
    page = client.get(f"/give/thanks?session_id={next(iter(stripe.sessions))}")
    assert "$102.56 ($2.56 of it covers the fee)" in " ".join(page.soup.get_text().split())
