"""Checkout and the dashboard of the stand-in: each outcome by its button, and nothing that invites a card."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.browser import Browser, Page
from tests.stripe_stand_in.asked import buttons, charge_of, opened, press
from tests.stripe_stand_in.stand_in import StandIn

DASHBOARD = "/demo/stripe/"


def test_checkout_is_unmistakably_a_test(visitor: Browser, stand_in: StandIn) -> None:
    session = opened(stand_in, customer_email="ana@example.test")
    page = visitor.get(f"/demo/stripe/checkout/{session.id}")
    assert "Test mode." in page.text
    assert page.h1 == "$103.30"
    assert "A gift" in page.text
    assert page.soup.select("main input:not([type=hidden])") == []
    assert page.soup.select("img[src*=stripe]") == []


@pytest.mark.parametrize(
    ("words", "payment"),
    [
        ("Pay $103.30", "paid"),
        ("Bank debit: the money arrives", "unpaid"),
        ("Bank debit: the bank declines", "unpaid"),
    ],
)
def test_paying_leads_back_to_the_chapter(
    visitor: Browser, stand_in: StandIn, words: str, payment: str
) -> None:
    session = opened(stand_in)
    done = press(visitor.get(f"/demo/stripe/checkout/{session.id}"), words, follow=False)
    assert (done.status, done.location) == (303, f"/events/?session_id={session.id}")
    known = stand_in.session(session.id)["session"]
    assert (known["payment_status"], known["status"]) == (payment, "complete")


def test_a_declined_card_can_be_tried_again(visitor: Browser, stand_in: StandIn) -> None:
    session = opened(stand_in)
    page = visitor.get(f"/demo/stripe/checkout/{session.id}")
    declined = press(page, "The card is declined")
    assert declined.status == 422
    assert "Nothing was charged" in declined.text
    assert press(declined, "Pay $103.30", follow=False).status == 303


def test_a_page_that_has_run_out_takes_nothing(visitor: Browser, stand_in: StandIn) -> None:
    session = opened(stand_in)
    page = visitor.get(f"/demo/stripe/checkout/{session.id}")
    assert "This page has expired." in press(page, "Let this page expire").text
    assert press(page, "Pay $103.30").status == 422
    assert stand_in.session(session.id)["session"]["payment_status"] == "unpaid"


def test_what_is_not_a_button_does_nothing(visitor: Browser, stand_in: StandIn) -> None:
    session = opened(stand_in)
    page = visitor.get(f"/demo/stripe/checkout/{session.id}")
    assert visitor.post(page.url, follow=False, act="arrive").status == 422
    assert visitor.post(page.url, follow=False, proved=False, act="pay").status == 422
    assert stand_in.session(session.id)["session"]["status"] == "open"
    assert visitor.get("/demo/stripe/checkout/cs_test_none").status == 404
    place = f"/demo/stripe/payments/{charge_of(stand_in)}"
    assert visitor.post(place, follow=False, act="bill", object="usd").status == 400
    assert visitor.post("/demo/stripe/balance", follow=False, act="dispute", object="usd").status == 400
    assert visitor.post(place, follow=False, act="win", object="du_none").status == 404
    assert visitor.get("/demo/stripe/payments/ch_none").status == 404
    assert visitor.get(f"/demo/stripe/payments/{session.id}").status == 404


def payment_of(stand_in: StandIn, visitor: Browser, *acts: str) -> Page:
    """The page of a payment after those presses."""
    page = visitor.get(f"/demo/stripe/payments/{charge_of(stand_in)}")
    for words in acts:
        page = press(page, words)
    return page


def debited(stand_in: StandIn, visitor: Browser, *acts: str) -> Page:
    """The page of a bank debit after those presses."""
    stand_in.act("debit", opened(stand_in).id)
    page = visitor.get(f"/demo/stripe/payments/{stand_in.books()['charges'][0]['id']}")
    for words in acts:
        page = press(page, words)
    return page


def test_the_dashboard_refunds_a_part_and_then_the_rest(visitor: Browser, stand_in: StandIn) -> None:
    stand_in.act("pay", opened(stand_in, customer_email="ana@example.test").id)
    page = visitor.get(DASHBOARD).follow("ana@example.test")
    assert "$3.30" in page.text
    page = page.form("/refund").fill(amount="12.50").press("Refund")
    assert "$12.50, succeeded" in page.text
    for typed in ("100", "some", ""):
        refused = page.form("/refund").fill(amount=typed).press("Refund")
        assert refused.status == 422
        assert "amount" in refused.errors
        assert refused.form("/refund")["amount"] == typed
    done = press(page, "Refund the rest")
    assert "Refunded: $90.80." in done.text
    assert stand_in.books()["charges"][0]["refunded"]
    assert not done.has_form("/refund")


@pytest.mark.parametrize(("words", "end"), [("We win", "won"), ("We lose", "lost")])
def test_a_dispute_is_opened_answered_decided_and_appealed(
    visitor: Browser, stand_in: StandIn, words: str, end: str
) -> None:
    page = payment_of(stand_in, visitor, "Open a dispute")
    assert "$103.30, needs response" in page.text
    page = press(page, "Send evidence")
    assert "$103.30, under review" in page.text
    page = press(page, words)
    assert f"$103.30, {end}" in page.text
    page = press(page, "The bank appeals" if end == "won" else "We appeal")
    assert "$103.30, appeal needs response" in page.text
    page = press(press(page, "Send evidence"), "We lose")
    assert "$103.30, lost" in page.text
    assert stand_in.books()["disputes"][0]["status"] == "lost"


def test_an_inquiry_is_closed_or_becomes_a_dispute(visitor: Browser, stand_in: StandIn) -> None:
    page = payment_of(stand_in, visitor, "Open an inquiry", "Send evidence", "Close the inquiry")
    assert "$103.30, inquiry closed" in page.text
    page = press(press(page, "Open an inquiry"), "Turn it into a dispute")
    assert "$103.30, needs response" in page.text


def test_a_dispute_is_prevented(visitor: Browser, stand_in: StandIn) -> None:
    assert "$103.30, prevented" in payment_of(stand_in, visitor, "Prevent a dispute").text
    page = payment_of(stand_in, visitor, "Prevent a dispute by a refund")
    assert "$103.30, prevented" in page.text
    assert "$103.30, succeeded" in page.text


def test_a_refund_fails_and_one_is_pending_at_first(visitor: Browser, stand_in: StandIn) -> None:
    page = payment_of(stand_in, visitor, "Refund the rest", "Let it fail")
    assert "$103.30, failed" in page.text
    assert stand_in.books()["charges"][0]["amount_refunded"] == 0
    page = press(page, "Refund all, pending at first")
    assert "$103.30, pending" in page.text
    assert "$103.30, succeeded" in press(page, "It reaches the bank").text


@pytest.mark.parametrize(
    ("words", "state"), [("The money is there", "succeeded"), ("The bank declines", "failed")]
)
def test_a_bank_debit_is_decided_by_hand(visitor: Browser, stand_in: StandIn, words: str, state: str) -> None:
    page = debited(stand_in, visitor, words)
    assert stand_in.books()["charges"][0]["status"] == state
    assert "Bank debit on its way" not in page.text


def test_the_balance_is_paid_out(visitor: Browser, stand_in: StandIn) -> None:
    charge_of(stand_in)
    page = visitor.get(DASHBOARD)
    assert "Pay out" not in page.text
    page = press(page, "Stripe bills a fee")
    page = press(press(page, "Make it available now"), "Pay out $97.50")
    assert "in transit" in page.text
    page = press(press(page, "It is returned"), "Pay out $97.50")
    assert "The payout arrived." in press(page, "It arrives").text
    assert [one["status"] for one in stand_in.books()["payouts"]] == ["paid", "failed"]


def test_another_shop_is_paid(visitor: Browser, stand_in: StandIn) -> None:
    page = visitor.get(DASHBOARD)
    for words in ("Pay it by card", "Pay it through Checkout"):
        page = press(page, words)
    opened_page = page.follow("shopper@example.test")
    assert "from another shop" in opened_page.text
    assert len(stand_in.books()["charges"]) == 2


STATES: dict[str, Callable[[StandIn, Browser], Page]] = {
    "a payment": lambda s, v: payment_of(s, v),
    "a dispute": lambda s, v: payment_of(s, v, "Open a dispute"),
    "a won dispute": lambda s, v: payment_of(s, v, "Open a dispute", "We win"),
    "a lost dispute": lambda s, v: payment_of(s, v, "Open a dispute", "We lose"),
    "an appeal": lambda s, v: payment_of(s, v, "Open a dispute", "We win", "The bank appeals"),
    "an inquiry": lambda s, v: payment_of(s, v, "Open an inquiry"),
    "a closed inquiry": lambda s, v: payment_of(s, v, "Open an inquiry", "Close the inquiry"),
    "a prevented dispute": lambda s, v: payment_of(s, v, "Prevent a dispute"),
    "a refund": lambda s, v: payment_of(s, v, "Refund the rest"),
    "a pending refund": lambda s, v: payment_of(s, v, "Refund all, pending at first"),
    "a bank debit": lambda s, v: debited(s, v),
    "a bank debit that arrived": lambda s, v: debited(s, v, "The money is there"),
    "a payout": lambda s, v: press(press(payment_of(s, v).follow("Stripe’s stand-in"), "Make it"), "Pay out"),
    "an empty account": lambda _, v: v.get(DASHBOARD),
    "a checkout": lambda s, v: v.get(f"/demo/stripe/checkout/{opened(s).id}"),
}
"""How a visitor comes to each state of these pages."""


@pytest.mark.parametrize("state", STATES)
def test_every_press_on_these_pages_does_what_it_says(
    visitor: Browser, stand_in: StandIn, state: str
) -> None:
    there = len(buttons(STATES[state](stand_in, visitor)))
    assert there
    for number in range(there):
        stand_in.clear()
        page = STATES[state](stand_in, visitor)
        said = buttons(page)[number]
        done = press(page, said, follow=False)
        assert done.status == {"Refund": 422, "The card is declined": 422}.get(said, 303), said
        if done.status == 303 and done.location.startswith("/demo/stripe"):
            assert visitor.get(done.location).soup.select(".notice-refused") == [], said


def test_webhooks_are_sent_as_chosen(visitor: Browser, stand_in: StandIn) -> None:
    page = press(visitor.get(DASHBOARD), "Held until you release them")
    assert stand_in.books()["controls"]["hold"]
    charge_of(stand_in)
    assert "Released: 3." in press(page, "Release, last one first").text
    assert visitor.post("/demo/stripe/webhooks", follow=False, way="by pigeon").status == 400


def test_without_the_process_the_page_says_so(demo: Flask, visitor: Browser) -> None:
    there = demo.config["STRIPE_API_BASE"]
    demo.config["STRIPE_API_BASE"] = "http://127.0.0.1:9"
    try:
        page = visitor.get("/demo/stripe/")
    finally:
        demo.config["STRIPE_API_BASE"] = there
    assert page.status == 503
    assert "not running" in page.text
