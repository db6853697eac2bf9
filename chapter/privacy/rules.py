"""Erasing what is stored about a guest: at their own request, or because its time is over."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from chapter import audit, db
from chapter.accounts.models import Account
from chapter.accounts.rules import accounts, one_use_links
from chapter.applications.rules import retention
from chapter.audit import Actor
from chapter.audit import rules as log
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import erasure as bookings_erasure
from chapter.checkin.rules import door_links
from chapter.email_addresses import email_key
from chapter.events.rules import calendar_feeds, staff
from chapter.givers.rules import erasure as giving
from chapter.hello.rules import companions
from chapter.hello.rules import erasure as hello
from chapter.households.rules import retention as households_retention
from chapter.mail import rules as mail
from chapter.membership.rules import erasure as members
from chapter.payments.rules import erasure as paying
from chapter.people import rules as people
from chapter.people.models import Person
from chapter.people.rules import office_records, profiles
from chapter.privacy import address_access, emails, row_ids
from chapter.privacy import retention as privacy_retention
from chapter.privacy.queries import PersonalData
from chapter.shifts.rules import erasure
from chapter.small_jobs.rules import assignments
from chapter.staffing.rules import erasure as helping

PURPOSE = "my-data"
RETENTION = Actor("rule", name="retention")
TO_HERSELF = frozenset({"rsvps", "people", "mails"})
"""Tables whose mails go to nobody but the person the row is about."""

AT_ONCE = 200
"""How many bookings one transaction erases, so that none takes longer than 100 ms."""


def mail_link(email: str, *, now: datetime) -> None:
    """Mail the link that shows what is stored under ``email``; to people with an account, where to sign in: a
    mailbox alone opens no account.

    When nothing is stored, the same work is done and its mail withdrawn: response time does not reveal
    whether an email is known.
    """
    link = one_use_links.issue(PURPOSE, email, now=now)
    known = address_access.holders_of(email_key(email))
    letter = emails.data_link(link, opens=known.by_mail, account=bool(known.accounts))
    if address_access.is_anything_kept(email_key(email)):
        mail.queue(letter, to=("", email), now=now)
        db.session.flush()
        return
    with db.session.begin_nested() as trial:
        mail.queue(letter, to=("", email), now=now)
        db.session.flush()
        trial.rollback()


def erase(kept: PersonalData, *, now: datetime, about: Mapping[str, Collection[int]] | None = None) -> None:
    """Erase everything about a guest: live bookings are cancelled, words, mails and consents blanked.

    ``about``: the rows about them from row_ids, where they were read before ``writing()``.

    Members' records stay: they belong to an account, and so may rows without a person under their address.
    What happened stays counted, and the audit log keeps who did what when, without the values before and
    after.
    """
    kept = address_access.erased_by_link(kept)
    guest, written = Actor("guest"), about or row_ids.row_ids_about(kept, guests_only=True)
    ids = [person.id for person in kept.guests]
    bookings, gifts = kept.guest_bookings, kept.guest_gifts
    giving.redact_records(kept.givings, gifts, ids, now=now)
    for rsvp in bookings:
        bookings_erasure.erase(rsvp, by=guest, now=now)
        audit.record("erased", rsvp, by=guest, now=now, why="asked for by herself")
    erasure.erase(kept.guest_signups, by=guest, now=now)
    helping.erase_records(kept.helped_guests)
    hello.forget(kept.guests, bookings)
    for person in kept.guests:
        members.erase_memberships(person, now=now)
        if person.id in written.get("profiles", ()):
            profiles.erase(person)
        people.erase(person, now=now)
    retention.forget_applications(kept.guest_applications, now=now)
    if written.get("bundle_invitations"):
        households_retention.forget_invitations(kept.guest_invitations, now=now)
    paying.redact_orders(ids, kept.address)
    paying.redact_payment_notes(written.get("payments", ()))
    one_use_links.erase(kept.email_key)
    mail.forget(ids, {kept.address} - {""}, now=now)
    _forget_elsewhere(written, now=now)


def erase_member(kept: PersonalData, account: Account, *, now: datetime) -> None:
    """Erase a person who signed in and asked for it: everything that names them, and the account.

    What they paid and where they had a seat stays counted. Their seats go to the waitlist. Where somebody
    else is known under the address, rows without a person stay.
    """
    person, written = account.person, row_ids.row_ids_about(kept)
    keys = privacy_retention.unused_addresses({account.email_key, person.email_key}, but=person.id)
    key = kept.email_key if kept.email_key in keys else ""
    gifts = kept.givings.gifts if key else giving.attach_to_person(kept.givings.gifts, person)
    hello.forget([person], kept.bookings)
    for rsvp in kept.bookings:
        bookings_erasure.erase(rsvp, by=person.actor, now=now)
    giving.redact_records(kept.givings, gifts, [person.id], now=now)
    erasure.erase(kept.helped.signups, by=person.actor, now=now)
    helping.erase_records(kept.helped)
    erasure.remove_as_lead(person.id)
    staff.end_all_posts(person, by=person.actor, now=now)
    retention.forget_applications(kept.applications, now=now)
    households_retention.forget_invitations(kept.invitations, now=now)
    members.erase_memberships(person, now=now)
    profiles.erase(person)
    paying.redact_orders([person.id], key)
    paying.redact_payment_notes(written.get("payments", ()))
    office_records.forget_author(person)
    calendar_feeds.end_feed(person, now=now)
    one_use_links.erase(key, account)
    mail.forget([person.id], keys, now=now)
    accounts.erase(account, now=now)
    people.erase(person, now=now)
    audit.record("erased", person, by=RETENTION, now=now, why="asked for by herself")
    _forget_elsewhere(written, now=now)


def _forget_elsewhere(written: Mapping[str, Collection[int]], *, now: datetime) -> None:
    """Redact what the audit log and mails to others say about these rows, by table."""
    log.redact(written)
    others = {kind: ids for kind, ids in written.items() if ids and kind not in TO_HERSELF}
    if others:
        mail.forget_about(others, now=now)


def count_old(as_of: datetime, *, days: int) -> int:
    """How many bookings, signups and names of helpers are due by ``as_of`` to be erased."""
    return privacy_retention.count_due(as_of, days) + door_links.count_helpers(as_of, days=days)


def forget_old(*, now: datetime, days: int, as_of: datetime | None = None) -> int:
    """Erase the guests of events that ended ``days`` ago, in batches; returns how many rows were blanked.

    ``as_of``: erase only what was due at that time, since no more was announced.
    """
    then = as_of or now
    bookings = privacy_retention.old_bookings(then, days, AT_ONCE)
    bookings_erasure.erase_past(bookings, now=now)
    signups = privacy_retention.old_signups(then, days, AT_ONCE)
    erasure.erase_past(signups, now=now)
    gone = privacy_retention.without_bookings(
        {rsvp.person_id for rsvp in bookings} | {one.person_id for one in signups}
    )
    addresses = {person.email_key for person in gone}
    hello.forget(gone, bookings)
    _forget_arrivals(bookings, gone, now)
    for person in gone:
        people.erase(person, now=now)
    silent = [*(person.id for person in gone), *privacy_retention.erased_but_mailed(AT_ONCE)]
    if silent:
        mail.forget(silent, privacy_retention.unused_addresses(addresses), now=now)
    for rsvp in bookings:
        audit.record("erased", rsvp, by=RETENTION, now=now, why=f"{days} days after the event")
    written = {"rsvps": [one.id for one in bookings], "signups": [one.id for one in signups]}
    _forget_elsewhere({**written, "people": [person.id for person in gone]}, now=now)
    return len(bookings) + len(signups) + door_links.forget_helpers(now=then, days=days)


def _forget_arrivals(bookings: Sequence[Rsvp], people: Sequence[Person], now: datetime) -> None:
    """Delete what holds ids of these guests and no words: companions of past events, and hello assignments.
    Those of events ahead are ended by the sweeps, which notify whoever waits for them."""
    numbers = [rsvp.id for rsvp in bookings]
    companions.forget(numbers, [person.id for person in people], now=now)
    assignments.erase_of_bookings(numbers)
