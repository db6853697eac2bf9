"""Back from Checkout: by its link, with nothing lost; and by paying, before the payment is known."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESK, PHONE, Arrive
from tests.e2e.site import an_address
from tests.e2e.test_a_gift import DRIVE, PaidSite, site
from tests.e2e.visitor import Visitor

__all__ = ["PaidSite", "site"]
NARROW = 320


def total(visitor: Visitor) -> str:
    """What the button at the end of the form says."""
    return visitor.page.locator("[data-total]").inner_text()


def fills_in(visitor: Visitor, email: str, amount: str = "37.50") -> None:
    """Everything that the form of the drive asks for."""
    visitor.open(DRIVE)
    visitor.field("Other amount").fill(amount)
    visitor.page.locator("[data-cover]").first.check()
    visitor.unfold("In honor or in memory of someone")
    visitor.choose("In memory of")
    visitor.unfold("Add a message for the giver wall")
    visitor.page.locator("[name=message]").fill("For every cold Tuesday")
    visitor.type(Their_name="Ines Aguilar", Your_name="Paola Aguilar", Email_for=email)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_nothing_is_lost_by_going_back_and_nothing_was_charged(arrive: Arrive, scripts: bool) -> None:
    visitor, email = arrive(PHONE, scripts=scripts), an_address("paola")
    fills_in(visitor, email)
    visitor.press(re.compile("^Give"))
    visitor.headline("$38.66")
    visitor.follow("Go back without paying")
    visitor.reads("Nothing was charged.", "What you entered is still here")
    visitor.healthy("came-back")
    assert email not in visitor.page.url
    for name, held in (
        ("other", "37.50"), ("name", "Paola Aguilar"), ("email", email), ("tribute_name", "Ines Aguilar"),
        ("message", "For every cold Tuesday"),
    ):  # fmt: skip
        expect(visitor.page.locator(f"[name={name}]").last).to_have_value(held)
    expect(visitor.page.locator("[data-cover]").first).to_be_checked()
    assert total(visitor) == ("Give $38.66" if scripts else "Give")
    visitor.press(re.compile("^Give"))
    visitor.headline("$38.66")


@pytest.mark.parametrize(
    ("typed", "button"),
    [
        ("$1,234.50", "Give $1,234.50"),
        ("1250", "Give $1,250"),
        (" 40 ", "Give $40"),
        ("19.99", "Give $19.99"),
    ],
)
def test_the_button_says_what_the_server_reads(arrive: Arrive, typed: str, button: str) -> None:
    visitor = arrive(DESK)
    visitor.open(DRIVE)
    visitor.field("Other amount").fill(typed)
    assert total(visitor) == button


@pytest.mark.parametrize(
    ("typed", "said"),
    [("12,50", "Enter an amount"), ("1e3", "Enter an amount"), ("-50", "Enter an amount"),
     ("4.99", "The smallest gift here is $5"), ("999999", "The largest gift online is $25,000")],
)  # fmt: skip
def test_what_is_wrong_with_an_amount_is_said_beside_it(arrive: Arrive, typed: str, said: str) -> None:
    visitor = arrive(DESK)
    visitor.open(DRIVE)
    box = visitor.field("Other amount")
    box.fill(typed)
    assert total(visitor) == "Give"
    box.blur()
    error = visitor.page.locator(f"#{box.get_attribute('aria-describedby')}")
    expect(error).to_contain_text(said)
    visitor.healthy("amount-wrong")
    box.fill("12.50")
    expect(error).to_be_hidden()
    assert box.get_attribute("aria-invalid") is None
    assert total(visitor) == "Give $12.50"


def test_a_payment_that_is_not_known_yet_is_asked_about_a_few_times_and_no_more(arrive: Arrive) -> None:
    visitor = arrive(PHONE)
    fills_in(visitor, an_address("paola"))
    visitor.press(re.compile("^Give"))
    session_id = visitor.page.url.rsplit("/", 1)[-1].split("?")[0]
    asked: list[str] = []
    visitor.page.on("request", lambda one: asked.append(one.url) if one.method == "POST" else None)
    visitor.page.clock.install()
    for _ in range(3):
        visitor.open(f"/give/thanks?session_id={session_id}")
        for _ in range(40):
            visitor.page.clock.run_for(1500)
            visitor.page.wait_for_timeout(30)
    assert len(asked) == 5
    visitor.headline("One moment")
    visitor.reads("You don’t need to wait", "we will email your receipt")
    visitor.reads_not("Press the button, and we will ask")
    visitor.healthy("landing-asked")


def test_without_scripts_a_button_asks(arrive: Arrive) -> None:
    visitor = arrive(PHONE, scripts=False)
    fills_in(visitor, an_address("paola"))
    visitor.press("Give")
    visitor.press("Pay $38.66")
    if visitor.button("Check again").count():
        visitor.press("Check again")
    visitor.headline("Thank you")


def test_another_browser_reads_that_the_receipt_comes_by_email(arrive: Arrive) -> None:
    visitor = arrive(PHONE)
    visitor.open("/give/thanks?session_id=cs_test_of_somebody")
    visitor.headline("Your receipt comes by email")
    visitor.healthy("thanks-elsewhere")
