"""Nothing about a guest is told to another guest that she did not tick or type: not whether she is new."""

from datetime import timedelta

import pytest
from flask import Flask

from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.hello import emails
from chapter.hello.offline_page_texts import opening_lines
from chapter.hello.queries import hellos
from chapter.hello.suggestions import OPENING_LINES, suggestions_for
from chapter.privacy.exports import as_tables
from chapter.privacy.queries import data_under
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import TODAY, a_booking, an_event
from tests.hello.guests import a_guest, arrange, enters

TELLS = (
    "first time",
    "first evening",
    "is new",
    "are new",
    "newcomer",
    "been here",
    "for the first",
)
"""What says how often somebody came."""

OLD, NEW = "Olga Adeyemi", "Noor Haddad"


def an_evening_of_an_old_hand_and_a_first_timer() -> tuple[Event, dict[str, Rsvp]]:
    """Seven evenings lie behind the one of them, none behind the other."""
    for day in range(7):
        before = an_event(f"Evening {day}", starts_at=TODAY - timedelta(days=20 + day))
        since = before.starts_at - timedelta(days=1)
        enters(before, a_booking(before, name=OLD, email="olga@example.test", now=since))
    event = an_event("The Long Table", slug="long-table", starts_at=TODAY + timedelta(hours=3))
    guests = {
        OLD: a_guest(event, OLD, email="olga@example.test"),
        NEW: a_guest(event, NEW, email="noor@example.test"),
    }
    arrange(event)
    return event, guests


def all_that_is_said_to(rsvp: Rsvp, client: Browser) -> str:
    """Her pages, her mail and the page in her pocket."""
    pages = [client.get(f"/rsvp/{rsvp.token}/{page}").main for page in ("who-comes", "whom-i-met", "pocket")]
    return "\n".join(
        [*pages, emails.say_hello(rsvp, suggestions_for(rsvp, hellos.hellos_of(rsvp))).text]
    ).casefold()


@pytest.mark.parametrize("name", [OLD, NEW])
def test_neither_reads_who_of_the_two_is_new(client: Browser, clock: MovableClock, name: str) -> None:
    _, guests = an_evening_of_an_old_hand_and_a_first_timer()
    said = all_that_is_said_to(guests[name], client)
    assert [words for words in TELLS if words in said] == []
    assert "would like to meet someone, just as you would" in said


def test_what_the_two_read_of_each_other_differs_by_the_name_alone(app: Flask) -> None:
    _, guests = an_evening_of_an_old_hand_and_a_first_timer()
    one, other = (suggestions_for(rsvp, hellos.hellos_of(rsvp))[0] for rsvp in guests.values())
    assert (one.name, other.name) == ("Noor", "Olga")
    assert (one.kind, one.why, one.opening) == (other.kind, other.why, other.opening)


def test_neither_file_of_what_is_kept_tells_it(app: Flask) -> None:
    an_evening_of_an_old_hand_and_a_first_timer()
    kinds = {
        row["kind"]
        for email in ("olga@example.test", "noor@example.test")
        for row in as_tables(data_under(email))["hellos"]
    }
    assert kinds == {"company"}


def test_no_line_to_begin_with_says_how_often_she_who_says_it_or_hears_it_came(app: Flask) -> None:
    guest = a_guest(an_event(), NEW)
    lines = [*opening_lines(guest), *(line for lines in OPENING_LINES.values() for line in lines)]
    assert [line for line in lines if any(words in line.casefold() for words in TELLS)] == []
    assert opening_lines(guest)[0].startswith("“May I join you? I’m Noor")


def test_each_of_several_is_begun_with_in_another_way(app: Flask) -> None:
    event = an_event(starts_at=TODAY + timedelta(hours=3))
    guests = [a_guest(event, f"Guest {number}") for number in range(5)]
    arrange(event)
    lists = [[one.opening for one in suggestions_for(rsvp, hellos.hellos_of(rsvp))] for rsvp in guests]
    assert max(len(lines) for lines in lists) > 1
    assert all(len(set(lines)) == len(lines) for lines in (lines[:3] for lines in lists))
