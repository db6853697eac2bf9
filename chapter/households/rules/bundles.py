"""Households and companies: who belongs to a bundle, and who pays for all of them."""

from datetime import datetime

from chapter import audit, db
from chapter.audit import Actor
from chapter.households import emails as households_emails
from chapter.mail import rules as mail
from chapter.membership import queries
from chapter.membership.models.memberships import Enrollment, Membership
from chapter.membership.rules import endings, member_role, payers, terms
from chapter.membership.rules import invitations as membership_invitations
from chapter.membership.rules.departures import require_room
from chapter.people.models import Person
from chapter.refusal import Refused


def add_member(membership: Membership, person: Person, *, by: Actor, now: datetime) -> Enrollment:
    """Add ``person`` to a bundle that is locked, from today, until its one renewal date.

    Raises Refused when its places are taken, or the person belongs to a membership or has left the chapter.
    """
    require_room(membership)
    if queries.enrollment_of(person.id) is not None:
        raise Refused(f"{person.name} already has another membership. End that one first.", "email")
    if queries.open_departure(person.id) is not None:
        raise Refused(f"{person.name} has left the chapter. Undo that on the person’s page first.", "email")
    return add_member_unchecked(membership, person, by=by, now=now)


def add_member_unchecked(membership: Membership, person: Person, *, by: Actor, now: datetime) -> Enrollment:
    """Add a member to a bundle that is locked, where all that ``add_member`` checks was checked already."""
    enrollment = Enrollment(
        membership=membership, membership_id=membership.id, person=person, person_id=person.id,
        since_on=queries.today(now), added_at=now, added_by=by.person_id,
    )  # fmt: skip
    db.session.add(enrollment)
    audit.record("added to bundle", membership, by=by, now=now, after={"person": person.public_id})
    terms.record_first_joined({person.id: queries.today(now)})
    db.session.flush()
    member_role.sync_roles([person.id], now=now)
    return enrollment


def remove_member(enrollment: Enrollment, *, by: Actor, now: datetime) -> None:
    """Remove a person from a bundle. They are mailed how to join by themselves; if they left by themselves,
    the payer is mailed instead. Raises Refused for the payer."""
    db.lock(enrollment.person)
    membership = terms.lock_membership(enrollment.membership)
    enrollment = db.lock(enrollment)
    if enrollment.ended_at is not None:
        return
    if membership.payer_id == enrollment.person_id:
        raise Refused(f"{enrollment.person.first_name} pays for everyone. First choose someone else to pay.")
    endings.end([enrollment], by=by, now=now)
    audit.record(
        "took out of bundle", membership, by=by, now=now, before={"person": enrollment.person.public_id}
    )
    db.session.flush()
    member_role.sync_roles([enrollment.person_id], now=now)
    _tell(enrollment, by, now)


def set_payer(enrollment: Enrollment, *, by: Actor, now: datetime) -> None:
    """Let a person of a bundle pay for all of it from now on. Raises Refused if they have left it."""
    db.lock(enrollment.person)
    membership = terms.lock_membership(enrollment.membership)
    enrollment = db.lock(enrollment)
    if enrollment.ended_at is not None or membership.payer_id == enrollment.person_id:
        return
    if queries.open_departure(enrollment.person_id) is not None:
        raise Refused(f"{enrollment.person.first_name} has left the chapter or is suspended.")
    payers.change_payer(membership, enrollment.person, by=by, now=now)


def _tell(enrollment: Enrollment, by: Actor, now: datetime) -> None:
    person = enrollment.person
    if by.person_id == person.id:
        membership_invitations.notify_payer_of_leaver(enrollment.membership, person, now=now)
    elif person.email:
        letter = households_emails.taken_out(enrollment.membership, person)
        mail.queue(letter, to=(person.name, person.email), person_id=person.id, now=now)
