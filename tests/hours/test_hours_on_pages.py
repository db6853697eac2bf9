"""The pages of hours: which days they take, which year they say, and what they let her log."""

from datetime import date

import pytest

from chapter import db
from chapter.hours import queries
from chapter.hours.rules import entries
from chapter.hours.rules.entries import EntryInput
from chapter.people.models import Person
from chapter.shifts.models import FREELY, Opportunity
from tests.browser import Browser, Page
from tests.conftest import MovableClock
from tests.factories import TODAY, a_person, a_writing, sign_in
from tests.shifts.shifts import a_shift, an_opportunity, helped, takes

pytestmark = pytest.mark.usefixtures("app")


def minutes_of(person: Person) -> int:
    return sum(one.minutes for one in queries.entries_of(person.id) if one.counts)


def soup() -> Opportunity:
    return an_opportunity(title="Soup", slug="soup", hours_rule=FREELY)


def log(page: Page, action: str, whole: Opportunity, on: str, **more: str) -> Page:
    return page.form(action).fill(opportunity=whole.public_id, on=on, hours="2", note="Peas", **more).press()


def test_she_can_log_nothing_for_a_shift_that_lies_ahead(client: Browser, clock: MovableClock) -> None:
    whole, vera = soup(), sign_in(client, "member")
    shift = a_shift(whole)
    takes(shift, vera)

    assert not client.get("/me/hours").soup.select("#opportunity")
    refused = client.post("/me/hours", opportunity=whole.public_id, on="2026-11-20", hours="4")
    assert refused.status == 422
    assert minutes_of(vera) == 0

    clock.at(shift.ends_at)
    page = log(client.get("/me/hours"), "/me/hours", whole, "2026-12-05")
    assert "Logged." in page.text
    assert minutes_of(vera) == 120


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        ("1999-01-01", "Choose a date between 2000 and 2199."),
        ("2025-11-22", "That is more than a year ago. Ask the volunteer lead to log it."),
        ("2026-11-24", "Enter today or an earlier day."),
    ],
)
def test_a_day_that_is_likely_a_slip_is_refused_beside_its_field_and_kept(
    client: Browser, on: str, sentence: str
) -> None:
    whole, vera = soup(), sign_in(client, "member")
    helped(whole, vera)

    page = log(client.get("/me/hours"), "/me/hours", whole, on)

    assert (page.status, page.errors["on"]) == (422, sentence)
    assert page.soup.select_one("#on")["value"] == on  # type: ignore[index]  # it is there
    assert page.soup.select_one("#note")["value"] == "Peas"  # type: ignore[index]  # as above
    assert not page.soup.select("#long_ago")
    assert minutes_of(vera) == 0


def test_the_lead_writes_down_an_old_day_by_saying_that_it_is_one(client: Browser) -> None:
    whole, vera = soup(), a_person("Vera Visitor")
    sign_in(client, "volunteers")
    address = f"/office/hours/people/{vera.public_id}"
    first = client.get(address)
    assert not first.soup.select("#long_ago")

    page = log(first, address, whole, "2024-05-03")
    assert page.status == 422
    assert "If the year is right, check the box below." in page.errors["on"]
    assert minutes_of(vera) == 0
    page = page.form(address).fill(long_ago="y").press()
    assert minutes_of(vera) == 120
    assert "May 3, 2024" in page.main

    entry = queries.entries_of(vera.id)[0]
    assert "on May 3, 2024, for Soup" in client.get(f"/office/hours/{entry.public_id}/correct").main
    assert "May 3, 2024" in client.get("/office/hours/report?quarter=2024-2").main


def test_days_of_this_year_are_said_without_it(client: Browser) -> None:
    whole, vera = an_opportunity(title="Soup"), a_person("Vera Visitor")
    helped(whole, vera)
    for on in (date(2026, 11, 20), date(2025, 12, 20)):
        with a_writing():
            entries.log(
                vera, whole, EntryInput(on, 60), nonce=db.public_id(), lead=False, by=vera.actor, now=TODAY
            )
    sign_in(client, "volunteers")
    page = client.get("/office/hours/")
    assert "1 hour on November 20, for Soup" in page.main
    assert "1 hour on December 20, 2025, for Soup" in page.main
