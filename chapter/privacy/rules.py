"""Erasing what is kept about a guest: asked for by herself, or because its time is over."""

from datetime import datetime

from chapter import audit, db
from chapter.audit import Actor
from chapter.audit import rules as log
from chapter.events.rules import erasing
from chapter.mail import rules as mail
from chapter.mail.addresses import email_key
from chapter.membership.rules import erasing as members
from chapter.people import rules as people
from chapter.people.rules import links
from chapter.privacy import emails, queries
from chapter.privacy.queries import Kept

PURPOSE = "my-data"
RETENTION = Actor("rule", name="retention")
AT_ONCE = 200
"""How many bookings one transaction forgets, so that none is longer than 100 ms."""


def mail_link(email: str, *, now: datetime) -> None:
    """Mail the link that shows what is kept under ``email``.

    When nothing is, the same work is done and its mail taken back: how long the answer takes does not tell
    whether an e-mail is known.
    """
    link = links.issue(PURPOSE, email, now=now)
    if queries.anything(email_key(email)):
        mail.queue(emails.link(link), to=("", email), now=now)
        db.session.flush()
        return
    with db.session.begin_nested() as trial:
        mail.queue(emails.link(link), to=("", email), now=now)
        db.session.flush()
        trial.rollback()


def erase(kept: Kept, *, now: datetime) -> None:
    """Erase everything of a guest: live bookings are given back, words, mails and consents blanked.

    Members' records stay: they belong to an account. What happened stays counted, and the log keeps who
    did what when, without the words before and after.
    """
    guest = Actor("guest")
    bookings = kept.guest_bookings
    for rsvp in bookings:
        erasing.erase(rsvp, by=guest, now=now)
        audit.record("erased", rsvp, by=guest, now=now, why="asked for by herself")
    for person in kept.guests:
        members.erase(person, now=now)
        people.erase(person, now=now)
    members.forget_applications(kept.guest_applications, now=now)
    links.erase(kept.email_key)
    if not kept.members:
        mail.forget(kept.email_key, now=now)
    _blank_log([rsvp.id for rsvp in bookings], [person.id for person in kept.guests])


def forget_old(*, now: datetime, days: int) -> int:
    """Forget the guests of events that ended ``days`` ago, some at a time; how many bookings were blanked."""
    bookings = queries.old_bookings(now, days, AT_ONCE)
    erasing.erase_past(bookings, now=now)
    gone = queries.without_bookings({rsvp.person_id for rsvp in bookings})
    addresses = {person.email_key for person in gone}
    for person in gone:
        people.erase(person, now=now)
    for key in queries.of_nobody(addresses):
        mail.forget(key, now=now)
    for rsvp in bookings:
        audit.record("erased", rsvp, by=RETENTION, now=now, why=f"{days} days after the event")
    _blank_log([rsvp.id for rsvp in bookings], [person.id for person in gone])
    return len(bookings)


def _blank_log(bookings: list[int], persons: list[int]) -> None:
    log.blank("rsvps", bookings)
    log.blank("people", persons)
