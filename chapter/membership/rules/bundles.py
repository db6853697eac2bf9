"""Households and companies: who belongs to a bundle, and who pays for all of them."""

from datetime import datetime

from chapter import audit, db
from chapter.audit import Actor
from chapter.mail import rules as mail
from chapter.membership import emails, queries
from chapter.membership.models import Membership, Place
from chapter.membership.rules import following, handing, inviting, terms
from chapter.membership.rules.leaving import require_room
from chapter.people.models import Person
from chapter.refusal import Refused


def put(membership: Membership, person: Person, *, by: Actor, now: datetime) -> Place:
    """Let ``person`` belong to a bundle that is held, from today, until its one renewal date.

    Raises Refused when its places are taken, when she belongs to a membership, or has left.
    """
    require_room(membership)
    if queries.place_of(person.id) is not None:
        raise Refused(f"{person.name} belongs to a membership already. She leaves that one first.", "email")
    if queries.open_leaving(person.id) is not None:
        raise Refused(f"{person.name} has left the chapter. Take that back on her page first.", "email")
    return let_in(membership, person, by=by, now=now)


def let_in(membership: Membership, person: Person, *, by: Actor, now: datetime) -> Place:
    """The same, where all of that was asked already."""
    place = Place(
        membership=membership, membership_id=membership.id, person=person, person_id=person.id,
        since_on=queries.today(now), added_at=now, added_by=by.person_id,
    )  # fmt: skip
    db.session.add(place)
    audit.record("added to bundle", membership, by=by, now=now, after={"person": person.public_id})
    terms.note_first_days({person.id: queries.today(now)})
    db.session.flush()
    following.follow([person.id], now=now)
    return place


def take_out(place: Place, *, by: Actor, now: datetime) -> None:
    """Let somebody belong to a bundle no more. She hears of it, and how to join by herself; when she left by
    herself, the payer hears. Raises Refused for the one who pays."""
    db.lock(place.person)
    membership = terms.hold(place.membership)
    place = db.lock(place)
    if place.ended_at is not None:
        return
    if membership.payer_id == place.person_id:
        raise Refused(f"{place.person.first_name} pays for all of them. Choose who pays from now on first.")
    place.ended_at, place.ended_by = now, by.person_id
    audit.record("took out of bundle", membership, by=by, now=now, before={"person": place.person.public_id})
    db.session.flush()
    following.follow([place.person_id], now=now)
    _tell(place, by, now)


def let_pay(place: Place, *, by: Actor, now: datetime) -> None:
    """Let somebody of a bundle pay for all of it from now on. Raises Refused for who has left."""
    db.lock(place.person)
    membership = terms.hold(place.membership)
    place = db.lock(place)
    if place.ended_at is not None or membership.payer_id == place.person_id:
        return
    if queries.open_leaving(place.person_id) is not None:
        raise Refused(f"{place.person.first_name} has left the chapter, or is suspended.")
    handing.hand_over(membership, place.person, by=by, now=now)


def _tell(place: Place, by: Actor, now: datetime) -> None:
    person = place.person
    if by.person_id == person.id:
        inviting.tell_left(place.membership, person, now=now)
    elif person.email:
        letter = emails.taken_out(place.membership, person)
        mail.queue(letter, to=(person.name, person.email), person_id=person.id, now=now)
