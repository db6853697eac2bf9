"""An evening that has begun, to which the member comes: whom she met, what she promised."""

from datetime import timedelta

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.hello.rules import meetings, promises
from chapter.office.rules import do_not_pair
from chapter.people.models import Person
from tests import factories
from tests.factories import TODAY

Records = dict[str, dict[str, str]]


def build(member: Person, director: Person) -> Records:
    """She met one of two, kept one promise of two; the two others are kept apart."""
    evening = factories.an_event("The first hello", slug="first-hello", starts_at=TODAY - timedelta(hours=1))
    hers, known, unknown = (_who_ticked_it(evening) for _ in range(3))
    hers.person = member
    db.session.flush()
    meetings.record_meeting(hers, known, now=TODAY)
    first, second = (
        promises.add_promise(hers, "Send her the name", nonce=f"nonce-{n}", now=TODAY) for n in "ab"
    )
    promises.mark_done(second, done=True, now=TODAY)
    entry = do_not_pair.keep_apart(known.person, unknown.person, "They asked for it", by=director, now=TODAY)
    link = {"token": hers.token}
    return {
        "the evening of hellos": {"slug": evening.slug}, "who says hello": link,
        "whom she met": {**link, "public_id": known.public_id},
        "whom she did not meet": {**link, "public_id": unknown.public_id},
        "her promise": {**link, "public_id": first.public_id},
        "her kept promise": {**link, "public_id": second.public_id},
        "two kept apart": {"public_id": entry.public_id},
    }  # fmt: skip


def _who_ticked_it(evening: Event) -> Rsvp:
    booking = factories.a_booking(evening, now=TODAY - timedelta(days=1))
    booking.show_me, booking.ask_me, booking.looking_for = True, "grants", "a mentor"
    return booking
