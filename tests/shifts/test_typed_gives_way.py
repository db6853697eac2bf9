"""What a stranger typed on a sheet never becomes hers: she signs up herself, with what she sends."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from chapter import db
from chapter.mail.models import Mail
from chapter.people.models import Person
from chapter.people.verification import ACCOUNT
from chapter.shifts import queries
from chapter.shifts.models import BACKUP, CONFIRMED, GONE, OFFERED, Shift, Signup
from chapter.shifts.models.endings import UNPROVED
from tests.browser import Browser
from tests.factories import TODAY, a_person, an_account, sign_in
from tests.shifts.shifts import a_shift, takes, try_to_take

pytestmark = pytest.mark.usefixtures("app")
OVER = TODAY + timedelta(hours=24, seconds=2)


@pytest.fixture
def ana() -> Person:
    return a_person("Ana Example", "ana@example.test")


def typed(shift: Shift, ana: Person, size: int = 1) -> Signup:
    """A stranger typed Ana's name and email, and words of their own."""
    more: dict[str, Any] = {"team": "Stranger Inc"} if size > 1 else {}
    signup = try_to_take(
        shift, name=ana.name, email=ana.email, size=size, show_me=True, shown_as="ABUSE", **more
    ).signup
    assert signup is not None
    return signup


def waiting_mails() -> list[str]:
    kept = select(Mail.kind).where(Mail.withdrawn_at.is_(None)).order_by(Mail.id)
    return list(db.session.scalars(kept))


def test_she_signs_up_with_what_she_sends_and_nothing_that_was_typed(ana: Person) -> None:
    shift = a_shift(of=10)
    stranger = typed(shift, ana, size=5)
    hers = takes(shift, ana)
    assert (hers.status, hers.proof, hers.size, hers.team) == (CONFIRMED, ACCOUNT, 1, "")
    assert (hers.show_me, hers.shown_as) == (False, "")
    assert (stranger.status, stranger.cancellation_cause, stranger.proved) == (GONE, UNPROVED, False)
    assert queries.coverage_of(shift).free == 9
    assert waiting_mails() == ["volunteering.confirmed"], "the question about what was typed never leaves"


def test_on_the_page_she_takes_it_and_shows_no_name_that_somebody_typed(client: Browser, ana: Person) -> None:
    shift = a_shift(of=10)
    typed(shift, ana, size=5)
    sign_in(client, account=an_account("member", person=ana))
    client.get(f"/volunteer/{shift.opportunity.slug}").form("/take").press()
    sheet = client.get(f"/volunteer/{shift.opportunity.slug}")
    assert "ABUSE" not in sheet.text
    assert "Stranger Inc" not in sheet.text
    assert queries.coverage_of(shift).taken == 1


def test_a_hold_that_ran_out_a_moment_ago_does_not_refuse_her(ana: Person) -> None:
    shift = a_shift(of=3)
    typed(shift, ana)
    assert takes(shift, ana, OVER).status == CONFIRMED


def test_nor_does_it_keep_her_from_typing_once_more(ana: Person) -> None:
    shift = a_shift(of=3)
    typed(shift, ana)
    again = try_to_take(shift, now=OVER, name=ana.name, email=ana.email).signup
    assert again is not None
    assert (again.status, again.held_until) == (OFFERED, OVER + timedelta(hours=24))


def test_the_place_that_was_held_in_her_name_is_hers_before_any_backup(ana: Person) -> None:
    shift = a_shift()
    typed(shift, ana)
    backup = takes(shift)
    assert takes(shift, ana).status == CONFIRMED
    assert backup.status == BACKUP


def test_her_place_in_line_stays_hers(ana: Person) -> None:
    shift = a_shift()
    takes(shift)
    stranger = typed(shift, ana)
    later = takes(shift, now=TODAY + timedelta(minutes=1))
    hers = takes(shift, ana, TODAY + timedelta(minutes=2))
    assert (hers.status, hers.queued_at) == (BACKUP, stranger.queued_at)
    assert hers.queued_at < later.queued_at


def test_places_that_she_does_not_need_go_to_the_next_in_line(ana: Person) -> None:
    shift = a_shift(of=2)
    typed(shift, ana, size=2)
    backup = takes(shift)
    assert backup.status == BACKUP
    assert takes(shift, ana).status == CONFIRMED
    assert backup.status == OFFERED
