"""The door's pages without JavaScript, for greeters and for a helper by her link."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings
from chapter.checkin.models import CheckinEvent
from chapter.checkin.rules import checkins, door_links
from tests.browser import Browser
from tests.checkin.checkins import a_link, a_move, came_in, send, take, tonight
from tests.conftest import MovableClock
from tests.factories import GUEST, TODAY, a_booking, a_lead, an_account, an_event, sign_in


@pytest.fixture
def lead(client: Browser) -> Browser:
    sign_in(client, "events")
    return client


def fresh(rsvp: Rsvp) -> Rsvp:
    db.session.expire_all()
    return rsvp


class TestOneScreen:
    def test_nobody_is_listed_before_she_types(self, lead: Browser) -> None:
        event = tonight()
        a_booking(event, name="Bea Olszewska")
        page = lead.get(f"/door/{event.slug}")
        assert "Bea" not in page.html
        assert "0 of 1" in page.main
        found = lead.get(f"/door/{event.slug}?q=ols")
        assert "Bea Olszewska" in found.main

    def test_in_with_one_press_and_undo(self, lead: Browser) -> None:
        event = tonight()
        bea = a_booking(event, name="Bea Olszewska")
        page = lead.get(f"/door/{event.slug}?q=bea").form("/in").press()
        assert "Bea Olszewska is checked in." in page.text
        assert fresh(bea).came == 1
        page = page.form("/undo").press()
        assert "Undone: Bea Olszewska." in page.text
        assert fresh(bea).came == 0

    def test_a_party_is_chosen_one_by_one(self, lead: Browser) -> None:
        event = tonight()
        bea = a_booking(event, name="Bea Olszewska", of=3, guest_names=["Ann Wu"])
        form = lead.get(f"/door/{event.slug}?q=bea").follow("Bea").form("/in")
        assert form.press().status == 200
        assert fresh(bea).came == 3

    def test_nobody_ticked_is_said(self, lead: Browser) -> None:
        event = tonight()
        bea = a_booking(event, of=2)
        page = lead.post(f"/door/{event.slug}/party/{bea.public_id}/in", nonce="nonce-of-a-form")
        assert page.status == 422
        assert "Choose who is here." in page.text

    @pytest.mark.parametrize("typed", ["9" * 5000, "9999", "-1", "١"])
    def test_a_place_of_no_party_lets_nobody_in(self, lead: Browser, typed: str) -> None:
        event = tonight()
        bea = a_booking(event, of=2)
        address = f"/door/{event.slug}/party/{bea.public_id}/in"
        page = lead.post(address, nonce="nonce-of-a-form", place=[typed])
        assert (page.status, fresh(bea).came) == (422, 0)
        lead.post(address, nonce="nonce-of-a-form", place=[typed, "1"])
        assert fresh(bea).came == 1

    def test_a_code_leads_to_its_party(self, lead: Browser) -> None:
        event = tonight()
        bea = a_booking(event, name="Bea Olszewska")
        assert lead.get(f"/door/{event.slug}?q={bea.checkin_code}").h1 == "Bea Olszewska"

    def test_she_who_is_in_is_told_since_when(self, lead: Browser) -> None:
        event = tonight()
        bea = a_booking(event)
        take(event, came_in(bea))
        assert "Checked in 12 p.m." in lead.get(f"/door/{event.slug}?q=bea").main.replace("noon", "12 p.m.")

    def test_other_codes_are_refused_in_their_own_words(self, lead: Browser) -> None:
        event = tonight()
        other = a_booking(tonight("Another"))
        for code, words in ((other.checkin_code, "another event"), ("a" * 32, "don’t recognize this code")):
            page = lead.get(f"/door/{event.slug}?q={code}")
            assert page.status == 404
            assert words in page.main

    def test_each_state_says_what_stands_in_the_way(self, lead: Browser) -> None:
        event = tonight(seats=1)
        seated = a_booking(event)
        waits = a_booking(event, name="Wanda Waits")
        page = lead.get(f"/door/{event.slug}/party/{waits.public_id}")
        assert "on the waitlist" in page.main
        with db.writing():
            bookings.cancel(waits, by=GUEST, now=TODAY)
        assert "This booking was canceled." in lead.get(f"/door/{event.slug}/party/{waits.public_id}").main
        early = an_event()
        booked = a_booking(early)
        assert "not open yet" in lead.get(f"/door/{early.slug}/party/{booked.public_id}").main
        assert seated.going

    def test_let_in_from_the_waitlist(self, lead: Browser) -> None:
        event = tonight(seats=1)
        a_booking(event)
        waits = a_booking(event)
        page = lead.get(f"/door/{event.slug}/party/{waits.public_id}")
        refused = page.form("/admit").fill(why="She came far").press()
        assert "no room" in refused.text
        page = refused.form("/admit").fill(over=True).press()
        assert "Choose who is here" in page.text
        page.form("/in").press()
        assert fresh(waits).came == 1

    def test_a_walk_in(self, lead: Browser) -> None:
        event = tonight(seats=1)
        page = lead.get(f"/door/{event.slug}").follow("Add walk-in")
        assert "room for 1 more" in page.main
        done = page.form("/walk-in").fill(name="Zofia Nowak").press()
        assert "Zofia Nowak is checked in." in done.text
        again = lead.get(f"/door/{event.slug}/walk-in").form("/walk-in").fill(name="Yola Wu").press()
        assert again.status == 422
        assert "full" in again.text

    def test_doors_of_this_week(self, lead: Browser) -> None:
        event = tonight()
        an_event("Far away", starts_at=TODAY + timedelta(days=30))
        page = lead.get("/door/")
        assert event.title in page.main
        assert "Far away" not in page.main


class TestAGreeter:
    def test_sees_who_is_here_for_the_first_time(self, client: Browser) -> None:
        event = tonight()
        account = an_account()
        a_lead(event, account.person, "greeter")
        sign_in(client, account=account)
        new = a_booking(event, name="Nora New", arrival="meet_me")
        page = client.get(f"/door/{event.slug}/new")
        assert "0 of 1 are here" in page.main
        assert "Meet me at the door" in page.main
        take(event, came_in(new))
        assert "1 of 1 are here" in client.get(f"/door/{event.slug}/new").main

    def test_can_let_nobody_in_beyond_the_limit(self, client: Browser) -> None:
        event = tonight(seats=1)
        account = an_account()
        a_lead(event, account.person, "greeter")
        sign_in(client, account=account)
        a_booking(event)
        waits = a_booking(event)
        page = client.post(f"/door/{event.slug}/party/{waits.public_id}/admit", why="Because", over="y")
        assert page.status == 422
        assert not fresh(waits).going


class TestAHelper:
    def test_sees_what_the_door_needs_and_no_e_mail(self, client: Browser) -> None:
        event = tonight()
        bea = a_booking(event, name="Bea Olszewska", email="bea.secret@example.test", access_needs="A ramp")
        link = a_link(event, "Halina Wolska")
        screen = client.get(f"/door/t/{link.token}?q=bea")
        assert "Halina Wolska, your link works until Monday, November 23" in screen.text
        page = screen.follow("Bea")
        assert "A ramp" in page.main
        kept = client.get(f"/door/t/{link.token}/list.json")
        assert kept.json["parties"][0]["name"] == "Bea Olszewska"
        for one in (screen, page, kept):
            assert "secret" not in one.html
            assert bea.checkin_code not in one.html
            assert bea.token not in one.html

    def test_is_not_told_who_is_new(self, client: Browser) -> None:
        event = tonight()
        a_booking(event)
        assert client.get(f"/door/t/{a_link(event).token}/list.json").json["parties"][0]["first"] is False

    def test_lets_in_and_the_log_names_her(self, client: Browser) -> None:
        event = tonight()
        bea = a_booking(event)
        link = a_link(event, "Halina Wolska")
        client.get(f"/door/t/{link.token}?q=bea").form("/in").press()
        assert fresh(bea).came == 1
        page = client.get(f"/door/t/{link.token}/party/{bea.public_id}")
        assert "by Halina Wolska" in page.main

    def test_nothing_opens_after_the_end_the_revocation_or_the_cancelling(
        self, client: Browser, clock: MovableClock
    ) -> None:
        for end in ("ended", "revoked", "cancelled"):
            clock.at(TODAY)
            event = tonight()
            bea = a_booking(event)
            link = a_link(event)
            address = f"/door/t/{link.token}"
            assert client.get(address).status == 200
            with db.writing():
                if end == "revoked":
                    door_links.revoke_door_link(link, by=GUEST, now=TODAY)
                if end == "cancelled":
                    db.lock(event).cancelled_at = TODAY
            clock.at(link.over_at)
            for more in ("", "/walk-in", "/list.json", f"/party/{bea.public_id}"):
                page = client.get(f"{address}{more}")
                assert page.status == 404, (end, more)
                assert bea.name not in page.html
            head = {"csrf", "now", "over", "opens_at", "ends_at", "taken_until", "shut"}
            assert client.get(f"{address}/live.json").json.keys() == head
            clock.forward(checkins.LATE)
            assert client.get(f"{address}/live.json").status == 404
            assert send(client, address, a_move(bea.public_id)).status == 404


class TestPhones:
    def test_send_and_are_answered_for_each_move(self, lead: Browser) -> None:
        event = tonight()
        bea = a_booking(event)
        strange = a_move("a" * 16)
        answer = send(lead, f"/door/{event.slug}", a_move(bea.public_id), strange).json
        assert [one["refused"] for one in answer["answers"]] == ["", "unknown"]
        assert len(answer["moves"]) == 1
        assert lead.get(f"/door/{event.slug}/live.json").json["count"]["came"] == 1
        assert fresh(bea).came == 1

    def test_a_place_that_is_none_is_left_out_and_the_guest_comes_in(self, lead: Browser) -> None:
        event = tonight()
        bea = a_booking(event, of=2)
        page = send(lead, f"/door/{event.slug}", a_move(bea.public_id, places=[0, 10**30, -1]))
        assert page.status == 200
        assert fresh(bea).came == 1
        assert db.session.scalars(select(CheckinEvent.party_numbers)).all() == [[0]]

    def test_hear_what_another_phone_did(self, lead: Browser) -> None:
        event = tonight()
        bea = a_booking(event)
        last = lead.get(f"/door/{event.slug}/list.json").json["last"]
        take(event, came_in(bea))
        news = lead.get(f"/door/{event.slug}/live.json?after={last}").json
        assert [move["party"] for move in news["moves"]] == [bea.public_id]
        assert lead.get(f"/door/{event.slug}/live.json?after={news['last']}").json["moves"] == []

    def test_a_walk_in_changes_the_lists_version(self, lead: Browser) -> None:
        event = tonight()
        before = lead.get(f"/door/{event.slug}/list.json").json["version"]
        lead.get(f"/door/{event.slug}/walk-in").form("/walk-in").fill(name="Zofia Nowak").press()
        assert lead.get(f"/door/{event.slug}/live.json").json["version"] != before

    @pytest.mark.parametrize(
        "moves",
        ['{"a": 1}', "[1]", "nonsense", "[" * 5000, '[{"nonce": 5}]', '[{"nonce": "abcdefgh", "at": "now"}]',
         '[{"nonce": "abcdefgh", "party": "a", "places": ["0"], "at": "2026-11-23T18:00:00+00:00"}]',
         '[{"nonce": "abcdefgh", "party": "a", "places": [0], "at": "2026-11-23T18:00:00"}]'],
    )  # fmt: skip
    def test_what_is_no_list_of_moves_changes_nothing(self, lead: Browser, moves: str) -> None:
        event = tonight()
        page = lead.post(
            f"/door/{event.slug}/moves", follow=False, moves=moves, sent_at=TODAY.isoformat(), after="0"
        )
        assert page.status == 422

    def test_a_token_that_is_old_is_answered_with_a_new_one(self, lead: Browser) -> None:
        event = tonight()
        page = lead.post(f"/door/{event.slug}/moves", proved=False, moves="[]", sent_at=TODAY.isoformat())
        assert page.status == 400
        assert page.json["csrf"]

    def test_a_late_phone_sends_what_it_did_before_the_end(
        self, client: Browser, clock: MovableClock
    ) -> None:
        event = tonight()
        bea = a_booking(event)
        link = a_link(event)
        done = link.ends_at - timedelta(minutes=5)
        now = clock.at(link.ends_at + timedelta(hours=11))
        move = a_move(bea.public_id, at=done, kept=True)
        answer = send(client, f"/door/t/{link.token}", move, sent_at=now).json
        assert answer["answers"] == [{"nonce": move["nonce"], "refused": "", "words": ""}]
        assert fresh(bea).came_at == done


def test_the_camera_opens_at_the_door_and_nowhere_else(lead: Browser) -> None:
    event = tonight()
    page = lead.get(f"/door/{event.slug}")
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert "worker-src 'self'" in page.headers["Content-Security-Policy"]
    other = lead.get("/office/")
    assert "camera=()" in other.headers["Permissions-Policy"]
    assert "worker-src" not in other.headers["Content-Security-Policy"]
    script = lead.get("/door/sw.js")
    assert script.headers["Content-Type"].startswith("text/javascript")
