"""Finds parties of one event by what somebody types: the names of whoever booked and of their guests, the
name on the badge, the organization. An event has few enough of them to compare all."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, or_, select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.email_addresses import address_contains
from chapter.events.models import Event
from chapter.people.name_matching import (
    LONGEST,
    MOST_WORDS,
    Candidate,
    asked_words,
    normalized,
    ranked,
    words_of,
)


def find_parties(event: Event, asked: str, limit: int) -> list[Rsvp]:
    """The parties that ``asked`` may mean, the best first, at most ``limit``; none when it is empty."""
    wanted = asked_words(asked)
    ids = ranked(wanted, _candidates(event, ()))[:limit] if wanted else []
    found = {rsvp.id: rsvp for rsvp in db.session.scalars(select(Rsvp).where(Rsvp.id.in_(ids)))}
    return [found[number] for number in ids]


def booking_ids_matching(event: Event, asked: str) -> list[int]:
    """The ids of the bookings that have each word that was typed, in a name or in their email, the best
    first."""
    typed = asked[:LONGEST].split()[:MOST_WORDS]
    names = [word for word in typed if "@" not in word and words_of(word)]
    addresses = {word for word in typed if word not in names}
    wanted = [word for one in names for word in words_of(one)]
    found = _candidates(event, typed)
    open_to = [one for one in found if addresses <= one.has]
    return ranked(wanted, open_to) if wanted else [one.number for one in open_to]


def _is_written_in(word: str) -> ColumnElement[bool]:
    """Whether the email holds ``word``; or, where it is of signs alone, the name as it is written."""
    in_email = address_contains(word, Rsvp.email_key, Rsvp.email)
    return in_email if words_of(word) else or_(in_email, Rsvp.name.contains(word, autoescape=True))


def _candidates(event: Event, typed: Sequence[str]) -> Iterator[Candidate]:
    """The parties of ``event``, each with those of the ``typed`` words that are in its email, by name."""
    held = (_is_written_in(word) for word in typed)
    names = Rsvp.guest_names, Rsvp.name, Rsvp.badge_name, Rsvp.organisation
    rows = select(Rsvp.id, *names, *held).where(Rsvp.event_id == event.id, Rsvp.erased_at.is_(None))
    for number, guests, name, badge, works, *holds in db.session.execute(
        rows.order_by(Rsvp.name_key, Rsvp.id)
    ):
        has = {word for word, does in zip(typed, holds, strict=True) if does}
        heard = {part for word in has for part in words_of(word)}
        named = normalized(" ".join([name, badge, *guests]))
        yield Candidate(number, named, normalized(works), frozenset(has | heard))
