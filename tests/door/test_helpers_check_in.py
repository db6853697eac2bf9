"""Volunteers check in at the door of their event: by code, by name, without a signal, late and twice."""

from datetime import datetime, timedelta
from itertools import permutations
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from chapter import db
from chapter.audit import Entry
from chapter.door import rules
from chapter.events import door_lists
from chapter.events.models import Event
from chapter.events.rules.door import Answer, Hand
from chapter.volunteering import given, tonight
from chapter.volunteering.models import Opportunity, Signup
from chapter.volunteering.models.door import IN, OUT, UNDO, ShiftMove
from chapter.volunteering.models.persons import Hours
from chapter.volunteering.rules import closing, coming
from chapter.volunteering.rules.at_the_door import Press
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.door.doing import a_link, a_nonce, send
from tests.door.doing import tonight as an_evening
from tests.factories import GUEST, TODAY, ZONE, a_booking, a_person, sign_in
from tests.volunteering.making import a_shift, an_opportunity, takes

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def on_the_wall(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)


def coats(event: Event, **more: Any) -> Opportunity:
    """What the chapter needs people for at this event."""
    return an_opportunity(title="Coats", place="Cloakroom", event_id=event.id, **more)


def helps(event: Event, name: str = "Vera Wolny", *, after: timedelta = HOUR, of: int = 4) -> Signup:
    """Somebody with a shift of three hours at ``event``, which begins so long from now."""
    shift = a_shift(coats(event), at=on_the_wall(TODAY + after), of=of)
    return takes(shift, a_person(name))


def press(signup: Signup, kind: str = IN, after: timedelta = HOUR, **more: Any) -> Press:
    return Press(a_nonce(), signup.public_id, kind, TODAY + after, **more)


def sends(
    event: Event, *presses: Press, now: datetime = TODAY + 12 * HOUR, by: Hand | None = None
) -> list[Answer]:
    with db.writing():
        return rules.take(db.lock(event), presses, by=by or Hand(None), leads=False, now=now)


def times_of(signup: Signup) -> tuple[datetime | None, datetime | None]:
    db.session.expire_all()
    return signup.came_at, signup.left_at


def minutes_of(signup: Signup) -> list[int]:
    rows = db.session.scalars(select(Hours).where(Hours.signup_id == signup.id, *given.counting()))
    return [one.minutes for one in rows]


