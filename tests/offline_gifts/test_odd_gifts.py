"""What may be a slip in a gift that is entered by hand is asked about once, and then taken."""

from datetime import timedelta

import pytest

from tests import factories
from tests.browser import Browser
from tests.factories import TODAY
from tests.giving.drives import a_drive, a_gift
from tests.offline_gifts.test_by_hand import look, one


@pytest.fixture
def office(client: Browser) -> Browser:
    """The treasurer; the drive wants $32,000, and its largest gift so far is $50."""
    factories.sign_in(client, "treasurer")
    a_gift(a_drive(), 50_00)
    return client


def raised(client: Browser) -> int:
    return int(client.get("/give/winter.json").json["raised_cents"])


def test_a_check_of_a_billion_asks_and_is_not_on_the_meter(office: Browser) -> None:
    page = one(office, amount="9999999")
    assert page.status == 422
    assert "more than the goal of the drive, $32,000" in page.main
    assert raised(office) == 50_00


def test_ten_times_the_largest_gift_is_taken_and_more_than_that_asks_once(office: Browser) -> None:
    assert one(office, amount="500").status == 200
    page = one(office, amount="5000.01", nonce="another-check")
    assert "more than ten times the largest gift to this drive so far, $500" in page.main
    done = page.form("/offline").fill(sure=True).press("Enter gift")
    assert done.status == 200
    assert raised(office) == 50_00 + 500_00 + 5000_01


def test_the_tick_counts_for_the_amount_that_was_asked_about(office: Browser) -> None:
    page = one(office, amount="5000")
    again = page.form("/offline").fill(sure=True, amount="50000").press("Enter gift")
    assert again.status == 422
    assert "more than the goal" in again.main
    assert raised(office) == 50_00


def test_a_day_of_long_ago_asks_and_is_taken(office: Browser) -> None:
    long_ago = str(TODAY.date() - timedelta(days=800))
    page = one(office, received_on=long_ago)
    assert page.status == 422
    assert "is more than a year ago" in page.main
    assert "Yes, this date is right" in page.main
    assert page.form("/offline").fill(sure=True).press("Enter gift").status == 200


def test_a_day_of_last_winter_does_not_ask(office: Browser) -> None:
    assert one(office, received_on=str(TODAY.date() - timedelta(days=300))).status == 200


def test_odd_lines_of_a_list_are_marked_and_wait_for_the_tick(office: Browser) -> None:
    page = look(office, rows="20; Bea Olszewska\n40000; Ana Lopez", control="40,020")
    assert page.status == 200
    assert page.main.count("more than the goal") == 1
    again = page.form("/batch").press("Enter 2 gifts")
    assert again.status == 422
    assert "Something looks like a mistake" in again.main
    assert raised(office) == 50_00
    again.form("/batch").fill(sure=True).press("Enter 2 gifts")
    assert raised(office) == 50_00 + 40_020_00


def test_a_correction_is_not_measured_by_what_it_corrects(office: Browser) -> None:
    done = one(office, amount="5000").form("/offline").fill(sure=True).press("Enter gift")
    page = done.follow("Correct").form("/correct").fill(amount="4000", why="Typo").press("Correct")
    assert "more than ten times the largest gift to this drive so far, $50" in page.main
    assert page.form("/correct").fill(sure=True).press("Correct").status == 200
    assert raised(office) == 50_00 + 4000_00
