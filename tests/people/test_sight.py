"""The rule of sight, at every place that shows a person to somebody else × every reason why it does not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.hello.queries import companion_search
from chapter.membership.rules import departures
from chapter.office.rules import do_not_pair
from chapter.people import visibility
from chapter.people.models import Person
from chapter.people.models.profile import Profile
from chapter.people.rules import blocks, profiles
from chapter.shifts.models import Shift
from chapter.shifts.rules import invitations
from chapter.staffing import queries
from tests import factories
from tests.browser import Browser
from tests.factories import GUEST, TODAY
from tests.giving.drives import a_drive, a_gift
from tests.hello.companions import asked_to_meet
from tests.hello.guests import arrange
from tests.membership.members import a_complimentary_level, gets
from tests.people.profiles import ALL, open_to, tells
from tests.shifts.shifts import a_shift, an_opportunity, takes

NAME = "Zenobia Okafor"
FIRST = "Zenobia"


@dataclass
class Around:
    """Zenobia, who ticked it everywhere, and Mia, a member who looks: signed in, or as any stranger."""

    her: Person
    me: Person
    mine: Rsvp
    event: Event
    signed_in: Browser
    stranger: Browser

    def reads(self, browser: Browser, address: str) -> bool:
        """Whether the page tells her name."""
        page = browser.send("GET", address, check=False, follow=True)
        assert page.status in {200, 404}
        return FIRST in page.html


PLACES: dict[str, Callable[[Around], bool]] = {
    "the page of an event, to a stranger": lambda a: a.reads(a.stranger, "/events/supper"),
    "a volunteer sheet, to a stranger": lambda a: a.reads(a.stranger, "/volunteer/pantry"),
    "the wall, to a stranger": lambda a: a.reads(a.stranger, "/give/winter"),
    "her card, to a stranger": lambda a: a.reads(a.stranger, f"/card/{a.her.public_id}"),
    "the page of an event": lambda a: a.reads(a.signed_in, "/events/supper"),
    "a volunteer sheet": lambda a: a.reads(a.signed_in, "/volunteer/pantry"),
    "the wall": lambda a: a.reads(a.signed_in, "/give/winter"),
    "her card": lambda a: a.reads(a.signed_in, f"/card/{a.her.public_id}"),
    "the directory": lambda a: a.reads(a.signed_in, "/directory/?q=okafor"),
    "her page in the directory": lambda a: a.reads(a.signed_in, f"/directory/{a.her.public_id}"),
    "who comes": lambda a: a.reads(a.signed_in, f"/rsvp/{a.mine.token}/who-comes"),
    "whom she met": lambda a: a.reads(a.signed_in, f"/rsvp/{a.mine.token}/whom-i-met"),
}
TO_STRANGERS = {name for name in PLACES if "stranger" in name}


def dies(around: Around) -> None:
    departures.leave(around.her, "deceased", why="", by=GUEST, now=TODAY)


def is_suspended(around: Around) -> None:
    departures.leave(around.her, "suspended", why="", by=GUEST, now=TODAY)


def hides(around: Around) -> None:
    profiles.set_audiences(around.her, open_to("public"), hidden=True, now=TODAY)


def blocks_me(around: Around) -> None:
    blocks.block(around.her, around.me, now=TODAY)


def is_blocked(around: Around) -> None:
    blocks.block(around.me, around.her, now=TODAY)


def is_kept_apart(around: Around) -> None:
    do_not_pair.keep_apart(around.her, around.me, "They asked for it", by=around.me, now=TODAY)


REASONS: dict[str, tuple[Callable[[Around], None], set[str]]] = {
    "she died": (dies, set()),
    "she is suspended": (is_suspended, set()),
    "she hides everywhere": (hides, set()),
    "she blocks me": (blocks_me, TO_STRANGERS),
    "I block her": (is_blocked, TO_STRANGERS),
    "staff keep us apart": (is_kept_apart, set(PLACES)),
}
"""What happens, and where she is read all the same."""


@pytest.fixture
def around(client: Browser, another: Browser) -> Around:
    event = factories.an_event("Supper", slug="supper", starts_at=TODAY - timedelta(hours=1))
    me = factories.sign_in(client, "member")
    before = event.starts_at - timedelta(hours=2)
    with db.writing():
        her, level = factories.a_person(NAME, "zenobia@example.test"), a_complimentary_level()
        for person in (her, me):
            gets(person, level)
        tells(her, open_to("public", *ALL))
        hers = factories.a_booking(event, name=NAME, email=her.email, person=her, show_me=True, now=before)
        mine = factories.a_booking(event, name=me.name, email=me.email, person=me, show_me=True, now=before)
        takes(a_shift(an_opportunity(title="Pantry", slug="pantry"), of=4), her, show_me=True)
        gift = a_gift(a_drive(), name=NAME, email=her.email)
        gift.approved_at, gift.person_id = TODAY, her.id
    assert hers.person_id == her.id
    return Around(her, me, mine, event, client, another)


@pytest.mark.parametrize("reason", REASONS)
def test_she_is_gone_from_every_place_that_showed_her(app: Flask, around: Around, reason: str) -> None:
    act, still = REASONS[reason]
    assert [name for name, shows in PLACES.items() if not shows(around)] == []
    with db.writing():
        act(around)
    assert {name for name, shows in PLACES.items() if shows(around)} == still


def test_counts_stay_counts(app: Flask, around: Around) -> None:
    with db.writing():
        blocks_me(around)
    page = around.signed_in.get("/events/supper").main
    assert "Zenobia" not in page
    assert "and one more." in page


@pytest.mark.parametrize("reason", REASONS)
def test_the_two_are_not_brought_together_to_say_hello(app: Flask, around: Around, reason: str) -> None:
    page = f"/rsvp/{around.mine.token}/who-comes"
    arrange(around.event)
    assert "would like to meet someone, just as you would" in around.signed_in.get(page).main
    with db.writing():
        REASONS[reason][0](around)
    assert "would like to meet someone, just as you would" not in around.signed_in.get(page).main
    arrange(around.event)
    assert "would like to meet someone, just as you would" not in around.signed_in.get(page).main


@pytest.mark.parametrize("reason", ["she died", "she is suspended", "she blocks me", "staff keep us apart"])
def test_who_was_to_meet_her_reads_her_name_no_more(app: Flask, client: Browser, reason: str) -> None:
    event = factories.an_event()
    with db.writing():
        her = factories.a_person(NAME, "zenobia@example.test")
        gets(her, a_complimentary_level())
    me = factories.a_person("Mia Abel", "mia@example.test")
    guest = factories.a_booking(event, name=NAME, email=her.email, person=her, arrival="meet_me")
    mine = factories.a_booking(event, name=me.name, email=me.email, person=me)
    one = asked_to_meet(guest, me, sign="yellow sun")
    around = Around(her, me, mine, event, client, client)
    assert FIRST in client.get(f"/meet/{one.token}").main
    assert "Mia" in client.get(f"/rsvp/{guest.token}").main
    with db.writing():
        REASONS[reason][0](around)
    assert FIRST not in client.get(f"/meet/{one.token}").main
    assert "Mia" not in client.get(f"/rsvp/{guest.token}").main
    assert me not in companion_search.load_snapshot(event).could_meet(guest)


@pytest.mark.parametrize("reason", ["she blocks me", "I block her", "staff keep us apart"])
def test_nobody_is_asked_to_the_shift_of_whom_she_never_meets(
    app: Flask, around: Around, reason: str
) -> None:
    shift = db.session.scalars(select(Shift)).one()
    assert invitations._may_be_asked(shift, around.me, TODAY)
    with db.writing():
        REASONS[reason][0](around)
    assert not invitations._may_be_asked(shift, around.me, TODAY)
    mine = next(one for one in queries.volunteers(TODAY) if one.id == around.me.id)
    assert shift.id in mine.on


def test_who_is_erased_is_shown_to_nobody_and_so_is_who_never_was(app: Flask, around: Around) -> None:
    assert visibility.can_see(around.me.id, around.her.id)
    assert visibility.shown_among([around.her.id, around.me.id]) == {around.her.id, around.me.id}
    with db.writing():
        db.lock(around.her).erased_at = TODAY
    assert not visibility.can_see(around.me.id, around.her.id)
    assert not visibility.can_see(None, 99999)
    assert visibility.shown_among([around.her.id, around.me.id]) == {around.me.id}


def test_she_sees_herself_as_the_others_do(app: Flask, around: Around) -> None:
    assert visibility.can_see(around.her.id, around.her.id)
    with db.writing():
        hides(around)
    assert not visibility.can_see(around.her.id, around.her.id)
    profile = db.session.get_one(Profile, around.her.id)
    assert visibility.visible_fields(profile, "sharing") == frozenset()
