"""Records for tests, saved, with everything that a test does not care about filled in.

Each may be called inside ``writing()`` or outside of it, where it opens one of its own.
"""

from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pyotp
from argon2 import PasswordHasher

from chapter import db
from chapter.accounts.models import Account, AuthenticatorApp, Passkey
from chapter.accounts.rules import sessions
from chapter.audit import Actor
from chapter.authentication.rules import second_factor
from chapter.authentication.sessions import COOKIE_KEY
from chapter.bookings.models import Rsvp
from chapter.bookings.rules.bookings import BookingInput, book
from chapter.events.models import PUBLIC, Event, EventStaff
from chapter.gateways import clock
from chapter.heartbeat import rules as pulse
from chapter.people.models import STAFF, Person, RoleGrant, email_key
from chapter.people.rules import persons
from chapter.people.verification import MAILBOX
from chapter.security import encryption
from chapter.settings.models import Chapter
from tests.browser import Browser

TODAY = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""Monday noon in Chicago."""

ZONE = "America/Chicago"
GUEST = Actor("guest")
PASSWORD = "three-words-of-hers"
FAST_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""Made with weak parameters, so that a test that signs in does not wait."""

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""What the app for codes of everybody here holds."""

Row = TypeVar("Row", bound=db.Model)
_numbers = count(1)


def a_writing() -> AbstractContextManager[None]:
    """``writing()``, or nothing when one is open already."""
    return nullcontext() if db.in_writing() else db.writing()


def saved(row: Row) -> Row:
    """``row``, in the database."""
    with a_writing():
        db.session.add(row)
        db.session.flush()
    return row


def the_chapter(**more: Any) -> Chapter:
    """The one row of settings; the `app` fixture makes it, a test may change it by calling this again."""
    known = db.session.get(Chapter, 1)
    chapter = known or Chapter(id=1, name="Test Network, Chicago", short_name="Test Network", zone=ZONE)
    values = {"email": "hello@chapter.test", "sender_name": "Dana Director", "changed_at": TODAY, **more}
    with a_writing():
        for name, value in values.items():
            setattr(chapter, name, value)
        db.session.add(chapter)
        db.session.flush()
    return chapter


def a_person(name: str = "", email: str = "", **more: Any) -> Person:
    """Somebody the chapter knows."""
    number = next(_numbers)
    with a_writing():
        person = persons.add(name or f"Ana Number{number}", email or f"ana{number}@example.test", now=TODAY)
        for field, value in more.items():
            setattr(person, field, value)
        db.session.flush()
    return person


def an_account(
    *roles: str, person: Person | None = None, secured: bool | None = None, **more: Any
) -> Account:
    """Somebody who can sign in with PASSWORD, holding ``roles``; staff have a second factor, unless
    ``secured`` is False."""
    with a_writing():
        who = person or a_person()
        values = {"email": who.email, "password_hash": FAST_HASH, "proved_at": TODAY, **more}
        account = saved(
            Account(
                person=who, person_id=who.id, created_at=TODAY, email_key=email_key(values["email"]), **values
            )
        )
        for role in roles:
            saved(RoleGrant(person_id=who.id, role=role, granted_at=TODAY))
        if not STAFF.isdisjoint(roles) if secured is None else secured:
            a_second_factor(account)
    return account


def a_second_factor(account: Account) -> AuthenticatorApp:
    """An app for codes that holds SECRET, proved; staff have one already."""
    with a_writing():
        account.secured_at = TODAY
        sealed = encryption.encrypt(SECRET, second_factor.seal_context(account))
        return saved(
            AuthenticatorApp(
                account_id=account.id, encrypted_secret=sealed, created_at=TODAY, proved_at=TODAY
            )
        )


def a_passkey(account: Account, **more: Any) -> Passkey:
    """A passkey that no device holds; tests/authenticator.py has one that works."""
    number = next(_numbers)
    with a_writing():
        account.secured_at = account.secured_at or TODAY
        values = {"credential_id": f"passkey-{number:08}", "public_key": "none", "name": "My phone", **more}
        return saved(Passkey(account_id=account.id, transports=["internal"], created_at=TODAY, **values))


def code_at(now: datetime) -> str:
    """What such an app shows."""
    return pyotp.TOTP(SECRET).at(now)


def sign_in(client: Browser, *roles: str, account: Account | None = None) -> Person:
    """Sign ``client`` in, without the page: as somebody new with ``roles``, or as ``account``. The person."""
    with a_writing():
        who = account or an_account(*roles)
        secret = sessions.begin(who, browser="Test browser", now=clock.now(), whole=True)
    client.put_into_cookie(**{COOKIE_KEY: secret})
    return who.person


def a_beat(now: datetime | None = None) -> None:
    """A worker runs, and wrote its pulse at ``now``."""
    with a_writing():
        pulse.record_beat(["send mail"], now=now or clock.now())


def an_event(
    title: str = "",
    *,
    seats: int | None = None,
    starts_at: datetime | None = None,
    hours: float = 2,
    **more: Any,
) -> Event:
    """A public, published event in a week, with ``seats`` in all (None: without limit)."""
    number = next(_numbers)
    starts = starts_at or TODAY + timedelta(days=7)
    ends = starts + timedelta(hours=hours)
    zone = more.setdefault("zone", ZONE)
    values: dict[str, Any] = {
        "slug": f"event-{number}",
        "starts_at": starts,
        "ends_at": ends,
        "starts_wall": starts.astimezone(ZoneInfo(zone)).replace(tzinfo=None),
        "ends_wall": ends.astimezone(ZoneInfo(zone)).replace(tzinfo=None),
        "capacity": seats,
        "visibility": PUBLIC,
        "published_at": TODAY - timedelta(days=1),
        "created_at": TODAY - timedelta(days=2),
        "changed_at": TODAY - timedelta(days=1),
        **more,
    }
    return saved(Event(title=title or f"Evening {number}", **values))


def a_draft(**more: Any) -> Event:
    """An event that nobody outside the office has seen."""
    return an_event(published_at=None, **more)


def a_lead(event: Event, person: Person, role: str = "lead") -> EventStaff:
    """That ``person`` is ``role`` (lead or greeter) of ``event``."""
    return saved(EventStaff(event=event, event_id=event.id, person=person, role=role, granted_at=TODAY))


def a_party(name: str = "", email: str = "", *, of: int = 1, **more: Any) -> BookingInput:
    """What a guest asks for: somebody new each time, unless named; proved by their mailbox, unless told."""
    number = next(_numbers)
    more = {"proof": MAILBOX, **more} if more.get("person") is None else more
    return BookingInput(
        name=name or f"Bea Number{number}",
        email=email or f"bea{number}@example.test",
        size=of,
        nonce=more.pop("nonce", f"nonce-{number}"),
        **more,
    )


def a_booking(event: Event, *, of: int = 1, now: datetime | None = None, **more: Any) -> Rsvp:
    """A party that booked ``event`` through the rule: seated, or waiting when it is full."""
    with a_writing():
        return book(db.lock(event), a_party(of=of, **more), by=GUEST, now=now or clock.now()).rsvp


def a_crowd(event: Event, of: int) -> None:
    """As many parties of one who come, written at once and without their mails: for what must stay fast."""
    who = a_person()
    rows = [
        Rsvp(
            event_id=event.id, person_id=who.id, name=f"Guest {n}", email=f"guest{n}@example.test",
            party_size=1, name_key=f"guest {n}", email_key=f"guest{n}@example.test",
            nonce=f"{event.public_id}-{n}", created_at=TODAY, queued_at=TODAY, seated_at=TODAY,
            proof=MAILBOX,
        )
        for n in range(of)
    ]  # fmt: skip
    with a_writing():
        db.session.add_all(rows)
        db.session.flush()
