"""/me/: what her level asks for and how far she is, and what she gave."""

from datetime import timedelta

import pytest

from chapter import db
from chapter.hours.rules import entries
from chapter.hours.rules.entries import EntryInput
from chapter.levels.rules import requirements
from chapter.membership.rules import dues
from chapter.membership.rules.dues import Payment
from chapter.offline_gifts.rules import entry
from chapter.offline_gifts.rules.entry import OfflineInput
from chapter.people.models import Person
from tests import factories
from tests.browser import Browser
from tests.factories import TODAY
from tests.giving.drives import a_drive, a_gift
from tests.membership.members import STAFF, a_level, a_member
from tests.shifts.shifts import an_opportunity

YESTERDAY = TODAY.date() - timedelta(days=1)


@pytest.fixture
def ana(client: Browser) -> Person:
    return factories.sign_in(client)


def gave_time(person: Person, minutes: int) -> None:
    """The lead books it."""
    with factories.a_writing():
        entries.log(
            person, an_opportunity(), EntryInput(YESTERDAY, minutes), nonce=db.public_id(), lead=True,
            by=factories.a_person().actor, now=TODAY,
        )  # fmt: skip


def test_what_is_counted_says_how_far_and_what_counts(client: Browser, ana: Person) -> None:
    level = a_level("Member")
    with db.writing():
        for words, counter, amount in (("6 volunteer hours", "hours", 6), ("Say hello", "", 1)):
            requirements.add_requirement(
                level, words=words, counter=counter, amount=amount, by=STAFF, now=TODAY
            )
    a_member(level, person=ana, on=YESTERDAY - timedelta(days=9))
    rows = [row.get_text(" ", strip=True) for row in client.get("/me/").soup.select(".checklist li")]
    assert rows == [
        "6 volunteer hours 0 of 6 Full hours count, once the chapter has approved them.",
        "Say hello Not yet The chapter will check this off for you.",
    ]
    gave_time(ana, 150)
    gave_time(ana, 600)
    rows = [row.get_text(" ", strip=True) for row in client.get("/me/").soup.select(".checklist li")]
    assert rows[0] == "6 volunteer hours 6 of 6 , done", "twelve of six would be a riddle"


def test_gifts_hours_and_dues_stand_under_what_she_gave(client: Browser, ana: Person) -> None:
    drive = a_drive()
    a_gift(drive, 50_00, ana.name, email=ana.email)
    coats = OfflineInput(0, ana.name, str(ana.email), thing="six winter coats")
    with db.writing():
        entry.record_gift(
            drive, coats, method="in_kind", received_on=TODAY.date(), nonce="nonce-of-six-coats",
            by=STAFF, now=TODAY,
        )  # fmt: skip
    gave_time(ana, 150)
    paid = Payment(75_00, "check", YESTERDAY, "nonce-of-her-dues")
    bounced = Payment(75_00, "check", YESTERDAY, "nonce-that-bounced")
    level = a_level("Member")
    with db.writing():
        dues.reverse(dues.record(ana, level, bounced, by=STAFF, now=TODAY), why="No", by=STAFF, now=TODAY)
        dues.record(ana, level, paid, by=STAFF, now=TODAY)
    page = client.get("/me/")
    rows = [" ".join(row.get_text().split()) for row in page.soup.select('[aria-labelledby="gave"] li')]
    assert "$50 for Winter coats, November 23, 2026" in rows
    assert "six winter coats for Winter coats, November 23, 2026" in rows
    assert [row for row in rows if row.startswith("2.5 hours for")]
    assert rows.count("$75 in dues, November 22, 2026") == 1, "what was reversed is not given"
    assert page.follow("All your gifts").h1 == "My gifts"
    assert client.get("/me/").follow("All hours").h1 == "My hours"


def test_a_stranger_to_all_that_is_told_how_to_begin(client: Browser, ana: Person) -> None:
    page = client.get("/me/")
    assert "what you could do for them" in page.main
    assert "All your gifts" not in page.main
