"""The office makes helpers' links and badges, and reads afterwards who came."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import reminders
from chapter.checkin import attendance, badges
from chapter.checkin import queries as checkin_queries
from chapter.checkin.rules import checkins
from chapter.events.models import Event
from chapter.mail.models import Mail
from tests.bookings.test_reminders import sweep
from tests.browser import Browser
from tests.checkin.checkins import a_link, came_in, take, tonight
from tests.conftest import MovableClock
from tests.factories import GUEST, TODAY, a_booking, an_event, sign_in, the_chapter

DAY = timedelta(days=1)


@pytest.fixture
def lead(client: Browser) -> Browser:
    sign_in(client, "events")
    return client


def attended() -> tuple[Event, list[Rsvp]]:
    """An event at which one of three came, one had told us, and one did not come."""
    event = tonight()
    parties = [a_booking(event, name=name) for name in ("Ana Came", "Bea Told", "Wanda Away")]
    take(event, came_in(parties[0]))
    with db.writing():
        checkins.excuse(parties[1], excused=True, by=GUEST, now=TODAY)
    return event, parties


class TestLinks:
    def test_a_link_is_made_opened_ended_and_given_again(self, lead: Browser, client: Browser) -> None:
        event = tonight()
        page = lead.get(f"/office/events/{event.slug}").follow("Check-in")
        page = page.form("/door").fill(helper="Halina Wolska").press()
        assert "The door link for Halina Wolska is ready" in page.text
        address = page.links()["Open link"]
        assert lead.get(address).status == 200
        page = lead.get(f"/office/events/{event.slug}/door").form("/revoke").press()
        assert "The list will be deleted from their phone" in page.text
        assert lead.get(address).status == 404
        page.form("/give-again").press()
        assert lead.get(address).status == 200

    def test_a_helper_without_a_name_is_no_helper(self, lead: Browser) -> None:
        event = tonight()
        page = lead.get(f"/office/events/{event.slug}/door").form("/door").fill(helper=" ").press()
        assert page.status == 422
        assert page.errors["helper"] == "Enter a name."

    def test_an_ended_link_is_not_shown_again(self, lead: Browser, clock: MovableClock) -> None:
        event = tonight()
        link = a_link(event)
        clock.at(link.ends_at)
        page = lead.get(f"/office/events/{event.slug}/door")
        assert link.token not in page.html
        assert "Ended" in page.main


class TestBadges:
    def test_say_what_she_typed_and_nothing_else(self, app: Flask) -> None:
        event = tonight()
        a_booking(
            event, of=2, name="Łucja Wiśniewska", badge_name="Lucy", organisation="Prairie Foods",
            pronouns="she/her", ask_me="beekeeping", guest_names=["Ann Wu"], dietary="no nuts",
        )  # fmt: skip
        hers, guest = badges.badges_for_event(event, badges.SHEET)["badges"]
        assert hers.pop("code").startswith("<svg")
        assert hers == {
            "name": "Lucy", "organisation": "Prairie Foods", "pronouns": "she/her", "ask": "beekeeping",
            "looking": "",
        }  # fmt: skip
        assert guest["name"] == "Ann Wu"
        assert guest["organisation"] == ""

    @pytest.mark.parametrize("kind", badges.KINDS)
    @pytest.mark.parametrize("many", [0, 1, 9])
    def test_are_made_as_sheets_and_as_labels(self, lead: Browser, kind: str, many: int) -> None:
        event = tonight()
        for _ in range(many):
            a_booking(event, badge_name="An extraordinarily long name for one small badge, and more of it")
        page = lead.post(f"/office/events/{event.slug}/badges-{kind}.pdf")
        assert page.headers["Content-Type"] == "application/pdf"
        assert page.body.startswith(b"%PDF")

    def test_there_is_no_third_kind(self, lead: Browser) -> None:
        assert lead.get(f"/office/events/{tonight().slug}/badges-mugs.pdf").status == 404


class TestAfterwards:
    def test_came_missed_and_excused(self, lead: Browser, clock: MovableClock) -> None:
        event, _ = attended()
        assert "Wanda Away" not in lead.get(f"/office/events/{event.slug}/door?show=missed").main
        clock.at(event.ends_at)
        numbers = checkin_queries.door_numbers_of(event)
        assert (numbers.seated, numbers.came, numbers.missed, numbers.excused) == (3, 1, 1, 1)
        for state, name in (("came", "Ana Came"), ("missed", "Wanda Away"), ("excused", "Bea Told")):
            page = lead.get(f"/office/events/{event.slug}/door?show={state}")
            assert name in page.main
        page = lead.get(f"/office/events/{event.slug}/door?show=missed").form("/excuse").press()
        assert "Wanda Away is marked as excused." in page.text
        assert checkin_queries.door_numbers_of(event).missed == 0
        page.form("/excuse-no-more").press()
        assert checkin_queries.door_numbers_of(event).missed == 1

    def test_first_timers_who_came_again(self, app: Flask) -> None:
        event, (ana, *_) = attended()
        later = an_event(starts_at=TODAY + 9 * DAY)
        again = a_booking(later, name=ana.name, email=ana.email)
        take(later, came_in(again, at=later.starts_at), now=later.starts_at)
        numbers = checkin_queries.door_numbers_of(event)
        assert (numbers.new, numbers.again) == (1, 1)

    def test_who_came_counts_and_who_had_a_seat_only_where_no_door_was(self, app: Flask) -> None:
        event, (ana, _, away) = attended()
        until = event.ends_at + DAY

        def came(rsvp: Rsvp) -> int:
            return attendance.COUNTER.count([rsvp.person_id], TODAY - DAY, until).get(rsvp.person_id, 0)

        assert (came(ana), came(away)) == (1, 0)
        unwatched = a_booking(tonight())
        assert came(unwatched) == 1


class TestTheNote:
    def mailed(self, kind: str) -> list[str]:
        return list(db.session.scalars(select(Mail.to_name).where(Mail.kind == f"events.{kind}")))

    def test_goes_once_to_those_who_did_not_come_when_the_chapter_wishes(self, app: Flask) -> None:
        event, _ = attended()
        morning = reminders.thanks_at(event)
        sweep(morning)
        assert (self.mailed("thanks"), self.mailed("missed")) == (["Ana Came"], [])
        the_chapter(missed=True)
        for now in (morning, morning + timedelta(hours=2), morning + DAY):
            sweep(now)
        assert (self.mailed("thanks"), self.mailed("missed")) == (["Ana Came"], ["Wanda Away"])

    def test_goes_to_nobody_where_no_door_kept_who_came(self, app: Flask) -> None:
        the_chapter(missed=True)
        event = tonight()
        a_booking(event, name="Ana Came")
        sweep(reminders.thanks_at(event))
        assert (self.mailed("thanks"), self.mailed("missed")) == (["Ana Came"], [])
