"""What the log says of guests who are met."""

from flask import url_for
from sqlalchemy import select

from chapter.audit.log_kinds import ERASED_NAME, LogKind, RecordName, names_from
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.hello.models.companions import Companion
from chapter.people.models import Person


def _companion(name: str, guest: str, slug: str, title: str) -> RecordName:
    words = f"{name or ERASED_NAME} and {guest or ERASED_NAME}, {title}"
    return RecordName(words, url_for("hello_office.companions_page", slug=slug))


LOGGED = (
    LogKind(
        Companion,
        {
            "asked to meet a guest": "asked someone to meet a guest:",
            "meets a guest": "agreed to meet a guest:",
            "does not meet a guest": "declined to meet a guest:",
        },
        label="Greeters and buddies",
        names=names_from(
            select(Companion.id, Person.name, Rsvp.name, Event.slug, Event.title)
            .join(Companion.person)
            .join(Companion.guest)
            .join(Event, Event.id == Companion.event_id),
            _companion,
        ),
    ),
)
