"""What a drive says that it has raised: gifts, with what was added for fees apart; and from whom."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from chapter import db
from chapter.givers.rules import erasure
from chapter.giving import queries
from chapter.giving.models import Drive, Gift
from chapter.giving.queries import Figures
from chapter.payments.models.ledger import Payment
from chapter.payments.rules import ledger
from tests import factories
from tests.browser import Browser, Page
from tests.factories import TODAY
from tests.giving.card_gifts import give, given
from tests.giving.drives import a_drive, a_gift
from tests.payments.fake_stripe import FakeStripe
from tests.statement_count import counted


def words_of(page: Page) -> str:
    return " ".join(page.soup.get_text(" ").split())


def back(cents: int, number: str) -> None:
    """So much of the only payment goes back."""
    with factories.a_writing():
        payment = db.session.scalars(select(Payment)).one()
        ledger.book_return(payment, ledger.REFUND, number, cents, happened_at=TODAY, now=TODAY)
        ledger.settle_returns(payment, 0, now=TODAY)


def test_the_page_counts_the_gifts_and_says_the_fees_apart_everywhere(
    client: Browser, another: Browser, stripe: FakeStripe
) -> None:
    a_drive()
    given(client, stripe, cover_fee="y")
    factories.sign_in(client, "treasurer")
    pages = [another.get(page) for page in ("/give/", "/give/winter", "/give/winter/meter")]
    pages += [client.get(page) for page in ("/office/giving/", "/office/giving/drives/winter")]
    for page in pages:
        assert "$100 of $32,000" in words_of(page)
        assert "plus $2.56 to cover fees" in words_of(page)
        meter = page.soup.select_one(".meter")
        assert "$102.56" not in (meter.get_text() if meter else words_of(page))
    told = another.get("/give/winter.json").json
    assert (told["raised_cents"], told["given_cents"]) == (102_56, 100_00)


def test_a_drive_that_is_over_says_the_same(client: Browser, stripe: FakeStripe) -> None:
    drive = a_drive()
    given(client, stripe, cover_fee="y")
    with factories.a_writing():
        db.lock(drive).ends_at = TODAY - timedelta(hours=1)
        drive.version += 1
    assert "$100 of $32,000 , plus $2.56 to cover fees" in words_of(client.get("/give/"))


def test_without_covered_fees_nothing_is_said_of_them(client: Browser) -> None:
    a_gift(a_drive())
    assert "to cover fees" not in client.get("/give/winter").html


def test_a_goal_is_reached_by_gifts_and_not_by_fees(client: Browser, stripe: FakeStripe) -> None:
    drive = a_drive(goal_cents=100_50, stops_at_goal=True)
    given(client, stripe, cover_fee="y")
    assert queries.figures(drive).raised_cents > drive.goal_cents
    assert "has reached its goal" not in client.get("/give/winter").html
    assert give(client, "50", nonce="another form").status == 303


@pytest.mark.parametrize(
    ("returned", "figures"),
    [(40_00, Figures(62_56, 1, 1, 2_56)), (101_00, Figures(1_56, 1, 1, 1_56)), (102_56, Figures(0, 0, 0, 0))],
)
def test_what_goes_back_goes_from_the_gift_first(
    client: Browser, stripe: FakeStripe, returned: int, figures: Figures
) -> None:
    drive = a_drive()
    given(client, stripe, cover_fee="y")
    back(returned, "re_1")
    assert queries.figures(drive) == figures


def test_figures_of_several_drives_are_their_own(client: Browser, stripe: FakeStripe) -> None:
    drive = a_drive()
    given(client, stripe, cover_fee="y")
    other = a_drive(slug="spring")
    a_gift(other, 75_00)
    with counted() as statements:
        found = queries.figures_by_drive([db.session.get_one(Drive, drive.id), other])
    assert len([one for one in statements if "gifts" in one or "ledger" in one]) == 3
    assert found == {drive.id: Figures(102_56, 1, 1, 2_56), other.id: Figures(75_00, 1, 1, 0)}


def test_two_givers_who_share_an_email_are_two_people(client: Browser) -> None:
    drive = a_drive()
    a_gift(drive, name="Ewa Nowak", email="nowak@example.test")
    a_gift(drive, name="Adam Nowak", email="nowak@example.test")
    a_gift(drive, name="ewa nowak", email="Nowak@example.test")
    assert "2 people have given" in client.get("/give/winter").html
    assert queries.figures(drive) == Figures(150_00, 2, 3)


def test_those_who_were_erased_are_counted_as_before(client: Browser) -> None:
    drive = a_drive()
    gifts = [a_gift(drive, name=name, email="nowak@example.test") for name in ("Ewa Nowak", "Adam Nowak")]
    with factories.a_writing():
        erasure.redact_gifts([db.session.get_one(Gift, gift.id) for gift in gifts], now=TODAY)
    assert queries.figures(drive) == Figures(100_00, 2, 2)
    assert "2 people have given" in client.get("/give/winter").html


def test_coins_in_a_jar_are_of_somebody(client: Browser) -> None:
    drive = a_drive()
    for _ in range(2):
        a_gift(drive, 5_00, "", email="")
    assert queries.figures(drive).people == 2


def test_a_kept_page_says_what_was_added_for_fees_and_what_went_back(
    client: Browser, another: Browser, stripe: FakeStripe
) -> None:
    a_drive()
    assert "to cover fees" not in another.get("/give/winter").html
    given(client, stripe, cover_fee="y")
    assert "$2.56 to cover fees" in another.get("/give/winter").html
    back(101_00, "re_1")
    assert "$1.56 to cover fees" in another.get("/give/winter").html


def test_money_that_came_twice_covers_no_fee_twice(client: Browser, stripe: FakeStripe) -> None:
    drive = a_drive()
    given(client, stripe, cover_fee="y")
    with factories.a_writing():
        first = db.session.scalars(select(Payment)).one()
        again = Payment(
            order_id=first.order_id, object_id="pi_again", method=first.method, currency="usd",
            surplus_why="it is paid already", amount_cents=first.amount_cents, received_at=TODAY,
            booked_at=TODAY,
        )  # fmt: skip
        db.session.add(again)
    assert queries.figures(drive) == Figures(102_56, 1, 1, 2_56)
