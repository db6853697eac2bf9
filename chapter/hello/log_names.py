"""What the log says of guests who are met, and of people who are kept apart."""

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import aliased

from chapter.audit.log_kinds import ERASED_NAME, LogKind, RecordName, names_from
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.hello.models.companions import Companion
from chapter.people.models import Person
from chapter.people.models.blocks import DoNotPair

One, Other = aliased(Person), aliased(Person)


def _companion(name: str, guest: str, slug: str, title: str) -> RecordName:
    words = f"{name or ERASED_NAME} and {guest or ERASED_NAME}, {title}"
    return RecordName(words, url_for("hello_office.companions_page", slug=slug))


def _apart(one: str, other: str) -> RecordName:
    return RecordName(
        f"{one or ERASED_NAME} and {other or ERASED_NAME}", url_for("hello_office.do_not_pair_list")
    )


LOGGED = (
    LogKind(
        Companion,
        {
            "asked to meet a guest": "asked somebody to meet a guest:",
            "meets a guest": "agreed to meet a guest:",
            "does not meet a guest": "said no to meeting a guest:",
        },
        label="Guests who are met",
        names=names_from(
            select(Companion.id, Person.name, Rsvp.name, Event.slug, Event.title)
            .join(Companion.person)
            .join(Companion.guest)
            .join(Event, Event.id == Companion.event_id),
            _companion,
        ),
    ),
    LogKind(
        DoNotPair,
        {"kept apart": "keeps apart", "no longer kept apart": "no longer keeps apart"},
        label="People kept apart",
        untold="whoever keeps two people apart reads of it, and nobody else",
        names=names_from(
            select(DoNotPair.id, One.name, Other.name)
            .join(One, One.id == DoNotPair.one_id)
            .join(Other, Other.id == DoNotPair.other_id),
            _apart,
        ),
    ),
)
