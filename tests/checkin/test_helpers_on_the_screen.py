"""Volunteers on the door's screen: by code, by name, without JavaScript, and on phones."""

from typing import Any

import pytest

from chapter import db
from chapter.checkin import queries as checkin_queries
from chapter.checkin.models.shifts import IN, UNDO
from chapter.shifts.models import Signup
from tests.browser import Browser
from tests.checkin.checkins import a_link, a_nonce, send
from tests.checkin.checkins import tonight as an_evening
from tests.checkin.volunteers import HOUR, helps, minutes_of, on_the_wall, press, sends, times_of
from tests.conftest import MovableClock
from tests.factories import TODAY, a_booking, sign_in
from tests.shifts.shifts import a_shift, an_opportunity, takes


class TestThePages:
    def test_by_code_checked_in_and_taken_back(self, client: Browser, clock: MovableClock) -> None:
        event = an_evening()
        vera = helps(event)
        door = f"/door/t/{a_link(event).token}"
        clock.at(TODAY + HOUR)
        page = client.get(f"{door}?q={vera.checkin_code}")
        assert page.h1 == "Vera Wolny"
        for words in ("Coats", "Cloakroom", "to 4 p.m."):
            assert words in page.main
        page = page.form("/in").press()
        assert "Vera Wolny is checked in: Coats. Where: Cloakroom." in page.text
        assert times_of(vera)[0] == TODAY + HOUR
        page = page.form("/undo").press()
        assert "Undone: Vera Wolny." in page.text
        assert times_of(vera) == (None, None)

    def test_by_name_and_out_again(self, client: Browser, clock: MovableClock) -> None:
        event = an_evening()
        vera = helps(event)
        sign_in(client, "events")
        clock.at(TODAY + HOUR)
        client.get(f"/door/{event.slug}?q=vera").form("/in").press()
        assert "Volunteers: 1 of 1 are here." in client.get(f"/door/{event.slug}").main
        clock.at(TODAY + 3 * HOUR)
        page = client.get(f"/door/{event.slug}/shift/{vera.public_id}").form("/out").press()
        assert "is checked out" in page.text
        assert minutes_of(vera) == [120]

    def test_long_after_it_asks_and_the_end_is_taken(self, client: Browser, clock: MovableClock) -> None:
        event = an_evening()
        vera = helps(event)
        sends(event, press(vera))
        clock.at(TODAY + 6 * HOUR)
        page = client.get(f"/door/t/{a_link(event, hours=9).token}/shift/{vera.public_id}")
        assert "When did Vera Wolny leave?" in page.main
        page.form("/out").press()
        assert times_of(vera)[1] == vera.shift.ends_at

    def test_who_is_both_finds_one_press_each(self, client: Browser, clock: MovableClock) -> None:
        event = an_evening()
        vera = helps(event)
        hers = a_booking(event, name=vera.name, email=vera.email)
        with db.writing():
            hers.person_id, hers.proof = vera.person_id, "mailbox"
        clock.at(TODAY + HOUR)
        page = client.get(f"/door/t/{a_link(event).token}/party/{hers.public_id}")
        assert "Also a volunteer tonight" in page.main
        page = page.form("/shift/").press()
        assert times_of(vera)[0] == TODAY + HOUR
        assert hers.came == 0
        page = page.follow("Also a guest").form("/in").press()
        db.session.expire_all()
        assert hers.came == 1

    @pytest.mark.parametrize("why", ["another event", "is not part of an event"])
    def test_a_code_of_elsewhere_is_said(self, client: Browser, why: str) -> None:
        event = an_evening()
        if why == "another event":
            other = helps(an_evening("Another"))
        else:
            other = takes(a_shift(an_opportunity(title="Pantry"), at=on_the_wall(TODAY + HOUR)))
        link = a_link(event).token
        page = client.get(f"/door/t/{link}?q={other.checkin_code}")
        assert (page.status, why in page.main) == (404, True)
        assert client.get(f"/door/t/{link}/shift/{other.public_id}").status == 404

    def test_a_form_that_is_not_ours_changes_nothing(self, client: Browser) -> None:
        event = an_evening()
        vera = helps(event)
        address = f"/door/t/{a_link(event).token}/shift/{vera.public_id}"
        assert client.post(f"{address}/in", nonce="?").status == 422
        assert client.post(f"{address}/dance", nonce=a_nonce()).status == 404
        assert times_of(vera) == (None, None)


class TestPhones:
    def a_press(self, signup: Signup, **more: Any) -> dict[str, Any]:
        one = {"nonce": a_nonce(), "shift": signup.public_id, "kind": IN, "at": TODAY.isoformat()}
        return {**one, **more}

    def test_know_tonights_helpers_and_hear_of_them_once(self, client: Browser) -> None:
        event = an_evening()
        vera = helps(event)
        door = f"/door/t/{a_link(event).token}"
        kept = client.get(f"{door}/list.json").json
        assert [one["name"] for one in kept["helpers"]] == ["Vera Wolny"]
        mark = kept["helpers_mark"]
        assert "helpers" not in client.get(f"{door}/live.json?helpers={mark}").json
        answer = send(client, door, self.a_press(vera)).json
        assert answer["answers"][0]["refused"] == ""
        assert answer["helpers"][0]["came"]
        assert answer["helpers"][0]["latest"]["kind"] == IN

    def test_guests_walk_ins_and_helpers_go_in_one_message(self, client: Browser) -> None:
        event = an_evening()
        vera, ana = helps(event), a_booking(event)
        walk = {
            "nonce": f"walk-in-{a_nonce()}",
            "at": TODAY.isoformat(),
            "walk_in": {"name": "Ola", "size": 2},
        }
        move = {"nonce": a_nonce(), "party": ana.public_id, "places": [0], "at": TODAY.isoformat()}
        wrong = {
            **walk,
            "nonce": f"walk-in-{a_nonce()}",
            "walk_in": {"name": "Iga", "email": "no", "size": 1},
        }
        undo = {"nonce": a_nonce(), "party": walk["nonce"], "undoes": walk["nonce"], "at": TODAY.isoformat()}
        door = f"/door/t/{a_link(event).token}"
        sent = [walk, self.a_press(vera), wrong, move, undo]
        answers = send(client, door, *sent).json["answers"]
        assert [one["refused"] for one in answers] == ["", "", "typed", "", ""]
        assert send(client, door, *sent).json["answers"][0]["refused"] == ""
        assert checkin_queries.count_arrived(event).came == 1

    @pytest.mark.parametrize(
        "wrong", [{"kind": "dance"}, {"until": "never"}, {"kind": UNDO}, {"walk_in": 3}, {"walk_in": {}}]
    )
    def test_what_is_no_press_changes_nothing(self, client: Browser, wrong: dict[str, Any]) -> None:
        event = an_evening()
        vera = helps(event)
        page = send(client, f"/door/t/{a_link(event).token}", self.a_press(vera, **wrong))
        assert page.status == 422
        assert times_of(vera) == (None, None)
