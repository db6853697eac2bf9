"""Hellos of an event as its guests change, and the pairs that are never brought together."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.hello.queries import hellos
from chapter.hello.rules import assignments
from chapter.office.rules import do_not_pair
from chapter.people.models import Person
from chapter.people.models.blocks import Block, DoNotPair
from chapter.people.rules import do_not_pair as people
from chapter.privacy.exports import as_json
from chapter.privacy.queries import data_under
from chapter.privacy.rules import erase
from chapter.refusal import Refused
from tests.factories import TODAY, a_booking, a_person, an_event, saved
from tests.hello.guests import a_guest, arrange

pytestmark = pytest.mark.usefixtures("app")


def pairs(event: Event) -> set[frozenset[int]]:
    return {frozenset((one.helper_id, one.other_id)) for one in hellos.current_hellos(event.id)}


def keep_apart(one: Rsvp, other: Rsvp, by: Person) -> DoNotPair:
    with db.writing():
        return do_not_pair.keep_apart(one.person, other.person, "They asked for it", by=by, now=TODAY)


def test_an_offer_meets_an_ask_and_arranging_twice_changes_nothing() -> None:
    event = an_event()
    helper, other = a_guest(event, offer="fundraising"), a_guest(event, ask="fundraising")
    assert arrange(event) == 1
    (hello,) = hellos.current_hellos(event.id)
    assert (hello.helper_id, hello.other_id, hello.kind) == (helper.id, other.id, "help")
    assert arrange(event) == 0


def test_who_did_not_tick_it_or_gave_back_her_seat_is_left_out() -> None:
    event = an_event()
    a_guest(event)
    going = a_guest(event)
    a_booking(event)
    assert arrange(event) == 1
    with db.writing():
        going.cancelled_at = TODAY
    assert arrange(event) == 1
    assert not pairs(event)


def test_blocked_people_and_those_kept_apart_are_never_brought_together() -> None:
    event, staff = an_event(), a_person()
    one, two, three = a_guest(event), a_guest(event), a_guest(event)
    saved(Block(person_id=one.person_id, other_id=two.person_id, since=TODAY))
    arrange(event)
    assert pairs(event) == {frozenset((one.id, three.id)), frozenset((two.id, three.id))}
    entry = keep_apart(three, two, staff)
    assert pairs(event) == {frozenset((one.id, three.id))}
    arrange(event)
    assert pairs(event) == {frozenset((one.id, three.id))}
    with db.writing():
        people.end(entry, by=staff, now=TODAY)
    arrange(event)
    assert frozenset((two.id, three.id)) in pairs(event)


def test_who_is_set_apart_while_it_is_solved_is_left_out() -> None:
    event = an_event()
    one, two = a_guest(event), a_guest(event)
    seen = assignments.load_input(event, now=TODAY)
    found = assignments.solve(seen)
    keep_apart(one, two, a_person())
    with db.writing():
        assert assignments.assign(event, seen, found, now=TODAY) == 0
    assert not pairs(event)


def test_the_same_two_are_refused_and_so_is_one_alone() -> None:
    event, staff = an_event(), a_person()
    one, two = a_guest(event), a_guest(event)
    keep_apart(one, two, staff)
    with pytest.raises(Refused):
        keep_apart(two, one, staff)
    with pytest.raises(Refused):
        keep_apart(one, one, staff)


def test_a_pair_is_repeated_only_after_three_other_events() -> None:
    names = [("Ana One", "one@example.test"), ("Bea Two", "two@example.test")]
    arranged = []
    for week in range(1, 6):
        event = an_event(starts_at=TODAY + timedelta(days=7 * week))
        for name, email in names:
            a_guest(event, name=name, email=email)
        arrange(event)
        arranged.append(len(pairs(event)))
    assert arranged == [1, 0, 0, 0, 1]


def test_her_file_tells_her_hellos_and_not_who_is_kept_apart_and_all_is_erased(app: Flask) -> None:
    event = an_event()
    one, two = a_guest(event), a_guest(event)
    a_guest(event)
    arrange(event)
    keep_apart(one, two, a_person())
    file = as_json(data_under(one.email_key))
    assert '"hellos"' in file
    assert "They asked for it" not in file
    with db.writing():
        erase(data_under(one.email_key), now=TODAY)
    arrange(event)
    assert not any(one.id in pair for pair in pairs(event))
    assert db.first(select(DoNotPair)) is None
