"""However a sign-up ends, whoever holds something for it is told, once, and frees it."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from chapter import db
from chapter.mail import rules as mail
from chapter.mail.rules import Letter
from chapter.opportunities.rules import opportunities
from chapter.people.verification import MAILBOX
from chapter.shifts.models import Signup
from chapter.shifts.rules import (
    backups,
    clearance_checks,
    email_confirmation,
    erasure,
    removals,
    signups,
    substitutes,
)
from chapter.shifts.rules.endings import SIGNUPS_ENDED
from chapter.web.endings import Ended
from tests.events_office.changes import MINUTE
from tests.factories import GUEST, TODAY
from tests.held_mails import held_tellings
from tests.opportunities.shift_changes import undo
from tests.records.departures import note
from tests.shifts.shifts import a_shift, takes, try_to_take


def a_backup_leaves() -> Signup:
    shift = a_shift()
    takes(shift)
    signup = takes(shift)
    signups.leave(signup, by=GUEST, now=TODAY)
    return signup


def the_lead_removes_her() -> Signup:
    signup = takes(a_shift())
    signups.remove(signup, why="She is ill.", by=GUEST, now=TODAY)
    return signup


def a_substitute_says_yes() -> Signup:
    signup = takes(a_shift())
    backup = takes(signup.shift)
    substitutes.seek_substitute(signup, by=GUEST, now=TODAY)
    signups.accept_offer(backup, by=GUEST, now=TODAY)
    return signup


def an_offer_lapses() -> Signup:
    signup = takes(a_shift())
    backup = takes(signup.shift)
    substitutes.seek_substitute(signup, by=GUEST, now=TODAY)
    assert backup.offered_until is not None
    backups.promote(signup.shift, now=backup.offered_until)
    return backup


def typed() -> Signup:
    signup = try_to_take(a_shift(), name="Ana Example", email="ana@example.test").signup
    assert signup is not None
    return signup


def nobody_confirms_by_email() -> Signup:
    signup = typed()
    assert signup.held_until is not None
    backups.promote(signup.shift, now=signup.held_until)
    return signup


def somebody_else_had_typed_it() -> Signup:
    signup = typed()
    email_confirmation.disown(signup, by=GUEST, now=TODAY)
    return signup


def a_proved_one_takes_its_place() -> Signup:
    signup = typed()
    try_to_take(signup.shift, name="Ana Example", email="ana@example.test", proof=MAILBOX)
    return signup


def a_guest_is_erased() -> Signup:
    signup = takes(a_shift())
    erasure.erase([signup], by=GUEST, now=TODAY)
    return signup


def a_person_is_let_go() -> Signup:
    signup = takes(a_shift())
    removals.lock_upcoming(signup.person.id, now=TODAY)
    removals.remove_upcoming(signup.person_id, cause="suspended", by=GUEST, now=TODAY)
    return signup


def she_lacks_a_clearance() -> Signup:
    shift = a_shift()
    signup = takes(shift)
    shift.opportunity.needs_background = True
    clearance_checks.free_uncleared(Signup.id == signup.id, by=GUEST, now=TODAY)
    return signup


def she_leaves_a_shift_that_is_off() -> Signup:
    signup = takes(a_shift())
    call_off(signup)
    signups.leave(signup, by=GUEST, now=TODAY + MINUTE)
    return signup


def call_off(signup: Signup) -> None:
    opportunities.cancel_shift(signup.shift, why="No stove.", by=GUEST, now=TODAY)
    db.session.flush()


WAYS = [
    a_backup_leaves, the_lead_removes_her, a_substitute_says_yes, an_offer_lapses, nobody_confirms_by_email,
    somebody_else_had_typed_it, a_proved_one_takes_its_place, a_guest_is_erased, a_person_is_let_go,
    she_lacks_a_clearance, she_leaves_a_shift_that_is_off,
]  # fmt: skip


@pytest.fixture
def told(app: Flask) -> Iterator[list[Ended]]:
    """What followers are told in this test."""
    found: list[Ended] = []
    followers = app.extensions["end_hooks"][SIGNUPS_ENDED].calls
    followers.append(found.append)
    yield found
    followers.remove(found.append)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_however_a_signup_ends_its_followers_are_told(way: Callable[[], Signup], told: list[Ended]) -> None:
    with db.writing():
        signup = way()
    assert signup.cancelled_at is not None
    assert told[-1] == Ended([signup.id], signup.cancelled_at)


def test_a_shift_that_is_called_off_tells_of_all_in_it_once(told: list[Ended]) -> None:
    shift = a_shift(of=2)
    both = [takes(shift), takes(shift)]
    with db.writing():
        call_off(both[0])
    assert told == [Ended([one.id for one in both], TODAY, restorable=True)]


def test_who_died_while_it_was_off_is_left_out_for_good(told: list[Ended]) -> None:
    signup = takes(a_shift())
    with db.writing():
        call_off(signup)
    note(signup.person, "deceased")
    undo(held_tellings()[0])
    assert signup.cancellation_cause == "deceased"
    assert [ended.restorable for ended in told] == [True, False]


def test_nobody_is_reminded_of_a_shift_that_she_left(app: Flask) -> None:
    signup = takes(a_shift())
    with db.writing():
        letter = Letter("volunteering.reminder", "Soon", "Soon.\n", about=("signups", signup.id))
        reminder = mail.queue(letter, to=(signup.name, signup.email), person_id=signup.person_id, now=TODAY)
    with db.writing():
        signups.remove(signup, why="She is ill.", by=GUEST, now=TODAY)
    assert reminder.withdrawn_at == TODAY
