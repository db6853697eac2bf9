"""Mails to a guest and their companion. No mail names a date that may still be undone, and none that only
makes sense before the beginning leaves after it."""

from datetime import datetime

from chapter.events.models import Event
from chapter.events.undo_window import is_settled
from chapter.hello import emails
from chapter.hello.models.companions import Companion
from chapter.hello.queries import companion_search
from chapter.hello.queries.companion_search import CompanionSnapshot
from chapter.mail import rules as mail
from chapter.mail.rules import Letter
from chapter.people.models import Person


def notify_asked(one: Companion, now: datetime) -> None:
    """Mail the request to the companion."""
    _mail(emails.companion_asked(one), one.person, now)


def notify_both(one: Companion, now: datetime) -> None:
    """After acceptance: mail each about the other, and when and where it is."""
    _mail_guest(emails.guest_has_companion(one), one, now)
    _mail(emails.companion_confirmed(one), one.person, now)
    one.notified_at = now


def notify_guest(one: Companion, *, asked: bool, now: datetime) -> None:
    """Notify the guest that their companion can't come; ``asked``: whether somebody else was asked."""
    _mail_guest(emails.guest_lost_companion(one, asked=asked, settled=is_settled(one.event)), one, now)


def notify_released(one: Companion, event: Event, now: datetime) -> None:
    """Notify the companion that they are not needed; of a cancellation only when no other mail does."""
    if event.cancelled_at is None or not companion_search.told_by_other_mails(event, [one.person_id]):
        _mail(emails.companion_released(one), one.person, now)


def pending(snapshot: CompanionSnapshot, now: datetime) -> list[Companion]:
    """Companions who accepted and have to be notified of it, or of another time or place; none once it has
    begun."""
    if snapshot.event.cancelled_at is not None or now >= snapshot.event.starts_at:
        return []
    return [one for one in snapshot.companions if one.meets and (one.missed_a_move or not one.told)]


def notify_pending(snapshot: CompanionSnapshot, now: datetime) -> int:
    """Notify them, now that nothing may be undone any more; return how many."""
    found = pending(snapshot, now)
    for one in found:
        if one.told:
            _notify_moved(one, snapshot.event, now)
        else:
            notify_both(one, now)
    return len(found)


def _notify_moved(one: Companion, event: Event, now: datetime) -> None:
    """Notify a companion of the new time and place, unless a mail about a booking or shift of theirs does."""
    if not companion_search.told_by_other_mails(event, [one.person_id]):
        _mail(emails.companion_event_moved(one), one.person, now)
    one.notified_at = now


def _mail_guest(letter: Letter, one: Companion, now: datetime) -> None:
    """Queue a mail to the guest, at the address of their booking."""
    _mail(letter, one.guest.person, now, (one.guest.name, one.guest.email))


def _mail(letter: Letter, person: Person, now: datetime, to: tuple[str, str] | None = None) -> None:
    name, address = to or (person.name, person.email)
    if address:
        mail.queue(letter, to=(name, address), now=now, person_id=person.id)
