"""The staffing board: who fits, who is put there, who is asked, and what is taken back."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.mail import rules as mail
from chapter.mail.consents import ASKS
from chapter.mail.models import Mail
from chapter.people.models import Person
from chapter.refusal import Refused
from chapter.shifts import queries
from chapter.shifts.models import CONFIRMED, GONE
from chapter.shifts.models.invitations import Invitation
from chapter.shifts.rules import invitations
from chapter.staffing import matching
from chapter.staffing import queries as staffing_queries
from chapter.staffing.models.profiles import VolunteerProfile
from chapter.staffing.rules import assignments
from tests.factories import GUEST, TODAY, a_person, a_writing
from tests.people.profiles import open_to, tells
from tests.shifts.shifts import SATURDAY, a_shift, an_opportunity, takes

pytestmark = pytest.mark.usefixtures("app")


def a_volunteer(skill: str = "", **more: object) -> Person:
    """Somebody who told us when she can."""
    person = a_person()
    with a_writing():
        profile = {"available": [], "enjoys": [], "changed_at": TODAY, **more}
        db.session.add(VolunteerProfile(person_id=person.id, **profile))
        if skill:
            tells(person, open_to("members"), skills=[skill])
    return person


def test_who_fits_is_found_with_the_reason() -> None:
    shift = a_shift(an_opportunity(skills="Sewing, Tea"))
    sews, free, busy = a_volunteer("sewing"), a_volunteer(available=["sat-morning"]), a_volunteer("tea")
    a_volunteer(available=["mon-evening"])
    takes(a_shift(at=SATURDAY + timedelta(hours=1)), busy)
    found = matching.suggestions(staffing_queries.openings([shift]), staffing_queries.volunteers(TODAY))[
        shift.id
    ]
    assert [(one.volunteer.id, one.reasons[0]) for one in found] == [
        (sews.id, "skills: sewing"),
        (free.id, "free on Saturday mornings"),
    ]


def test_who_said_how_much_she_can_or_rests_is_left_in_peace() -> None:
    shift = a_shift(an_opportunity(skills="sewing"))
    a_volunteer("sewing", paused_until=(TODAY + timedelta(days=9)).date())
    a_volunteer("sewing", hours_a_month=0)
    assert (
        matching.suggestions(staffing_queries.openings([shift]), staffing_queries.volunteers(TODAY))[shift.id]
        == []
    )


def test_somebody_is_put_there_and_taken_back() -> None:
    shift, vera = a_shift(), a_volunteer()
    with a_writing():
        signup = assignments.assign(shift, vera, by=GUEST, now=TODAY)
        again = assignments.assign(shift, vera, by=GUEST, now=TODAY)
    assert signup.status == CONFIRMED
    assert again.id == signup.id
    for _ in range(2):
        with a_writing():
            assignments.unassign(signup, by=GUEST, now=TODAY)
    assert signup.status == GONE
    assert queries.coverage_of(shift).free == 1


def test_nobody_is_put_where_she_can_not_be() -> None:
    shift, vera = a_shift(), a_volunteer()
    takes(a_shift(at=SATURDAY + timedelta(hours=1)), vera)
    with pytest.raises(Refused), a_writing():
        assignments.assign(shift, vera, by=GUEST, now=TODAY)


def test_nobody_is_asked_more_than_twice_a_week() -> None:
    vera = a_volunteer()
    shifts = [a_shift(at=SATURDAY + timedelta(days=day)) for day in range(3)]
    with a_writing():
        for shift in (shifts[0], shifts[0], shifts[1]):
            invitations.invite(shift, vera, why="", by=GUEST, now=TODAY)
    assert db.session.scalar(select(func.count()).select_from(Invitation)) == 2
    assert db.session.scalar(select(func.count()).select_from(Mail)) == 2
    with pytest.raises(Refused, match="asked twice this week"), a_writing():
        invitations.invite(shifts[2], vera, why="", by=GUEST, now=TODAY + timedelta(days=6))
    with a_writing():
        invitations.invite(shifts[2], vera, why="", by=GUEST, now=TODAY + timedelta(days=7, minutes=1))


def test_who_does_not_want_to_be_asked_by_mail_is_not_asked() -> None:
    shift, vera = a_shift(), a_volunteer()
    with a_writing():
        mail.record_choices(vera.email_key, [ASKS], given=False, source="her own page", now=TODAY)
    with pytest.raises(Refused, match="unsubscribed from “Volunteer requests"), a_writing():
        invitations.invite(shift, vera, why="", by=GUEST, now=TODAY)
    assert db.session.scalar(select(func.count()).select_from(Mail)) == 0


def test_who_has_the_shift_is_not_mailed_whether_she_would_help() -> None:
    shift, vera = a_shift(of=2), a_volunteer()
    with a_writing():
        assignments.assign(shift, vera, by=GUEST, now=TODAY)
    before = db.session.scalar(select(func.count()).select_from(Mail))
    with pytest.raises(Refused, match="already signed up or a backup"), a_writing():
        invitations.invite(shift, vera, why="", by=GUEST, now=TODAY)
    assert db.session.scalar(select(func.count()).select_from(Mail)) == before


def test_a_shift_that_is_over_asks_nobody(app: Flask) -> None:
    shift = a_shift()
    with pytest.raises(Refused, match="are closed"), a_writing():
        invitations.invite(shift, a_volunteer(), why="", by=GUEST, now=shift.ends_at)
    assert [one.id for one in staffing_queries.shifts_ahead(TODAY)] == [shift.id]
    assert staffing_queries.shifts_ahead(shift.ends_at) == []
