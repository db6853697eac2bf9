"""An evening whose door is open: what those may touch who stand there."""

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.checkin.rules import checkins, door_links
from chapter.checkin.rules.checkins import CheckinInput, Operator
from chapter.events.models import Event
from chapter.shifts.models import Signup
from tests import factories
from tests.factories import GUEST, TODAY
from tests.feature import Feature, Records
from tests.shifts import shifts

if TYPE_CHECKING:
    from tests.seed.chapter import World


def build(world: "World") -> Records:
    """Tonight, which lead and greeter share with event A; a helper's link, and one that was revoked."""
    lead, greeter = (world.account(kind).person for kind in ("lead", "greeter"))
    tonight = factories.an_event("Tonight", seats=3, slug="tonight", starts_at=TODAY + timedelta(hours=1))
    factories.a_lead(tonight, lead)
    factories.a_lead(tonight, greeter, "greeter")
    comes, inside = factories.a_booking(tonight, name="Wera Late"), factories.a_booking(tonight, of=2)
    waits = factories.a_booking(tonight)
    tonight.capacity = 9
    link, ended = (
        door_links.make_door_link(tonight, name, 4, by=GUEST, now=TODAY) for name in ("Halina", "Iga")
    )
    db.session.flush()
    door_links.revoke_door_link(ended, by=GUEST, now=TODAY)
    checkins.record_checkins(
        tonight, [CheckinInput("a-move-of-hers", inside.public_id, (0,), TODAY)], by=Operator(None), now=TODAY
    )
    helper, elsewhere = _helper("Coats", tonight.id), _helper("Soup alone", None)
    records: Records = {}
    for name, key in (("tonight’s door", tonight.slug), ("a helper’s door", link.token)):
        records[f"who helps at {name}"] = {"key": key, "public_id": helper.public_id, "act": "in"}
        elsewhere_at = {"key": key, "public_id": elsewhere.public_id, "act": "in"}
        records[f"a shift of no event at {name}"] = elsewhere_at
        records[name] = {"key": key, "slug": tonight.slug}
        records[f"who comes at {name}"] = _of(comes, tonight, key)
        records[f"who is in at {name}"] = _of(inside, tonight, key)
        records[f"who waits at {name}"] = _of(waits, tonight, key)
    records["a door’s link"] = {"slug": tonight.slug, "public_id": link.public_id}
    records["an ended link of a door"] = {"slug": tonight.slug, "public_id": ended.public_id}
    records["tonight’s badges"] = {"slug": tonight.slug, "kind": "sheet"}
    records["badges of B"] = {"slug": "evening-b", "kind": "sheet"}
    excused = factories.a_booking(tonight)
    checkins.excuse(excused, excused=True, by=GUEST, now=TODAY)
    records["who was excused tonight"] = _of(excused, tonight, tonight.slug)
    records["the door of B"] = {"key": "evening-b"}
    records["a forged door"] = {"key": "aaaaaaaaaaaaaaaa-" + "a" * 26}
    records["a booking’s link as a door"] = {"key": comes.token}
    return records


def _helper(title: str, event_id: int | None) -> Signup:
    """Somebody with a shift that begins now."""
    wall = TODAY.astimezone(ZoneInfo(factories.ZONE)).replace(tzinfo=None)
    whole = shifts.an_opportunity(title=title, event_id=event_id)
    return shifts.takes(shifts.a_shift(whole, at=wall))


def _of(rsvp: Rsvp, event: Event, key: str) -> dict[str, str]:
    return {"key": key, "slug": event.slug, "public_id": rsvp.public_id, "nonce": "a-move-of-hers"}


NOW = TODAY.isoformat()
A_MOVE = {
    "moves": f'[{{"nonce": "a-move-of-now", "party": "COMES", "places": [0], "at": "{NOW}"}}]',
    "sent_at": NOW,
}
"""What a door's phone sends; COMES stands for the booking that the address means."""

FEATURE = Feature(
    world=build,
    payloads={
        "/door/<key>/party/<public_id>/in": {"place": "0"},
        "/door/t/<key>/party/<public_id>/in": {"place": "0"},
        "/office/events/<slug>/door": {"helper": "Halina", "hours": "2"},
        "/door/<key>/walk-in": {"size": "1"},
        "/door/t/<key>/walk-in": {"size": "1"},
        "/door/<key>/moves": A_MOVE,
        "/door/t/<key>/moves": A_MOVE,
    },
)
