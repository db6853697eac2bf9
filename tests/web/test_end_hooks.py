"""Whoever points to a record that ends says what becomes of its rows, or the application does not start."""

from collections.abc import Iterator

import pytest
from flask import Flask

from chapter import db
from chapter.bookings.rules.endings import BOOKINGS_ENDED
from chapter.membership.rules import departures
from chapter.membership.rules.endings import ENROLLMENTS_ENDED, MEMBERSHIPS_ENDED
from chapter.shifts.rules.endings import SIGNUPS_ENDED
from chapter.small_jobs.models import SmallJob
from chapter.web import endings
from chapter.web.endings import EndHook
from tests.applications import application
from tests.endings import planted
from tests.factories import TODAY
from tests.membership.members import STAFF, a_member

HOOKS = (BOOKINGS_ENDED, SIGNUPS_ENDED, MEMBERSHIPS_ENDED, ENROLLMENTS_ENDED)


@pytest.fixture
def site(app: Flask) -> Iterator[Flask]:
    """A second application on the same database, whose hooks may be spoiled."""
    with application(dict(app.config), app.extensions["gateways"]) as site:
        yield site


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook.name)
def test_every_column_that_points_to_what_ends_is_declared(app: Flask, hook: EndHook) -> None:
    assert hook.undeclared(app) == set()


def test_every_reason_to_stay_is_a_sentence(app: Flask) -> None:
    said = [why for followers in app.extensions["end_hooks"].values() for why in followers.stays.values()]
    assert said
    assert all(len(why.split()) > 3 for why in said)


def test_the_application_does_not_start_when_nobody_says_what_becomes_of_a_row(site: Flask) -> None:
    site.extensions["end_hooks"][BOOKINGS_ENDED].freed.discard("small_jobs.rsvp_id")
    with pytest.raises(endings.Undeclared, match=r"small_jobs\.rsvp_id"):
        endings.guard(site)


def test_nor_when_two_things_are_said(site: Flask) -> None:
    BOOKINGS_ENDED.leave(site, {SmallJob.rsvp_id: "it stays, says another"})
    with pytest.raises(endings.Undeclared, match=r"small_jobs\.rsvp_id"):
        endings.guard(site)


def test_what_hangs_on_a_membership_is_freed_with_its_last_person(app: Flask) -> None:
    person = a_member()
    with planted(app, MEMBERSHIPS_ENDED) as held, db.writing():
        departures.leave(person, "resigned", why="Wanted to.", by=STAFF, now=TODAY)
    assert held.freed() == held.rows.keys() == {"bundle_invitations.membership_id"}
