"""A visitor gives: from the form to the receipt, and what goes wrong on the way."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.gateways.stripe import StripeRefused
from chapter.givers.rules import cards as givers_cards
from chapter.giving import queries
from chapter.giving.models import Gift
from chapter.mail.models import Mail
from chapter.moderation import rules as moderation
from chapter.payments import tasks
from chapter.payments.models.ledger import Payment
from chapter.payments.models.orders import Order
from chapter.payments.models.receipts import Receipt, ReceiptBook
from chapter.payments.rules import ledger
from tests.browser import Browser, Page
from tests.factories import GUEST, TODAY
from tests.giving.card_gifts import give, pay, the_gift
from tests.giving.drives import a_drive, a_gift
from tests.payments.fake_stripe import FakeStripe


def test_she_gives_with_the_fee_covered_and_her_receipt_counts_it(
    client: Browser, stripe: FakeStripe
) -> None:
    a_drive()
    page = give(client, cover_fee="y", tribute="memory", tribute_name="Ines", anonymous="y")
    assert page.status == 303
    assert page.headers["Location"].startswith("https://checkout.stripe.test/")
    assert [item.amount_cents for item in stripe.asked[0].items] == [100_00, 2_56]
    assert the_gift().paid_at is None

    landed = client.get(f"/give/thanks?session_id={pay(stripe)}")
    assert "One moment" in landed.html
    assert the_gift().paid_at is None
    thanked = client.post("/give/thanks", session_id=list(stripe.sessions)[-1])
    assert "Thank you" in thanked.html
    assert "$102.56" in thanked.html
    assert "in memory of Ines" in thanked.html
    assert "/give/winter/checkout" not in thanked.html

    gift = the_gift()
    assert queries.figures(gift.drive) == queries.Figures(102_56, 1, 1, cover_cents=2_56)
    receipt = db.session.scalars(select(Receipt)).one()
    assert receipt.snapshot["paid_cents"] == receipt.snapshot["deductible_cents"] == 102_56
    shown = client.get(f"/give/receipt/{receipt.token}")
    assert "$102.56" in shown.html
    assert "No goods or services were provided" in shown.html
    assert client.get(f"/give/receipt/{receipt.token}.pdf").body.startswith(b"%PDF")
    wall = client.get("/give/winter")
    assert "Someone" in wall.html
    assert "Ana Lopez" not in wall.html


def test_landing_twice_and_the_sweep_book_it_once(client: Browser, stripe: FakeStripe) -> None:
    drive = a_drive()
    give(client)
    session_id = pay(stripe)
    for _ in range(2):
        client.post("/give/thanks", session_id=session_id)
    tasks.refresh_open_attempts(TODAY + timedelta(hours=1))
    assert queries.figures(drive).raised_cents == 100_00
    assert db.session.scalar(select(func.count()).select_from(Receipt)) == 1
    assert db.session.scalar(select(func.count()).select_from(Mail)) == 1


def test_another_browser_sees_nothing_of_it(client: Browser, another: Browser, stripe: FakeStripe) -> None:
    a_drive()
    give(client)
    session_id = pay(stripe)
    pages = [
        another.get(f"/give/thanks?session_id={session_id}"),
        another.post("/give/thanks", session_id=session_id),
        another.get("/give/thanks?session_id=cs_test_made_up"),
        client.get("/give/thanks?session_id=cs_test_made_up"),
        client.get("/give/thanks"),
    ]
    assert {page.status for page in pages} == {200}
    assert {main_of(page) for page in pages} == {main_of(pages[0])}
    assert "we will email your receipt" in pages[0].html
    assert "private, no-store" in pages[0].headers["Cache-Control"]
    for secret in ("Ana", "ana@", "$100", "Winter coats"):
        assert secret not in main_of(pages[0])
    assert the_gift().paid_at is None


def main_of(page: Page) -> str:
    """What a page says between its menus."""
    return str(page.soup.select_one("main"))


def test_without_paying_nothing_is_thanked_for(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    give(client)
    page = client.post("/give/thanks", session_id=list(stripe.sessions)[-1])
    assert "One moment" in page.html
    assert the_gift().paid_at is None


@pytest.mark.parametrize(
    ("amount", "words"),
    [("", "Enter an amount."), ("4.99", "The smallest gift here is $5"),
     ("25000.01", "The largest gift online is $25,000"), ("-50", "Enter an amount"),
     ("1e3", "Enter an amount"), ("50.005", "Enter an amount"), ("NaN", "Enter an amount")],
)  # fmt: skip
def test_an_amount_that_can_not_be(client: Browser, stripe: FakeStripe, amount: str, words: str) -> None:
    a_drive()
    page = give(client, amount)
    assert page.status == 422
    assert words in page.html
    assert 'value="Ana Lopez"' in page.html
    assert stripe.asked == []


def test_her_own_amount_wins_and_commas_are_read(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    give(client, "50", other="$1,234.50")
    assert [item.amount_cents for item in stripe.asked[0].items] == [1_234_50]


def test_the_figures_of_the_browser_are_not_believed(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    give(client, "50", cover_fee="y", cover_cents="0", total="1", net_cents="1", currency="jpy")
    assert [item.amount_cents for item in stripe.asked[0].items] == [50_00, 1_44]
    assert stripe.asked[0].currency == "usd"


def test_the_same_form_sent_twice_is_one_gift(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    assert give(client).status == give(client).status == 303
    assert db.session.scalar(select(func.count()).select_from(Order)) == 1
    assert the_gift().net_cents == 100_00


def test_a_form_that_was_changed_after_a_failure_asks_for_what_it_says_now(
    client: Browser, stripe: FakeStripe
) -> None:
    a_drive()
    stripe.silent = True
    assert give(client, "100").status == 503
    stripe.silent = False
    assert give(client, "40").status == 303
    assert [item.amount_cents for item in stripe.asked[-1].items] == [40_00]


def test_stripe_is_silent_and_what_she_typed_is_kept(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    stripe.silent = True
    page = give(client, "37.50")
    assert page.status == 503
    assert "nothing was charged" in page.html
    assert 'value="37.50"' in page.html or "37.50" in page.html
    assert 'value="ana@example.test"' in page.html


def test_stripe_refuses(client: Browser, stripe: FakeStripe, monkeypatch: pytest.MonkeyPatch) -> None:
    a_drive()

    def refuse(_wanted: object) -> None:
        raise StripeRefused("no")

    monkeypatch.setattr(stripe, "open_session", refuse)
    page = give(client)
    assert page.status == 502
    assert "Nothing was charged" in page.html


def test_without_stripe_the_page_says_so(client: Browser, app: Flask) -> None:
    a_drive()
    page = give(client)
    assert page.status == 422
    assert "not set up" in page.html


def test_card_testing_meets_the_limit(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    statuses = [give(client, nonce=f"another-nonce-{n}").status for n in range(11)]
    assert statuses == [303] * 10 + [429]


STATES: list[tuple[dict[str, Any], str]] = [
    ({"begins_at": TODAY + timedelta(days=1)}, "has not begun yet"),
    ({"ends_at": TODAY - timedelta(days=1)}, "has ended"),
    ({"goal_cents": 40_00, "stops_at_goal": True}, "has reached its goal"),
]


@pytest.mark.parametrize(("more", "words"), STATES)
def test_a_drive_that_takes_no_gifts_says_so_and_what_to_do(
    client: Browser, stripe: FakeStripe, more: dict[str, Any], words: str
) -> None:
    a_gift(a_drive(**more))
    page = client.get("/give/winter")
    assert words in page.html
    assert "/events/" in page.html
    assert give(client).status == 422
    assert stripe.asked == []


def test_a_draft_is_hidden(client: Browser) -> None:
    a_drive(seen=False)
    for address in ("/give/winter", "/give/winter.json", "/give/winter/meter", "/give/winter/poster.pdf"):
        assert client.get(address).status == 404


def test_the_meter_as_data_as_a_frame_and_as_a_poster(client: Browser) -> None:
    drive = a_drive()
    a_gift(drive, 75_00)
    assert client.get("/give/winter.json").json == {
        "goal_cents": 3_200_000, "raised_cents": 75_00, "given_cents": 75_00, "matched_cents": 0,
        "pledged_cents": 0, "gifts": 1, "currency": "usd", "ends_at": drive.ends_at.isoformat(),
    }  # fmt: skip
    frame = client.get("/give/winter/meter")
    assert "frame-ancestors *" in frame.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in client.get("/give/winter").headers["Content-Security-Policy"]
    assert client.get("/give/winter/poster.pdf").body.startswith(b"%PDF")
    assert "$75" in client.get("/give/").html


def test_a_refund_voids_the_receipt_and_issues_another(client: Browser, stripe: FakeStripe) -> None:
    drive = a_drive()
    gift = a_gift(drive, 100_00)
    _give_back(gift, 40_00, "re_1")
    first, second = db.session.scalars(select(Receipt).order_by(Receipt.number))
    assert (first.number, second.number) == (1, 2)
    assert first.voided_at is not None
    assert second.replaces_id == first.id
    assert second.snapshot["deductible_cents"] == 60_00
    assert first.snapshot["deductible_cents"] == 100_00
    assert "is no longer valid" in client.get(f"/give/receipt/{first.token}").html
    assert queries.figures(drive) == queries.Figures(60_00, 1, 1)
    _give_back(gift, 60_00, "re_2")
    assert queries.figures(drive) == queries.Figures(0, 0, 0)


def test_numbers_have_no_gap_when_something_fails(app: Flask) -> None:
    drive = a_drive()
    a_gift(drive)

    def fails() -> None:
        with db.writing():
            a_gift(drive)
            raise RuntimeError("the light went out")

    with pytest.raises(RuntimeError, match="light"):
        fails()
    a_gift(drive)
    assert db.session.scalars(select(Receipt.number).order_by(Receipt.number)).all() == [1, 2]
    assert db.session.scalars(select(ReceiptBook.last_number)).one() == 2


def test_the_card_leaves_on_its_day_and_once(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    card = {"card_name": "Family Reyes", "card_email": "reyes@example.test", "card_on": "2026-12-01"}
    give(client, tribute="memory", tribute_name="Ines Reyes", **card)
    client.post("/give/thanks", session_id=pay(stripe))

    def cards(now: Any) -> int:
        with db.writing():
            return givers_cards.send_cards(now=now)

    assert cards(TODAY) == 0
    assert [cards(TODAY + timedelta(days=9)) for _ in range(2)] == [1, 0]
    mail = db.session.scalars(select(Mail).where(Mail.kind == "giving.card")).one()
    assert "In memory of Ines Reyes" in mail.subject
    assert "$" not in mail.text


def test_words_for_the_wall_wait_for_staff(client: Browser, stripe: FakeStripe) -> None:
    a_drive()
    give(client, message="For every cold Tuesday")
    client.post("/give/thanks", session_id=pay(stripe))
    assert "cold Tuesday" not in client.get("/give/winter").html
    gift = the_gift()
    with db.writing():
        moderation.approve(gift, by=GUEST, now=TODAY)
    assert "cold Tuesday" in client.get("/give/winter").html
    with db.writing():
        moderation.decline(gift, by=GUEST, now=TODAY)
    assert "Ana Lopez" not in client.get("/give/winter").html


def _give_back(gift: Gift, cents: int, number: str) -> None:
    with db.writing():
        orders = select(Order.id).where(Order.reference == gift.public_id)
        payment = db.session.scalars(select(Payment).where(Payment.order_id.in_(orders))).one()
        ledger.book_return(payment, ledger.REFUND, number, cents, happened_at=TODAY, now=TODAY)
        ledger.settle_returns(payment, 0, now=TODAY)
