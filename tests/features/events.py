"""The events of the small chapter."""

from datetime import timedelta
from typing import TYPE_CHECKING

from chapter.events.models import MEMBERS, Event
from tests import factories
from tests.factories import TODAY
from tests.feature import Feature, Records

if TYPE_CHECKING:
    from tests.seed.chapter import World


def build(_world: "World") -> Records:
    """Two evenings, one for members, a draft, one that is over, and one to which nobody comes."""
    events = {
        "event A": factories.an_event("Evening A", seats=4, slug="evening-a"),
        "event B": factories.an_event("Evening B", seats=4, slug="evening-b"),
        "the members’ event": factories.an_event(slug="members", visibility=MEMBERS),
        "the draft": factories.a_draft(title="Draft", slug="draft", place="The Long Room"),
        "an event that is over": factories.an_event(
            "Evening before", slug="evening-before", starts_at=TODAY - timedelta(days=2)
        ),
        "an empty event": factories.an_event(slug="empty"),
    }
    return {name: of_event(event) for name, event in events.items()}


def grow(_world: "World", by: int) -> None:
    """``by`` more events to come, events that are over, and drafts."""
    for number in range(by):
        factories.an_event(seats=2)
        factories.an_event(starts_at=TODAY - timedelta(days=number + 2))
        factories.a_draft()


def of_event(event: Event) -> dict[str, str]:
    """What stands in the addresses of an event's pages."""
    return {"slug": event.slug}


FEATURE = Feature(
    world=build,
    grow=grow,
)
