"""Where something is asked of each: no teams, nobody whose check has ended, and whoever leads it is told."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from chapter import db
from chapter.mail.models import Mail
from chapter.opportunities.rules import opportunities, shift_times
from chapter.people.models import Person
from chapter.refusal import Refused
from chapter.shifts import queries, tasks
from chapter.shifts.models import BACKUP, CONFIRMED, GONE, OFFERED, Opportunity, Shift, Signup
from chapter.shifts.models.clearances import Clearance
from chapter.shifts.models.endings import CLEARANCE
from chapter.shifts.rules import signups
from chapter.staffing import matching
from chapter.staffing import queries as staffing_queries
from chapter.staffing import tasks as staffing_tasks
from chapter.staffing.matching import Opening, Volunteer
from chapter.staffing.rules import clearances
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import GUEST, TODAY, a_person, a_writing, an_account, sign_in
from tests.shifts.shifts import SATURDAY, a_shift, an_opportunity, takes

pytestmark = pytest.mark.usefixtures("app")
LATE = date(2027, 6, 30)


def mails(kind: str) -> list[Mail]:
    wanted = select(Mail).where(Mail.kind == f"volunteering.{kind}").order_by(Mail.id)
    return list(db.session.scalars(wanted))


def mentoring(**more: Any) -> Opportunity:
    return an_opportunity(title="Studio mentor", needs_background=True, **more)


def checked(name: str = "", until: date | None = LATE, kind: str = "background", **more: Any) -> Person:
    person = a_person(name, **more)
    with a_writing():
        clearances.note(person, kind, until, by=GUEST, now=TODAY)
    return person


def withdraw(person: Person, now: Any = TODAY) -> list[Signup]:
    with a_writing():
        return clearances.withdraw(queries.clearances_of(person.id)[0], by=GUEST, now=now)


def a_team(shift: Shift, of: int = 3) -> Signup:
    """One that stands from before: no rule lets it in today."""
    signup = takes(a_shift(of=9), checked(), size=of, team="Lakeside Bank")
    with a_writing():
        signup.shift = shift
    return signup


def test_no_team_of_unnamed_people_sits_beside_girls() -> None:
    shift, ana = a_shift(mentoring(), of=5), checked()

    with pytest.raises(Refused, match="each person signs up individually") as refused:
        takes(shift, ana, size=3, team="Lakeside Bank")
    assert refused.value.field == "size"
    assert takes(shift, ana).status == CONFIRMED


def test_the_lead_signs_up_no_team_by_hand_either(client: Browser) -> None:
    shift, ana = a_shift(mentoring(), of=5), checked()
    sign_in(client, "volunteers")
    page = client.get(f"/office/volunteers/shifts/{shift.public_id}/add")
    assert "signs up individually" in page.text

    nonce = page.form()["nonce"]
    refused = client.post(page.url, name=ana.name, email=ana.email, size="3", team="Bank", nonce=nonce)

    assert refused.status == 422
    assert "each person signs up individually" in refused.errors["size"]
    assert queries.signups_of(shift) == []


def test_a_team_that_was_offered_a_place_before_can_not_say_yes() -> None:
    shift = a_shift(mentoring(), of=5)
    team = a_team(shift)
    with a_writing():
        team.confirmed_at, team.offered_until = None, TODAY + timedelta(days=1)
    with pytest.raises(Refused, match="each person signs up individually"), db.writing():
        signups.accept_offer(team, by=GUEST, now=TODAY)


def test_teams_that_stand_from_before_are_let_go_and_told_why() -> None:
    shift = a_shift(mentoring(lead_id=a_person(email="lea@example.test").id), of=5)
    team, ana = a_team(shift), takes(shift, checked())

    tasks.recheck(TODAY)

    db.session.refresh(team)
    assert (team.status, team.cancellation_cause, ana.status) == (GONE, CLEARANCE, CONFIRMED)
    (told,) = mails("freed")
    assert "You had signed up a team" in told.text
    assert [one.to_address for one in mails("places_free")] == ["lea@example.test"]


def test_a_check_that_is_withdrawn_frees_all_her_shifts_at_once_in_one_mail_to_each() -> None:
    lead = a_person("Lea Lead", "lea@example.test")
    whole = mentoring(lead_id=lead.id)
    shifts = [a_shift(whole, at=SATURDAY + timedelta(weeks=week)) for week in range(3)]
    ana = checked("Ana Ruiz", email="ana@example.test")
    other = a_shift(at=SATURDAY + timedelta(weeks=9))
    for shift in (*shifts, other):
        takes(shift, ana)

    freed = withdraw(ana)

    assert {one.shift_id for one in freed} == {shift.id for shift in shifts}
    assert queries.live_signup_of(other, ana.id) is not None, "what asks for nothing stays hers"
    assert all(queries.coverage_of(shift).free == 1 for shift in shifts)
    (hers,), (leads,) = mails("freed"), mails("places_free")
    assert (hers.to_address, leads.to_address) == ("ana@example.test", "lea@example.test")
    assert leads.text.count("Ana Ruiz") == 3
    assert "background" not in (hers.text + leads.text + leads.subject).casefold()


def test_a_check_that_is_noted_with_an_earlier_day_frees_what_lies_behind_it() -> None:
    whole = mentoring()
    soon, later = a_shift(whole), a_shift(whole, at=SATURDAY + timedelta(weeks=2))
    ana = checked()
    takes(soon, ana)
    takes(later, ana)

    with a_writing():
        clearances.note(ana, "background", date(2026, 12, 6), by=GUEST, now=TODAY)

    assert queries.live_signup_of(soon, ana.id) is not None
    assert queries.live_signup_of(later, ana.id) is None


def test_a_shift_that_is_moved_behind_her_last_good_day_is_free() -> None:
    shift, ana = a_shift(mentoring()), checked(until=date(2026, 12, 10))
    takes(shift, ana)
    times = shift_times.ShiftInput(SATURDAY + timedelta(weeks=2), SATURDAY + timedelta(weeks=2, hours=3), 1)

    with a_writing():
        opportunities.change_shift(db.lock(shift), times, by=GUEST, now=TODAY)

    assert queries.live_signup_of(shift, ana.id) is None


def test_a_check_that_ends_in_the_middle_of_a_role_frees_it_on_the_day_after() -> None:
    role = a_shift(mentoring(kind="role"), at=SATURDAY, hours=24 * 90)
    ana = checked(until=date(2026, 12, 20))
    takes(role, ana)

    for day, hers in ((19, True), (20, True), (21, False)):
        tasks.recheck(TODAY.replace(month=12, day=day))
        assert (queries.live_signup_of(role, ana.id) is not None) is hers, day
    with pytest.raises(Refused, match="has to be renewed"):
        takes(role, ana, now=TODAY.replace(month=12, day=22))


def test_the_place_goes_on_to_the_first_backup_who_is_cleared() -> None:
    shift, ana, bea, cora = a_shift(mentoring()), checked(), checked(), checked()
    takes(shift, ana)
    not_any_more, next_one = takes(shift, bea), takes(shift, cora)
    with a_writing():
        queries.clearances_of(bea.id)[0].ended_at = TODAY

    withdraw(ana)
    tasks.move_lines(TODAY)

    db.session.refresh(next_one)
    assert next_one.status == OFFERED
    assert not_any_more.status != OFFERED


def test_a_backup_who_is_not_cleared_holds_no_place_against_who_is() -> None:
    shift, ana, bea, cora = a_shift(mentoring()), checked(), checked(), checked()
    hers = takes(shift, ana)
    assert takes(shift, bea).status == BACKUP
    with a_writing():
        queries.clearances_of(bea.id)[0].ended_at = TODAY
        signups.remove(hers, why="Sick", by=GUEST, now=TODAY)

    assert takes(shift, cora).status == CONFIRMED


def test_two_rechecks_at_once_tell_once() -> None:
    shift, ana = a_shift(mentoring()), checked()
    takes(shift, ana)
    with a_writing():
        queries.clearances_of(ana.id)[0].ended_at = TODAY

    for _ in range(2):
        tasks.recheck(TODAY)

    assert len(mails("freed")) == 1


def test_who_was_there_already_is_not_sent_away_by_a_sweep() -> None:
    shift, ana = a_shift(mentoring()), checked()
    signup = takes(shift, ana)
    with a_writing():
        signup.came_at = shift.starts_at

    assert withdraw(ana, now=shift.starts_at + timedelta(minutes=5)) == []


def test_an_opportunity_that_asks_for_a_check_from_now_on_shows_who_is_in_the_way(client: Browser) -> None:
    whole = an_opportunity(title="Studio help")
    shift = a_shift(whole, of=9)
    team, bea, ana = takes(shift, size=3, team="Bank"), takes(shift), takes(shift, checked())
    sign_in(client, "volunteers")

    page = client.get(f"/office/volunteers/{whole.slug}/edit")
    refused = page.form().fill(needs_background="y").press()

    assert refused.status == 422
    assert "Two upcoming sign-ups are for a team, or without a background check" in refused.errors["let_go"]
    assert [one.status for one in (team, bea, ana)] == [CONFIRMED] * 3
    refused.form().fill(let_go="y").press()
    for one in (team, bea, ana):
        db.session.refresh(one)
    assert [one.status for one in (team, bea, ana)] == [GONE, GONE, CONFIRMED]


def test_small_jobs_of_guests_never_take_places_where_a_check_is_asked_for() -> None:
    with pytest.raises(Refused, match="small job") as refused:
        mentoring(from_job=True)
    assert refused.value.field == "from_job"


def test_who_fits_counts_a_check_that_ends_before_the_shift_as_none() -> None:
    opening = Opening(
        1, staffing_queries.openings([a_shift(mentoring(skills="paint"))])[0].busy, skills=("paint",),
        needed=frozenset({"background"}), on=date(2026, 12, 5),
    )  # fmt: skip
    able, cleared = frozenset({"paint"}), frozenset({"background"})
    ends = Volunteer(1, "Ends", able, cleared=cleared, runs_out=(("background", date(2026, 12, 4)),))
    holds = Volunteer(2, "Holds", able, cleared=cleared, runs_out=(("background", date(2026, 12, 5)),))

    found = matching.suggestions([opening], [ends, holds])[1]

    assert [one.volunteer.name for one in found] == ["Holds"]


def test_the_volunteer_lead_alone_is_warned_weeks_before_and_once() -> None:
    an_account("volunteers", person=a_person(email="vol@example.test"))
    an_account("director")
    checked("Ana Soon", until=date(2026, 12, 20))
    checked("Bea Later", until=date(2027, 3, 1))

    for day in (23, 24, 25):
        staffing_tasks.warn_of_clearances(TODAY.replace(day=day))

    (warned,) = mails("running_out")
    assert warned.to_address == "vol@example.test"
    assert "Ana Soon" in warned.text
    assert "background check, until December 20, 2026" in warned.text
    assert "Bea Later" not in warned.text


def test_without_a_volunteer_lead_the_warning_waits_for_one() -> None:
    checked(until=date(2026, 12, 20))
    staffing_tasks.warn_of_clearances(TODAY)
    assert db.session.scalars(select(Clearance.warned_at)).one() is None
    an_account("volunteers")
    staffing_tasks.warn_of_clearances(TODAY + timedelta(days=1))
    assert len(mails("running_out")) == 1


def test_withdrawing_on_the_page_says_what_it_freed(client: Browser, clock: MovableClock) -> None:
    shift, ana = a_shift(mentoring()), checked()
    takes(shift, ana)
    sign_in(client, "volunteers")

    page = client.get(f"/office/volunteers/people/{ana.public_id}").form("/withdraw/background").press()

    assert "One upcoming shift required it. That sign-up ended" in page.text
    signup = db.session.scalars(select(Signup).where(Signup.person_id == ana.id)).one()
    assert "Email us" in client.get(f"/volunteer/shift/{signup.token}").text


def test_withdrawing_many_shifts_is_a_short_press(client: Browser) -> None:
    whole, ana = mentoring(), checked()
    for week in range(12):
        takes(a_shift(whole, at=SATURDAY + timedelta(weeks=week)), ana)
    sign_in(client, "volunteers")

    client.get(f"/office/volunteers/people/{ana.public_id}").form("/withdraw/background").press()

    assert queries.upcoming_signups_of(ana.id, TODAY) == []
