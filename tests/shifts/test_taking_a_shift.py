"""Taking a shift: at once or as a backup, never twice at one time, never without what it asks for."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from chapter import db
from chapter.mail.models import Mail
from chapter.refusal import Refused
from chapter.shifts import queries
from chapter.shifts.models import BACKUP, CONFIRMED
from chapter.shifts.models.clearances import Clearance
from chapter.shifts.rules import signups as shifts_signups
from chapter.small_jobs import queries as small_jobs_queries
from chapter.staffing.rules import clearances
from tests.factories import GUEST, TODAY, a_booking, a_person, an_event
from tests.shifts.shifts import SATURDAY, a_shift, an_opportunity, asks, takes, try_to_take, wall

pytestmark = pytest.mark.usefixtures("app")
NOON = datetime(2026, 12, 5, 18, 0, tzinfo=TODAY.tzinfo)
"""Noon of that Saturday in Chicago, as a moment."""


def mails(kind: str) -> list[Mail]:
    wanted = select(Mail).where(Mail.kind == f"volunteering.{kind}").order_by(Mail.id)
    return list(db.session.scalars(wanted))


def test_the_last_place_goes_to_one_and_the_next_stand_by_in_order() -> None:
    shift = a_shift(of=2)

    signups = [takes(shift) for _ in range(4)]

    assert [one.status for one in signups] == [CONFIRMED, CONFIRMED, BACKUP, BACKUP]
    stands = queries.coverage_of(shift)
    assert (stands.taken, stands.free, stands.backups, stands.state) == (2, 0, 2, "full")
    assert len(mails("confirmed")) == 2
    assert "second in line" in mails("standing_by")[1].text


def test_the_same_form_twice_makes_one_sign_up() -> None:
    shift, form = a_shift(of=3), asks(a_person())
    with db.writing():
        first = shifts_signups.sign_up(db.lock(shift), form, by=GUEST, now=TODAY)
        second = shifts_signups.sign_up(db.lock(shift), form, by=GUEST, now=TODAY)

    assert (first.made, second.made) == (True, False)
    assert first.signup is second.signup
    assert queries.coverage_of(shift).taken == 1


def test_a_company_takes_several_places_under_one_name() -> None:
    shift = a_shift(of=5)

    team = takes(shift, size=4, team="Lakeside Bank")

    assert queries.coverage_of(shift).free == 1
    assert team.team == "Lakeside Bank"
    with pytest.raises(Refused, match="the name of your team"):
        takes(shift, size=2)
    with pytest.raises(Refused, match="five spots"):
        takes(shift, size=6, team="Everybody")


def test_somebody_who_signed_in_reads_what_she_has_at_that_time_and_is_refused() -> None:
    vera = a_person()
    takes(a_shift(an_opportunity(title="Coats")), vera)
    other = a_shift(an_opportunity(title="Soup", place="Elsewhere"), at=SATURDAY + timedelta(hours=2))

    with pytest.raises(Refused, match=r"“Coats” at that time, from 9 a\.m\. on Saturday, December 5"):
        takes(other, vera)


def test_a_seat_of_hers_clashes_too_but_not_at_the_event_where_she_helps() -> None:
    vera = a_person("Vera Example", "vera@example.test")
    event = an_event("Supper", starts_at=NOON - timedelta(hours=2), place="Hall")
    a_booking(event, name=vera.name, email=vera.email, person=vera)

    with pytest.raises(Refused, match="Supper"):
        takes(a_shift(), vera)
    assert takes(a_shift(an_opportunity(event_id=event.id)), vera).status == CONFIRMED


def test_what_is_done_from_anywhere_clashes_with_nothing() -> None:
    vera = a_person()
    takes(a_shift(), vera)

    assert takes(a_shift(an_opportunity(remote=True)), vera).status == CONFIRMED


def test_who_typed_a_name_learns_nothing_about_it_on_the_page() -> None:
    shift, vera = a_shift(of=3), a_person("Vera Example", "vera@example.test")
    takes(a_shift(an_opportunity(title="Secret shift")), vera)

    typed = try_to_take(shift, name=vera.name, email=vera.email)

    assert typed.signup is None
    assert queries.coverage_of(shift).taken == 0
    assert "Secret shift" in mails("clash")[0].text


def test_a_shift_in_another_place_right_after_warns_of_the_way() -> None:
    vera = a_person()
    takes(a_shift(), vera)
    after = a_shift(an_opportunity(place="Far away"), at=SATURDAY + timedelta(hours=3, minutes=20))

    found = shifts_signups.clashes_of(vera.id, after)

    assert [(one.refused, one.gap) for one in found] == [(False, timedelta(minutes=20))]
    assert takes(after, vera).status == CONFIRMED


def test_a_role_of_weeks_clashes_with_nothing() -> None:
    vera = a_person()
    takes(a_shift(), vera)

    role = a_shift(an_opportunity(kind="role"), at=wall("2026-12-01T09:00"), hours=24 * 60)

    assert takes(role, vera).status == CONFIRMED


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (date(2026, 12, 4), "has to be renewed"),
        (date(2026, 12, 5), None),
        (None, None),
        ("never had", "You need a background check first"),
    ],
)
def test_a_lapsed_check_blocks_with_a_clear_word(until: date | str | None, said: str | None) -> None:
    vera, lead = a_person(), a_person()
    shift = a_shift(an_opportunity(needs_background=True))
    if not isinstance(until, str):
        with db.writing():
            clearances.note(vera, "background", until, by=lead.actor, now=TODAY)

    if said is None:
        assert takes(shift, vera).status == CONFIRMED
    else:
        with pytest.raises(Refused, match=said):
            takes(shift, vera)


def test_a_typed_name_never_passes_the_gate_nor_learns_what_is_behind_it() -> None:
    vera = a_person("Vera Example", "vera@example.test")
    with db.writing():
        clearances.note(vera, "background", None, by=vera.actor, now=TODAY)
    shift = a_shift(an_opportunity(needs_background=True))

    with pytest.raises(Refused, match="Sign in, so we know"):
        try_to_take(shift, name=vera.name, email=vera.email)


def test_a_newer_clearance_ends_the_one_before() -> None:
    vera = a_person()
    with db.writing():
        clearances.note(vera, "training", date(2026, 1, 1), by=vera.actor, now=TODAY)
        clearances.note(vera, "training", date(2027, 1, 1), by=vera.actor, now=TODAY)

    assert [one.valid_until for one in queries.clearances_of(vera.id)] == [date(2027, 1, 1)]
    assert len(list(db.session.scalars(select(Clearance)))) == 2


def test_nobody_takes_a_draft_or_what_is_over() -> None:
    draft = a_shift(an_opportunity(published=False))
    with pytest.raises(Refused, match="are closed"):
        takes(draft)
    with pytest.raises(Refused, match="are closed"):
        takes(a_shift(), now=NOON + timedelta(days=1))


def test_guests_who_asked_for_a_small_job_take_places_at_their_event() -> None:
    event = an_event("Supper", starts_at=NOON)
    shift = a_shift(an_opportunity(event_id=event.id, from_job=True), of=3)
    a_booking(event, arrival="small_job")
    a_booking(event)

    stands = queries.coverage_of(shift)

    assert (stands.asked_for_a_job, stands.free) == (1, 2)
    assert len(small_jobs_queries.bookings_wanting_job_at(event.id)) == 1
