"""Who works at the events of the small chapter, and what was written to its guests."""

from typing import TYPE_CHECKING

from chapter.events.models import Event
from chapter.events_office.rules import messages
from tests import factories
from tests.factories import TODAY
from tests.feature import NEWCOMER, Edit, Feature, Records
from tests.features.bookings import called
from tests.features.events import of_event

if TYPE_CHECKING:
    from tests.seed.chapter import World


MESSAGE = {"to": messages.COMING, "subject": "Hello", "text": "See you there.", "nonce": "n" * 32}


def build(world: "World") -> Records:
    """Lead and greeter of event A, posts that stand and that ended at both, and a message about each."""
    records: Records = {}
    for letter in "AB":
        event = called(f"evening-{letter.lower()}")
        records |= _posts(world, letter, event)
        messages.send_message(event, **MESSAGE, by=factories.GUEST, now=TODAY)
        telling = messages.message_by_nonce(event, MESSAGE["nonce"])
        records[f"a message about {letter}"] = {"public_id": telling.public_id if telling else ""}
    return {**records, "a post of B under A": {**records["a post of B"], "slug": "evening-a"}}


def _posts(world: "World", letter: str, event: Event) -> Records:
    lead, greeter = (world.account(kind).person for kind in ("lead", "greeter"))
    if letter == "A":
        factories.a_lead(event, lead)
    given = factories.a_lead(event, greeter if letter == "A" else factories.a_person(), "greeter")
    ended = factories.a_lead(event, factories.a_person(), "greeter")
    ended.ended_at = TODAY
    posts = {f"a post of {letter}": given, f"an ended post of {letter}": ended}
    return {name: {**of_event(event), "post_id": str(post.id)} for name, post in posts.items()}


def grow(_world: "World", by: int) -> None:
    """``by`` more who work at an event."""
    for _ in range(by):
        factories.a_lead(called("evening-a"), factories.a_person())


FEATURE = Feature(
    world=build,
    grow=grow,
    fields={
        "starts_wall": "2026-12-10T18:00",
        "ends_wall": "2026-12-10T20:00",
        "capacity": "9",
        "to": "coming",
        "party_limit": "4",
        "visibility": "public",
        "post": "greeter",
        "when_free": "offer",
    },
    payloads={
        "/office/events/<slug>/staff": {"email": NEWCOMER},
        "/office/events/<slug>/message": {"act": "send"},
    },
    edits={
        "/office/events/<slug>/edit": Edit(
            ("title", "Soup night", "Stew night", "Bread night"),
            {"place": "Bridge House"},
            {"capacity": "40"},
        ),
        "/office/events/<slug>/bookings/<public_id>/edit": Edit(
            ("dietary", "No nuts", "No milk", "No eggs"), {"party_size": "2"}, {"access_needs": "A ramp"}
        ),
    },
)
