"""Substitutes and backups: who is asked, until when, and whose shift it is meanwhile."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from chapter import db
from chapter.mail import rules as mail
from chapter.mail.consents import ASKS
from chapter.mail.models import Mail
from chapter.people.models.profile import Skill
from chapter.refusal import Refused
from chapter.shifts import queries, tasks
from chapter.shifts.calendar_files import calendar_date_of
from chapter.shifts.models import BACKUP, CONFIRMED, GONE, OFFERED, Signup
from chapter.shifts.models.endings import LAPSE, SUBSTITUTE
from chapter.shifts.models.invitations import Invitation
from chapter.shifts.rules import invitations, signups, substitutes
from chapter.staffing import queries as staffing_queries
from tests.factories import GUEST, TODAY, a_person, an_account, saved
from tests.shifts.shifts import a_shift, an_opportunity, takes, wall

pytestmark = pytest.mark.usefixtures("app")


def release(signup: Signup, now: datetime = TODAY) -> int:
    with db.writing():
        return substitutes.seek_substitute(signup, by=GUEST, now=now)


def mails(kind: str) -> list[Mail]:
    wanted = select(Mail).where(Mail.kind == f"volunteering.{kind}").order_by(Mail.id)
    return list(db.session.scalars(wanted))


def test_she_has_it_until_the_first_backup_says_yes() -> None:
    shift = a_shift()
    hers, first, second = (takes(shift) for _ in range(3))

    asked = release(hers)

    assert (asked, hers.status, hers.seeks_substitute) == (1, CONFIRMED, True)
    assert (first.status, second.status) == (OFFERED, BACKUP)
    assert first.offered_why == "At noon, somebody told us they can’t make it. You are first in line."
    assert first.offered_until is not None
    assert first.offered_until - TODAY > timedelta(hours=11)

    with db.writing():
        signups.accept_offer(first, by=GUEST, now=TODAY + timedelta(hours=1))

    assert (first.status, hers.status, hers.cancellation_cause, first.substitute_for_id) == (
        CONFIRMED, GONE, SUBSTITUTE, hers.id,
    )  # fmt: skip
    assert calendar_date_of(hers).status == "CANCELLED"
    assert calendar_date_of(first).status == "CONFIRMED"
    assert len(mails("replaced")) == 1


def test_an_offer_that_nobody_answers_goes_to_the_next() -> None:
    shift = a_shift()
    hers, first, second = (takes(shift) for _ in range(3))
    release(hers)
    assert first.offered_until is not None

    tasks.move_lines(first.offered_until)
    db.session.expire_all()

    assert (first.status, first.cancellation_cause, second.status) == (GONE, LAPSE, OFFERED)
    with db.writing(), pytest.raises(Refused, match="time to say yes has passed"):
        signups.accept_offer(first, by=GUEST, now=TODAY + timedelta(days=1))


def test_she_can_keep_it_unless_somebody_was_asked_just_now() -> None:
    shift = a_shift()
    hers = takes(shift)
    release(hers)
    with db.writing():
        substitutes.stop_seeking(hers, by=GUEST, now=TODAY)
    assert not hers.seeks_substitute

    backup = takes(shift)
    release(hers)
    with pytest.raises(Refused, match="may say yes"), db.writing():
        substitutes.stop_seeking(hers, by=GUEST, now=TODAY)
    with db.writing():
        signups.leave(backup, by=GUEST, now=TODAY)
        substitutes.stop_seeking(hers, by=GUEST, now=TODAY)
    assert (backup.status, hers.status, hers.seeks_substitute) == (GONE, CONFIRMED, False)


def test_a_newcomer_may_take_a_shift_for_which_a_substitute_is_sought() -> None:
    shift = a_shift()
    hers = takes(shift)
    release(hers)
    assert queries.coverage_of(shift).free == 1

    newcomer = takes(shift)

    assert (newcomer.status, hers.status) == (CONFIRMED, GONE)
    assert queries.coverage_of(shift).taken == 1


def test_without_backups_people_with_the_skills_are_asked_at_most_twice_a_week() -> None:
    able = a_person("Able Example", "able@example.test")
    saved(Skill(person_id=able.id, words="First aid", key="first aid"))
    for number in range(3):
        whole = an_opportunity(skills="First aid, Patience")
        asked = release(takes(a_shift(whole, at=wall(f"2026-12-{10 + number}T09:00"))))
        assert asked == (1 if number < 2 else 0)

    assert len(mails("asked")) == 2
    third = a_shift()
    with pytest.raises(Refused, match="twice this week"), db.writing():
        invitations.invite(third, able, why="", by=GUEST, now=TODAY + timedelta(days=6))
    with db.writing():
        invitations.invite(third, able, why="", by=GUEST, now=TODAY + timedelta(days=8))
    assert len(list(db.session.scalars(select(Invitation)))) == 3


def test_who_said_no_to_being_asked_stops_nobody_from_handing_on() -> None:
    """Her press was refused because one of those with the skill could not be asked."""
    quiet, able = (
        a_person("Quiet Example", "quiet@example.test"),
        a_person("Able Example", "able@example.test"),
    )
    for person in (quiet, able):
        saved(Skill(person_id=person.id, words="Soup", key="soup"))
    with db.writing():
        mail.record_choices("quiet@example.test", [ASKS], given=False, source="test", now=TODAY)
    assert release(takes(a_shift(an_opportunity(skills="soup")))) == 1
    assert [one.to_address for one in mails("asked")] == ["able@example.test"]


def test_who_said_no_to_being_asked_does_not_stand_among_those_who_fit() -> None:
    quiet = an_account("member").person
    assert quiet.id in {one.id for one in staffing_queries.volunteers(TODAY)}
    with db.writing():
        mail.record_choices(quiet.email_key, [ASKS], given=False, source="test", now=TODAY)
    assert quiet.id not in {one.id for one in staffing_queries.volunteers(TODAY)}


def test_whoever_is_busy_then_is_not_asked() -> None:
    able = a_person()
    saved(Skill(person_id=able.id, words="Soup", key="soup"))
    takes(a_shift(), able)

    assert release(takes(a_shift(an_opportunity(skills="soup", place="Other")))) == 0


def test_the_lead_is_told_once_when_48_hours_are_left() -> None:
    lead = a_person("Lea Lead", "lea@example.test")
    shift = a_shift(an_opportunity(lead_id=lead.id))
    release(takes(shift))

    assert tasks.tell_leads(shift.starts_at - timedelta(hours=49)) == 0
    assert tasks.tell_leads(shift.starts_at - timedelta(hours=47)) == 1
    assert tasks.tell_leads(shift.starts_at - timedelta(hours=46)) == 0

    assert [mail.to_address for mail in mails("two_days_left")] == [lead.email]


def test_released_with_less_than_two_days_left_the_lead_is_told_at_once() -> None:
    shift = a_shift(an_opportunity(lead_id=a_person().id))
    hers = takes(shift)

    release(hers, shift.starts_at - timedelta(hours=5))

    assert len(mails("two_days_left")) == 1


def test_a_backup_who_is_needed_elsewhere_by_now_cannot_say_yes() -> None:
    shift, able = a_shift(), a_person()
    hers, backup = takes(shift), takes(shift, able)
    takes(a_shift(an_opportunity(place="Other")), able)
    release(hers)

    with pytest.raises(Refused, match="at that time"), db.writing():
        signups.accept_offer(backup, by=GUEST, now=TODAY)
    assert hers.status == CONFIRMED


def test_a_team_hands_on_as_many_places_as_are_taken() -> None:
    shift = a_shift(of=4)
    team = takes(shift, size=4, team="Bank")
    release(team)

    takes(shift)

    assert (team.size, team.status, queries.coverage_of(shift).taken) == (3, CONFIRMED, 4)


def test_the_lead_lets_somebody_go_and_the_next_is_asked() -> None:
    shift = a_shift()
    hers, backup = takes(shift), takes(shift)
    with pytest.raises(Refused, match="Enter a reason"), db.writing():
        signups.remove(hers, why="", by=GUEST, now=TODAY)

    with db.writing():
        signups.remove(hers, why="The pantry needs fewer.", by=GUEST, now=TODAY)

    assert (hers.status, backup.status) == (GONE, OFFERED)
    assert "needs fewer" in mails("ended")[0].text
