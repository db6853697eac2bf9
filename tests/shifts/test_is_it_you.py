"""A sheet sent without sign-in is held for a press in the mail: a day, and two hours before at the latest."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from chapter import db
from chapter.hours.rules import checkin
from chapter.mail.models import Mail
from chapter.people import verification
from chapter.people.verification import ACCOUNT, DOOR, MAILBOX, STAFF, TYPED
from chapter.refusal import Refused
from chapter.shifts import queries, tasks
from chapter.shifts.models import BACKUP, CONFIRMED, GONE, OFFERED, Shift, Signup
from chapter.shifts.models.endings import NOT_ME, UNPROVED
from chapter.shifts.rules import email_confirmation, signups
from chapter.staffing.rules import assignments
from tests.browser import Browser, Page
from tests.conftest import MovableClock
from tests.factories import GUEST, TODAY, a_booking, a_person, an_account, an_event, sign_in
from tests.shifts.shifts import a_shift, takes, try_to_take

pytestmark = pytest.mark.usefixtures("app")
VERA: dict[str, Any] = {"name": "Vera Volunteer", "email": "vera@example.test"}
DAY, HOUR = timedelta(hours=24), timedelta(hours=1)


def typed(shift: Shift, **more: Any) -> Signup:
    """Somebody typed Vera’s name and email on the sheet."""
    with db.writing():
        signup = try_to_take(shift, **{**VERA, **more}).signup
        db.session.flush()
    assert signup is not None
    return signup


def send(client: Browser, shift: Shift, **fields: Any) -> Page:
    """The sheet’s form, filled in and sent by a visitor."""
    sheet = f"/volunteer/{shift.opportunity.slug}/{shift.public_id}"
    return client.get(sheet).form(shift.public_id).fill(**{**VERA, **fields}).press()


def press(client: Browser, signup: Signup, what: str) -> Page:
    """A button of the page behind the mail’s link."""
    return client.get(f"/volunteer/shift/{signup.token}").form(f"/{what}").press()


def kinds() -> list[str]:
    """What kinds of mail were written, in order."""
    return list(db.session.scalars(select(Mail.kind).order_by(Mail.id)))


def afresh(signup: Signup) -> Signup:
    """As it stands in the database."""
    db.session.refresh(signup)
    return signup


def hers() -> Signup:
    return db.session.scalars(select(Signup).order_by(Signup.id.desc())).first() or pytest.fail("none")


class TestHeld:
    def test_what_a_visitor_typed_is_held_and_nobody_has_the_shift(self, client: Browser) -> None:
        shift = a_shift(of=2)
        page = send(client, shift)
        assert page.url == "/volunteer/mailed"
        signup = hers()
        assert (signup.status, signup.proof, signup.held_until) == (OFFERED, TYPED, TODAY + DAY)
        stands = queries.coverage_of(shift)
        assert (stands.taken, stands.offered, stands.free) == (0, 1, 1)
        assert kinds() == ["volunteering.is_it_you"]
        assert "Vera" not in client.get(f"/volunteer/{shift.opportunity.slug}").text

    def test_the_page_is_the_same_for_known_and_unknown(self, client: Browser) -> None:
        shift = a_shift(of=3)
        vera = a_person(**VERA)
        takes(shift, vera)
        known, unknown = send(client, shift), send(client, shift, name="New Here", email="new@example.test")
        busy = send(client, a_shift(of=3))
        assert known.url == unknown.url == busy.url == "/volunteer/mailed"
        assert known.main == unknown.main == busy.main

    def test_one_press_in_the_mail_takes_it(self, client: Browser) -> None:
        signup = typed(a_shift())
        assert "Is this you?" in client.get(f"/volunteer/shift/{signup.token}").h1
        assert afresh(signup).proof == TYPED, "a GET proves nothing"
        page = press(client, signup, "me")
        assert page.h1 == "This shift is yours"
        assert (afresh(signup).status, signup.proof) == (CONFIRMED, MAILBOX)
        assert kinds()[-1] == "volunteering.confirmed"

    def test_one_press_undoes_it_and_nothing_more_is_mailed(self, client: Browser) -> None:
        shift = a_shift()
        signup = typed(shift)
        before = kinds()
        page = press(client, signup, "not-me")
        assert page.h1 == "This sign-up was removed"
        assert (afresh(signup).status, signup.cancellation_cause, signup.proof) == (GONE, NOT_ME, TYPED)
        assert queries.coverage_of(shift).free == 1
        assert kinds() == before

    def test_it_lapses_by_itself_after_a_day_with_a_kind_mail(self, clock: MovableClock) -> None:
        shift = a_shift()
        signup = typed(shift)
        tasks.move_lines(TODAY + DAY - HOUR)
        assert afresh(signup).status == OFFERED
        clock.forward(hours=24)
        tasks.move_lines(TODAY + DAY)
        assert (afresh(signup).status, signup.cancellation_cause) == (GONE, UNPROVED)
        mail = db.session.scalars(select(Mail).where(Mail.kind == "volunteering.unproved")).one()
        assert "we would love to have you" in mail.text
        tasks.move_lines(TODAY + DAY + HOUR)
        assert kinds().count("volunteering.unproved") == 1

    def test_two_hours_before_it_begins_nothing_is_held_any_more(self) -> None:
        shift = a_shift()
        with db.writing():
            signup = try_to_take(shift, now=shift.starts_at - 5 * HOUR, **VERA).signup
        assert signup is not None
        assert signup.held_until == shift.starts_at - 2 * HOUR
        with pytest.raises(Refused, match="too soon to confirm by email"):
            try_to_take(shift, now=shift.starts_at - 2 * HOUR)

    def test_the_place_is_nobody_else_s_meanwhile_and_the_line_moves_when_it_lapses(self) -> None:
        shift = a_shift()
        signup = typed(shift)
        next_one = takes(shift)
        assert next_one.status == BACKUP
        tasks.move_lines(TODAY + DAY)
        assert (afresh(signup).status, afresh(next_one).status) == (GONE, OFFERED)

    def test_who_would_stand_by_is_held_in_line_the_same_way(self, client: Browser) -> None:
        shift = a_shift()
        takes(shift)
        first, second = typed(shift), typed(shift, name="Zoe Second", email="zoe@example.test")
        assert first.status == second.status == BACKUP
        press(client, first, "me")
        tasks.move_lines(TODAY + DAY)
        assert (afresh(first).status, first.proof) == (BACKUP, MAILBOX)
        assert (afresh(second).status, second.cancellation_cause) == (GONE, UNPROVED)

    def test_too_late_a_press_says_so_and_gives_nothing(self, client: Browser, clock: MovableClock) -> None:
        signup = typed(a_shift())
        tasks.move_lines(TODAY + DAY)
        page = client.post(f"/volunteer/shift/{signup.token}/me")
        assert page.status == 422
        assert afresh(signup).status == GONE

    def test_of_two_presses_at_once_one_counts(self) -> None:
        signup = typed(a_shift())
        with db.writing():
            email_confirmation.prove_signup(signup, MAILBOX, now=TODAY)
        with db.writing():
            signups.confirm(signup, by=GUEST, now=TODAY)
        with db.writing():
            signups.confirm(signup, by=GUEST, now=TODAY)
        with pytest.raises(Refused, match="already confirmed"), db.writing():
            email_confirmation.disown(signup, by=GUEST, now=TODAY)
        assert kinds().count("volunteering.confirmed") == 1

    def test_undone_first_a_yes_comes_too_late(self) -> None:
        signup = typed(a_shift())
        with db.writing():
            email_confirmation.disown(signup, by=GUEST, now=TODAY)
        with pytest.raises(Refused), db.writing():
            signups.confirm(signup, by=GUEST, now=TODAY)
        assert afresh(signup).status == GONE

    def test_typed_once_more_she_is_asked_once_more_and_has_one_sign_up(self) -> None:
        shift = a_shift(of=3)
        typed(shift)
        assert try_to_take(shift, **VERA).signup is None
        assert kinds() == ["volunteering.is_it_you"] * 2
        assert queries.coverage_of(shift).offered == 1


class TestWhoIsKnown:
    def test_who_signed_in_has_it_at_once(self, client: Browser) -> None:
        shift = a_shift(of=2)
        sign_in(client, "member")
        client.get(f"/volunteer/{shift.opportunity.slug}").form("/take").press()
        assert (hers().status, hers().proof) == (CONFIRMED, ACCOUNT)

    def test_signed_in_she_takes_it_herself_and_what_was_typed_ends(self, client: Browser) -> None:
        shift = a_shift(of=2)
        vera = a_person(**VERA)
        signup = typed(shift)
        mine = takes(shift, vera)
        assert (mine.status, mine.proof) == (CONFIRMED, ACCOUNT)
        assert (signup.status, signup.cancellation_cause, signup.proof) == (GONE, UNPROVED, TYPED)

    def test_the_lead_puts_somebody_there_and_it_stands(self) -> None:
        shift = a_shift(of=2)
        with db.writing():
            signup = assignments.assign(shift, a_person(**VERA), by=GUEST, now=TODAY)
        assert (signup.status, signup.proof) == (CONFIRMED, STAFF)

    def test_checked_in_at_the_shift_it_is_proved_by_the_door(self) -> None:
        shift = a_shift()
        signup = takes(shift, a_person(**VERA))
        with db.writing():
            signup.proof = MAILBOX
        with db.writing():
            checkin.check_in(signup, by=GUEST, now=shift.starts_at)
        assert signup.proof == DOOR

    def test_her_own_first_screen_asks_whether_it_was_she(self, client: Browser) -> None:
        vera = a_person(**VERA)
        signup = typed(a_shift())
        sign_in(client, account=an_account("member", person=vera))
        page = client.get("/me/")
        assert f"Did you sign up for {signup.shift.title}?" in page.text
        press(client, signup, "me")
        assert afresh(signup).proof == ACCOUNT

    def test_the_office_says_what_nobody_confirmed_yet(self, client: Browser) -> None:
        signup = typed(a_shift())
        sign_in(client, "volunteers")
        page = client.get(f"/office/volunteers/shifts/{signup.shift.public_id}")
        assert "Not confirmed yet" in page.text


class TestHerTime:
    def test_a_seat_typed_in_her_name_keeps_her_from_no_shift(self) -> None:
        shift = a_shift()
        vera = a_person(**VERA)
        seat = a_booking(an_event(starts_at=shift.starts_at, place="Elsewhere"), proof=TYPED, **VERA)
        assert seat.person is vera
        assert signups.clashes_of(vera.id, shift) == []
        with db.writing():
            verification.verify(seat, MAILBOX, now=TODAY)
        assert signups.clashes_of(vera.id, shift) != []

    def test_nor_does_a_shift_that_was_typed(self) -> None:
        shift, at_the_same_time = a_shift(), a_shift()
        vera = a_person(**VERA)
        typed(shift)
        assert takes(at_the_same_time, vera).status == CONFIRMED
