"""What reaches a helper's calendar: sure only when the shift is hers, later with all that happens."""

from typing import Any

import pytest
from icalendar import Calendar

from chapter import db
from chapter.people.verification import MAILBOX, TYPED
from chapter.shifts import placeholders
from chapter.shifts.models import BACKUP, OFFERED, Signup
from chapter.shifts.rules import email_confirmation, signups, substitutes
from tests.browser import Browser
from tests.factories import GUEST, TODAY
from tests.shifts.shifts import a_shift, takes, try_to_take

pytestmark = pytest.mark.usefixtures("app")


def entry_of(signup: Signup) -> Any:
    """The shift in the calendar file that the outbox would enclose now."""
    file = placeholders.calendar_file(signup.id)
    assert file is not None
    return Calendar.from_ical(file.data).walk("VEVENT")[0]


def said(entry: Any) -> tuple[str, str]:
    return entry["STATUS"], entry["SUMMARY"]


def test_a_backup_is_sure_in_no_calendar_until_she_says_yes_and_leaves_it_again(client: Browser) -> None:
    shift = a_shift()
    first, backup = takes(shift), takes(shift)
    assert backup.status == BACKUP
    file = client.get(f"/volunteer/shift/{backup.token}/shift.ics")
    assert "STATUS:TENTATIVE" in file.response.text
    seen = [entry_of(backup)]
    with db.writing():
        substitutes.seek_substitute(first, by=GUEST, now=TODAY)
    assert backup.status == OFFERED
    seen.append(entry_of(backup))
    with db.writing():
        signups.accept_offer(backup, by=GUEST, now=TODAY)
    seen.append(entry_of(backup))
    with db.writing():
        signups.remove(backup, why="It is covered.", by=GUEST, now=TODAY)
    seen.append(entry_of(backup))
    title = shift.title
    assert [said(one) for one in seen] == [
        ("TENTATIVE", f"Backup: {title}"),
        ("TENTATIVE", f"Waiting for your answer: {title}"),
        ("CONFIRMED", title),
        ("CANCELLED", title),
    ]
    assert len({str(one["UID"]) for one in seen}) == 1
    numbers = [one["SEQUENCE"] for one in seen]
    assert numbers == sorted(set(numbers))


def test_a_place_that_somebody_typed_is_sure_once_she_pressed_in_the_mail() -> None:
    signup = try_to_take(a_shift(), proof=TYPED).signup
    assert signup is not None
    before = entry_of(signup)
    assert said(before) == ("TENTATIVE", f"Not confirmed yet: {signup.shift.title}")
    with db.writing():
        email_confirmation.prove_signup(signup, MAILBOX, now=TODAY)
        signups.confirm(signup, by=GUEST, now=TODAY)
    after = entry_of(signup)
    assert said(after) == ("CONFIRMED", signup.shift.title)
    assert (after["UID"], after["SEQUENCE"] > before["SEQUENCE"]) == (before["UID"], True)


def test_who_says_no_to_a_place_takes_it_out_of_her_calendar() -> None:
    signup = try_to_take(a_shift(), proof=TYPED).signup
    assert signup is not None
    before = entry_of(signup)
    with db.writing():
        email_confirmation.disown(signup, by=GUEST, now=TODAY)
    after = entry_of(signup)
    assert (after["STATUS"], after["SEQUENCE"] > before["SEQUENCE"]) == ("CANCELLED", True)
