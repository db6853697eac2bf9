"""Checkout and the dashboard of the stand-in: each outcome by its button, and nothing that invites a card."""

import pytest
from flask import Flask

from tests.browser import Browser, Page
from tests.demo.stripe.asked import opened
from tests.stand_in import StandIn


def press(page: Page, visitor: Browser, act: str, about: str = "") -> Page:
    """Press the button of that act on ``page``."""
    return visitor.post(page.url, follow=False, act=act, about=about)


def test_checkout_is_unmistakably_a_test(visitor: Browser, stand_in: StandIn) -> None:
    session = opened(stand_in, customer_email="ana@example.test")
    page = visitor.get(f"/demo/stripe/checkout/{session.id}")
    assert "Test mode." in page.text
    assert page.h1 == "$103.30"
    assert "A gift" in page.text
    assert page.soup.select("main input:not([type=hidden])") == []
    assert page.soup.select("img[src*=stripe]") == []


@pytest.mark.parametrize(
    ("act", "payment"), [("pay", "paid"), ("debit_arrives", "unpaid"), ("debit_bounces", "unpaid")]
)
def test_paying_leads_back_to_the_chapter(
    visitor: Browser, stand_in: StandIn, act: str, payment: str
) -> None:
    session = opened(stand_in)
    done = press(visitor.get(f"/demo/stripe/checkout/{session.id}"), visitor, act)
    assert (done.status, done.location) == (303, f"/events/?session_id={session.id}")
    known = stand_in.session(session.id)["session"]
    assert (known["payment_status"], known["status"]) == (payment, "complete")


def test_a_declined_card_can_be_tried_again(visitor: Browser, stand_in: StandIn) -> None:
    session = opened(stand_in)
    page = visitor.get(f"/demo/stripe/checkout/{session.id}")
    declined = press(page, visitor, "decline")
    assert declined.status == 422
    assert "Nothing was charged" in declined.text
    assert press(page, visitor, "pay").status == 303


def test_a_page_that_has_run_out_takes_nothing(visitor: Browser, stand_in: StandIn) -> None:
    session = opened(stand_in)
    page = visitor.get(f"/demo/stripe/checkout/{session.id}")
    assert press(page, visitor, "expire").status == 303
    assert "This page has run out." in visitor.get(page.url).text
    assert press(page, visitor, "pay").status == 422
    assert stand_in.session(session.id)["session"]["payment_status"] == "unpaid"


def test_what_is_not_a_button_does_nothing(visitor: Browser, stand_in: StandIn) -> None:
    session = opened(stand_in)
    page = visitor.get(f"/demo/stripe/checkout/{session.id}")
    assert press(page, visitor, "arrive").status == 422
    assert visitor.post(page.url, follow=False, proved=False, act="pay").status == 422
    assert stand_in.session(session.id)["session"]["status"] == "open"
    assert visitor.get("/demo/stripe/checkout/cs_test_none").status == 404


def a_charge(stand_in: StandIn) -> str:
    """The id of a payment by card."""
    stand_in.act("pay", opened(stand_in, customer_email="ana@example.test").id)
    return str(stand_in.books()["charges"][0]["id"])


def test_the_dashboard_refunds_a_part_and_then_the_rest(visitor: Browser, stand_in: StandIn) -> None:
    place = f"/demo/stripe/payments/{a_charge(stand_in)}"
    assert "ana@example.test" in visitor.get("/demo/stripe/").text
    assert "$3.30" in visitor.get(place).text
    assert visitor.post(f"{place}/refund", amount="12.50").status == 200
    assert "$12.50, succeeded" in visitor.get(place).text
    refused = visitor.post(f"{place}/refund", follow=False, amount="100")
    assert refused.status == 422
    assert "amount" in refused.errors
    assert visitor.post(f"{place}/refund", follow=False, amount="some").status == 422
    assert visitor.post(f"{place}/refund", follow=False, amount="").status == 422
    visitor.post(f"{place}/refund", amount="90.80")
    assert stand_in.books()["charges"][0]["refunded"]


@pytest.mark.parametrize("end", ["win", "lose"])
def test_the_dashboard_disputes(visitor: Browser, stand_in: StandIn, end: str) -> None:
    charge = a_charge(stand_in)
    page = visitor.get(f"/demo/stripe/payments/{charge}")
    press(page, visitor, "dispute", about=charge)
    dispute = stand_in.books()["disputes"][0]
    press(page, visitor, end, about=dispute["id"])
    assert stand_in.books()["disputes"][0]["status"] == {"win": "won", "lose": "lost"}[end]


def test_a_refund_fails(visitor: Browser, stand_in: StandIn) -> None:
    charge = a_charge(stand_in)
    made = stand_in.refund(charge)
    press(visitor.get(f"/demo/stripe/payments/{charge}"), visitor, "refund_fails", about=made["id"])
    assert stand_in.books()["charges"][0]["amount_refunded"] == 0


def test_webhooks_are_sent_as_chosen(visitor: Browser, stand_in: StandIn) -> None:
    assert visitor.post("/demo/stripe/webhooks", way="held").status == 200
    assert stand_in.books()["controls"]["hold"]
    a_charge(stand_in)
    assert "Let go: 3." in visitor.post("/demo/stripe/webhooks", way="let go backwards").text
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
