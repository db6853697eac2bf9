"""What many helpers are told is shown to the office before it leaves."""

from flask import Flask

from chapter import db
from chapter.broadcasts import tasks as broadcasts_tasks
from chapter.hours.rules.thanks import request_letters
from chapter.people.rules import persons
from chapter.shifts.models import Opportunity, Shift
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import GUEST, a_person, an_event, sign_in
from tests.held_mails import held_tellings, release_held
from tests.hours.test_thanks import NEXT_YEAR, gave
from tests.opportunities.shift_changes import DAY, MINUTE, move_event, sent
from tests.shifts.shifts import a_shift, an_opportunity, takes


class TestPages:
    def test_an_opportunity_that_is_canceled_shows_who_hears_of_it(self, app: Flask, client: Browser) -> None:
        whole = an_opportunity(title="Coat drive")
        helper = takes(a_shift(whole, of=2))
        sign_in(client, "volunteers")
        address = f"/office/volunteers/{whole.slug}"
        page = client.get(f"{address}/cancel").form("/cancel").fill(why="The pantry moves.").press()
        assert page.h1 == "Canceled: Coat drive"
        assert helper.name in page.main
        assert "The pantry moves." in page.main
        page = client.get(address).form("undo").press("Undo")
        assert page.h1 == "Coat drive"
        assert "Undone. No emails were sent." in page.text
        assert db.session.get_one(Opportunity, whole.id).cancelled_at is None

    def test_a_shift_that_moved_with_its_event_says_so_and_is_undone_there(
        self, app: Flask, client: Browser
    ) -> None:
        event = an_event("Supper", place="Hall")
        shift = a_shift(an_opportunity(event_id=event.id), at=event.starts_wall, of=2)
        takes(shift)
        move_event(event, DAY)
        child = next(telling for telling in held_tellings() if telling.parent_id is not None)
        sign_in(client, "volunteers")
        page = client.get(f"/office/volunteers/shifts/{shift.public_id}")
        assert "along with the change it belongs to" in page.main
        assert not page.has_form("undo")
        assert client.get(f"/office/tellings/{child.public_id}", check=False).status == 404

    def test_a_shift_in_the_past_asks_first(self, app: Flask, client: Browser) -> None:
        shift = a_shift(of=2)
        sign_in(client, "volunteers")
        address = f"/office/volunteers/shifts/{shift.public_id}/edit"
        form = client.get(address).form("/edit")
        page = form.fill(starts_wall="2026-11-23T08:00", ends_wall="2026-11-23T15:00").press()
        assert page.status == 422
        assert "This date is in the past." in page.errors["starts_wall"]
        page.form("/edit").fill(past_is_right="y").press()
        assert db.session.get_one(Shift, shift.id).starts_wall.hour == 8

    def test_the_letters_of_a_year_are_shown_first_and_can_be_undone(
        self, app: Flask, client: Browser, clock: MovableClock
    ) -> None:
        clock.at(NEXT_YEAR)
        for number in range(2):
            gave(a_person(f"Vera {number}", f"vera{number}@example.test"), 2)
        late = a_person("Olga Late", "olga@example.test")
        gave(late, 2)
        with db.writing():
            persons.mark_deceased(db.lock(late), now=NEXT_YEAR)
        sign_in(client, "volunteers")
        page = client.get("/office/hours/thanks").form("/thanks").fill(year="2026").press("Continue")
        assert page.h1 == "Preview: Letters for 2026"
        assert "2 people will get it" in page.main
        assert "Olga Late has died" in page.main
        page = page.form("/thanks").press("Send")
        assert "2 people will get it in 10 minutes" in page.main
        page = page.form("undo").press("Undo")
        assert "Undone. No emails were sent." in page.text
        release_held()
        assert sent("thanks_year") == []

    def test_letters_asked_for_by_two_are_one_hold(self, app: Flask) -> None:
        gave(a_person("Vera", "vera@example.test"), 2)
        for expected in (1, 0):
            with db.writing():
                assert request_letters(2026, by=GUEST, now=NEXT_YEAR) == expected
        assert len(held_tellings()) == 1
        broadcasts_tasks.send_due(NEXT_YEAR + 10 * MINUTE)
        broadcasts_tasks.send_due(NEXT_YEAR + 10 * MINUTE)
        assert len(sent("thanks_year")) == 1
