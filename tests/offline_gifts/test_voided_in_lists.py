"""A gift that never came is voided, not returned: lists, sums, funds and the table say so."""

import pytest

from chapter import db
from chapter.giving import fund_totals, gift_amounts, gift_list
from chapter.giving.fund_totals import Totals
from chapter.giving.gift_list import GiftQuery
from chapter.giving.models import Drive, Gift
from chapter.offline_gifts.rules import corrections, entry
from chapter.offline_gifts.rules.entry import OfflineInput
from tests import factories
from tests.browser import Browser
from tests.factories import GUEST, TODAY
from tests.giving.drives import a_drive, a_gift


@pytest.fixture
def drive(client: Browser) -> Drive:
    """A drive with a gift of $75 that stands, and one of $50 that never came."""
    made = a_drive()
    a_gift(made, 75_00)
    wrong = a_gift(made, 50_00)
    with factories.a_writing():
        corrections.void_gift(db.session.get_one(Gift, wrong.id), "typed twice", by=GUEST, now=TODAY)
    factories.sign_in(client, "treasurer")
    return made


def test_a_voided_gift_is_in_its_own_list_and_in_no_other_of_money_that_went_back(drive: Drive) -> None:
    counts = {
        state: len(db.session.scalars(gift_list.find_gifts(GiftQuery(state), TODAY)).all())
        for state in ("", "returned", "disputed", "voided")
    }
    assert counts == {"": 2, "returned": 0, "disputed": 0, "voided": 1}


def test_what_was_voided_is_in_no_sum(drive: Drive) -> None:
    assert [
        (one.cents, one.returned_in_words)
        for one in gift_amounts.total_amounts(gift_list.find_gifts(GiftQuery(), TODAY))
    ] == [(75_00, "")]
    assert fund_totals.totals_by_fund([drive])[0].sums == Totals(1, 75_00)


def test_pages_call_it_voided_and_never_returned(drive: Drive, client: Browser) -> None:
    page = client.get("/office/giving/gifts")
    row = next(row for row in page.soup.select("tbody tr") if "$50" in row.get_text())
    (state,), (returned,) = row.select("[data-label=Status]"), row.select("[data-label=Refunded]")
    assert (state.get_text(strip=True), returned.get_text(strip=True)) == ("Voided", "")
    assert "$75 paid, with fees covered" in page.main


def test_shares_that_are_corrected_stay_described(client: Browser) -> None:
    came = OfflineInput(50_00, "Halina Wolska", thing="20 shares of Acme Corp.")
    drive = a_drive()
    with factories.a_writing():
        shares = entry.record_gift(
            drive, came, method="stock", received_on=TODAY.date(), nonce="a" * 32, by=GUEST, now=TODAY
        )
    factories.sign_in(client, "treasurer")
    address = f"/office/giving/gifts/{shares.public_id}/correct"
    page = client.get(address).form("/correct").fill(amount="60", why="Another price.").press()
    assert page.status == 200, page.main
    assert "20 shares of Acme Corp." in page.main
    assert "Voided" not in page.main