@pytest.mark.usefixtures("app")
class TestTheRule:
    def test_in_and_out_and_the_hours_follow(self) -> None:
        event = an_evening()
        vera = helps(event)
        answers = sends(event, press(vera), press(vera, OUT, 3 * HOUR))
        assert [one.taken for one in answers] == [True, True]
        assert times_of(vera) == (TODAY + HOUR, TODAY + 3 * HOUR)
        assert minutes_of(vera) == [120]

    def test_an_undone_check_out_books_what_comes_after_it(self) -> None:
        event = an_evening()
        vera = helps(event)
        out = press(vera, OUT, 2 * HOUR)
        sends(event, press(vera), out, press(vera, UNDO, 2 * HOUR + MINUTE, undoes=out.nonce))
        assert (times_of(vera)[1], minutes_of(vera)) == (None, [])
        sends(event, press(vera, OUT, 4 * HOUR))
        assert minutes_of(vera) == [180]

    @pytest.mark.parametrize("order", list(permutations(range(4))))
    def test_doubled_and_shuffled_the_presses_come_to_the_same(self, order: tuple[int, ...]) -> None:
        event = an_evening()
        vera = helps(event)
        wrong = press(vera, IN, 10 * MINUTE, kept=True)
        presses = [
            wrong, press(vera, UNDO, 11 * MINUTE, undoes=wrong.nonce, kept=True),
            press(vera, IN, HOUR, kept=True), press(vera, OUT, 3 * HOUR, kept=True),
        ]  # fmt: skip
        for place in order:
            sends(event, presses[place], presses[place])
        assert times_of(vera) == (TODAY + HOUR, TODAY + 3 * HOUR)
        assert minutes_of(vera) == [120]
        assert db.session.query(ShiftMove).count() == 4

    def test_two_phones_and_the_earliest_counts(self) -> None:
        event = an_evening()
        vera = helps(event)
        (one,) = sends(event, press(vera, IN, HOUR + 5 * MINUTE, kept=True))
        (other,) = sends(event, press(vera, IN, HOUR, kept=True))
        assert (times_of(vera), one.words, other.words) == ((TODAY + HOUR, None), "", "")
        (late,) = sends(event, press(vera, IN, 3 * HOUR, kept=True))
        assert late.words.startswith("Vera Wolny was checked in at")

    def test_what_the_office_noted_by_hand_wins_and_a_new_press_counts(self) -> None:
        event = an_evening()
        vera = helps(event)
        first = press(vera)
        sends(event, first)
        with db.writing():
            coming.undo(vera, by=GUEST, now=TODAY + HOUR)
        sends(event, press(vera, IN, 2 * HOUR))
        assert times_of(vera) == (TODAY + 2 * HOUR, None)
        sends(event, press(vera, UNDO, 2 * HOUR, undoes=first.nonce))
        assert times_of(vera) == (TODAY + 2 * HOUR, None)

    def test_the_offices_check_in_is_not_undone_at_the_door(self) -> None:
        event = an_evening()
        vera = helps(event)
        with db.writing():
            coming.check_in(vera, by=GUEST, now=TODAY + HOUR)
        again = press(vera, IN, 2 * HOUR)
        sends(event, again, press(vera, UNDO, 2 * HOUR, undoes=again.nonce))
        assert times_of(vera) == (TODAY + HOUR, None)
        assert tonight.latest_of(vera) is None

    def test_long_after_the_shift_it_asks_when_she_left(self) -> None:
        event = an_evening()
        vera = helps(event)
        sends(event, press(vera))
        (asks,) = sends(event, press(vera, OUT, 6 * HOUR))
        assert (asks.refused, times_of(vera)[1]) == ("when", None)
        sends(event, press(vera, OUT, 6 * HOUR, until=coming.AT_END))
        assert times_of(vera)[1] == vera.shift.ends_at

    def test_once_the_lead_closed_the_shift_its_hours_stand(self) -> None:
        event = an_evening()
        vera = helps(event)
        sends(event, press(vera), press(vera, OUT, 4 * HOUR))
        with db.writing():
            closing.close(vera.shift, by=GUEST, now=TODAY + 5 * HOUR)
        (late,) = sends(event, press(vera, OUT, 3 * HOUR, kept=True))
        assert (late.refused, minutes_of(vera)) == ("closed", [180])
        assert "has closed" in late.words
        assert (
            db.session.scalars(select(Entry.verb).order_by(Entry.id.desc())).first() == "came without a place"
        )

    def test_other_codes_say_plainly_what_they_are(self) -> None:
        event, other = an_evening(), an_evening("Another")
        alone = takes(a_shift(an_opportunity(title="Pantry"), at=on_the_wall(TODAY + HOUR)))
        later = helps(event, after=timedelta(days=2))
        backup_shift = a_shift(coats(event), at=on_the_wall(TODAY + HOUR), of=1)
        takes(backup_shift)
        backup = takes(backup_shift, a_person("Bea Backup"))
        for signup, words in (
            (helps(other), "another event: Another, Coats"), (alone, "Pantry"), (later, "not for today"),
            (backup, "Bea Backup stands by"),
        ):  # fmt: skip
            (answer,) = sends(event, press(signup))
            assert words in answer.words
            assert times_of(signup) == (None, None)

    def test_guests_and_helpers_are_counted_apart(self) -> None:
        event = an_evening()
        a_booking(event)
        vera = helps(event)
        sends(event, press(vera))
        count = door_lists.count(event)
        assert (count.came, count.seated) == (0, 1)
        here = tonight.count(event, TODAY)
        assert (here.came, here.of) == (1, 1)

    def test_names_are_told_from_a_day_before_until_a_day_after(self) -> None:
        event = an_evening()
        helps(event)
        for moment, known in (
            (event.starts_at - timedelta(hours=25), 0), (event.starts_at, 1),
            (event.ends_at + timedelta(hours=23), 1), (event.ends_at + timedelta(hours=24), 0),
        ):  # fmt: skip
            assert len(tonight.kept(event, moment)) == known

    def test_a_phone_keeps_no_email_and_no_code(self) -> None:
        event = an_evening()
        vera = helps(event)
        kept = str(tonight.kept(event, TODAY))
        assert "Vera Wolny" in kept
        for secret in (vera.email, vera.checkin_code, vera.token):
            assert secret not in kept

    def test_who_is_also_a_guest_is_shown_as_both(self) -> None:
        event = an_evening()
        vera = helps(event)
        hers = a_booking(event, name=vera.name, email=vera.email)
        with db.writing():
            hers.person_id, hers.proof = vera.person_id, "mailbox"
        assert tonight.kept(event, TODAY)[0]["guest"] == hers.public_id
        assert tonight.helps_too(hers, TODAY) == [vera]
        with db.writing():
            hers.proof = "typed"
        assert tonight.kept(event, TODAY)[0]["guest"] == ""


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
        assert "Taken back: Vera Wolny." in page.text
        assert times_of(vera) == (None, None)

    def test_by_name_and_out_again(self, client: Browser, clock: MovableClock) -> None:
        event = an_evening()
        vera = helps(event)
        sign_in(client, "events")
        clock.at(TODAY + HOUR)
        client.get(f"/door/{event.slug}?q=vera").form("/in").press()
        assert "Helpers: 1 of 1 are here." in client.get(f"/door/{event.slug}").main
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
        assert "Also helps tonight" in page.main
        page = page.form("/shift/").press()
        assert times_of(vera)[0] == TODAY + HOUR
        assert hers.came == 0
        page = page.follow("Also a guest").form("/in").press()
        db.session.expire_all()
        assert hers.came == 1

    @pytest.mark.parametrize("why", ["another event", "belongs to no event"])
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
        assert door_lists.count(event).came == 1

    @pytest.mark.parametrize(
        "wrong", [{"kind": "dance"}, {"until": "never"}, {"kind": UNDO}, {"walk_in": 3}, {"walk_in": {}}]
    )
    def test_what_is_no_press_changes_nothing(self, client: Browser, wrong: dict[str, Any]) -> None:
        event = an_evening()
        vera = helps(event)
        page = send(client, f"/door/t/{a_link(event).token}", self.a_press(vera, **wrong))
        assert page.status == 422
        assert times_of(vera) == (None, None)


def test_a_shift_of_another_day_of_the_event_is_not_on_the_list(app: object) -> None:
    event = an_evening()
    later = helps(event, after=timedelta(days=2))
    assert later.shift.opportunity.event_id == event.id
    assert tonight.kept(event, TODAY) == []
