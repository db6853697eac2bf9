"""How often something may be tried. Counted in the database, so that all processes count together.

The count is committed in a transaction of its own, before the one that does the work: a try that is
refused and rolled back still counts.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, current_app, make_response
from sqlalchemy import String, bindparam, delete, or_, text, update
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import TooManyRequests

from chapter import db
from chapter.web import security


class Tries(db.Model):
    """How often one key was tried in its running window. The key is a keyed hash: no personal data."""

    __tablename__ = "tries"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class Limit:
    """At most ``most`` tries in ``window``, for each key. ``says``: what whoever tries once more reads before
    it is said when it works again."""

    name: str
    most: int
    window: timedelta
    says: str = "That was tried very often just now."

    def __post_init__(self) -> None:
        """Raises security.Unfit for a name that the security log would refuse in the middle of a press."""
        security.require_word(self.name)


SIGN_IN = Limit(
    "sign-in",
    10,
    timedelta(minutes=15),
    "Too many passwords were tried for this email just now. You can still sign in: with a passkey, with a "
    "link that we mail you, or in a browser where you have signed in before.",
)
PASSWORD_AGAIN = Limit("password again", 10, timedelta(minutes=15))
"""Her password, asked once more of a session: nobody outside uses up its tries."""

SIGN_IN_BY_ADDRESS = Limit("sign-in by address", 100, timedelta(minutes=15))
SECOND_FACTOR = Limit("second factor", 5, timedelta(minutes=15))
SECOND_FACTOR_IN_A_DAY = Limit("second factor in a day", 30, timedelta(days=1))
RECOVERY_CODE = Limit("recovery code", 10, timedelta(minutes=15))
RSVP = Limit("rsvp", 3, timedelta(minutes=10))
RSVP_BY_ADDRESS = Limit("rsvp by address", 300, timedelta(minutes=10))
CHANGE = Limit("change of a booking", 20, timedelta(minutes=10))
DIRECTORY = Limit("directory", 240, timedelta(minutes=10))
CHECKOUT = Limit("checkout", 10, timedelta(minutes=10))
CHECKOUT_OF_ALL = Limit("checkout of all", 300, timedelta(minutes=10))
"""Against those who try stolen cards: tries that brought no money, for one giver or browser, and a breaker
for all of them together."""

PHOTO = Limit("photo", 12, timedelta(minutes=10))
MAILED_LINK = Limit(
    "mailed link",
    5,
    timedelta(hours=1),
    "We mail only a few links an hour to one address, and this one has reached that. Look in its inbox and "
    "its spam folder.",
)
LINKS_KEPT = Limit("links kept for its owner", 2, timedelta(hours=1))
"""Beyond MAILED_LINK and MAILS_TO_ONE, so at most eight mails an hour to one address in all: for a network
that has asked for no more than so many. What a stranger does elsewhere does not use up her way in."""

ASKED_FROM_HERE = Limit(
    "asked for one address from one network",
    12,
    timedelta(hours=1),
    "That is as much as we take in an hour for one email from one place.",
)
MAILS_TO_ONE = Limit(
    "mails to one address",
    6,
    timedelta(hours=1),
    "We send only a few emails an hour to one address, and this one has reached that. Look in its inbox and "
    "its spam folder.",
)
"""Over all that anybody may cause who types an address: bookings, shifts, links, applications. What is booked
counts beyond it too, and its mail waits (mail.pacing)."""

INVITATIONS = Limit("invitations to one address", 3, timedelta(days=30))
"""To belong to somebody's household or company: over all who name that address."""

LONGEST = INVITATIONS

A_LITTLE = timedelta(minutes=2)
"""The clocks of two machines may differ so much. A window that ends later than it could, had it begun just
now, was begun by a clock that was wrong, and is void."""

COUNT = (
    text(
        "INSERT INTO tries (key, count, ends_at) VALUES (:key, 1, :ends_at) "
        "ON CONFLICT (key) DO UPDATE SET "
        "count = CASE WHEN tries.ends_at <= :now OR tries.ends_at > :latest THEN 1 ELSE tries.count + 1 END, "
        "ends_at = CASE WHEN tries.ends_at <= :now OR tries.ends_at > :latest THEN :ends_at "
        "ELSE tries.ends_at END "
        "RETURNING count, ends_at"
    )
    .bindparams(*(bindparam(name, type_=db.UTCDateTime()) for name in ("now", "ends_at", "latest")))
    .columns(Tries.count, Tries.ends_at)
)


class TooMany(TooManyRequests):
    """One key was tried too often (429). ``seconds``: after how many it may be tried again (Retry-After)."""

    def __init__(self, limit: Limit, until: datetime, now: datetime) -> None:
        self.limit = limit
        self.seconds = max(1, round((until - now).total_seconds()))
        super().__init__(f"{limit.says} Try again in {_wait(self.seconds)}.", retry_after=self.seconds)

    @property
    def sentence(self) -> str:
        """Why it was refused, and when it works again."""
        return str(self.description)

    def answer(self, page: str | Response) -> Response:
        """``page``, which says so and holds what was typed, as the answer."""
        response = make_response(page, 429)
        response.headers["Retry-After"] = str(self.seconds)
        return response


def spend(*tries: tuple[Limit, str], now: datetime) -> None:
    """Count one try for each (limit, key). Raises TooMany when any of them is over."""
    over: list[tuple[datetime, Limit]] = []
    with db.writing():
        for limit, key in tries:
            count, ends_at = _count(limit, key, now)
            if count > limit.most:
                over.append((ends_at, limit))
    if over:
        until, limit = max(over, key=lambda one: one[0])
        security.note("limit_reached", limit=limit.name)
        raise TooMany(limit, until, now)


def spend_link(key: str, network: str, *, now: datetime) -> None:
    """Count a mail with a link that somebody at ``network`` wants sent to the address with this ``key``.

    Raises TooMany when it had too many, unless one is kept for it and this network asked for no more yet.
    """
    with db.writing():
        asked, _ = _count(ASKED_FROM_HERE, f"{key}|{network}", now)
    try:
        spend((MAILED_LINK, key), (MAILS_TO_ONE, key), now=now)
    except TooMany as over:
        if asked > LINKS_KEPT.most or not _kept_link(key, now):
            raise over from None


def require_left(limit: Limit, key: str, *, now: datetime) -> None:
    """Raise TooMany when one key was tried too often; for what counts afterwards (a page that is read, a mail
    that was written)."""
    tried = db.session.get(Tries, _hashed(limit, key))
    if tried is not None and now < tried.ends_at <= _latest(limit, now) and tried.count >= limit.most:
        security.note("limit_reached", limit=limit.name)
        raise TooMany(limit, tried.ends_at, now)


def count(limit: Limit, key: str, *, now: datetime) -> datetime | None:
    """Count one try as part of the ``writing()`` that is open. When it is over the limit: until when."""
    many, ends_at = _count(limit, key, now)
    if many <= limit.most:
        return None
    security.note("limit_reached", limit=limit.name)
    return ends_at


def forgive(limit: Limit, key: str) -> None:
    """Begin to count anew for one key: its try went well. Part of the ``writing()`` of what went well."""
    db.session.execute(delete(Tries).where(Tries.key == _hashed(limit, key)))


def give_back(limit: Limit, key: str) -> None:
    """Take one counted try back: it went well. Part of the ``writing()`` of what went well."""
    theirs = update(Tries).where(Tries.key == _hashed(limit, key), Tries.count > 0)
    db.session.execute(theirs.values(count=Tries.count - 1), execution_options={"synchronize_session": False})


def forget_ended(now: datetime) -> int:
    """Delete the windows that have ended, and those of a clock that was wrong; the number deleted."""
    over = or_(Tries.ends_at <= now, Tries.ends_at > _latest(LONGEST, now))
    result = db.session.execute(delete(Tries).where(over))
    return int(result.rowcount)  # type: ignore[attr-defined]  # a CursorResult, as always for DELETE


def _kept_link(key: str, now: datetime) -> bool:
    with db.writing():
        return count(LINKS_KEPT, key, now=now) is None


def _count(limit: Limit, key: str, now: datetime) -> tuple[int, datetime]:
    values = {"key": _hashed(limit, key), "now": now, "ends_at": now + limit.window}
    row = db.session.execute(COUNT, {**values, "latest": _latest(limit, now)}).one()
    return row[0], row[1]


def _latest(limit: Limit, now: datetime) -> datetime:
    return now + limit.window + A_LITTLE


def _wait(seconds: int) -> str:
    minutes = -(-seconds // 60)
    hours = -(-minutes // 60)
    many, unit = (minutes, "minute") if minutes < 120 else (hours, "hour")
    if hours >= 48:
        many, unit = -(-hours // 24), "day"
    return f"{many:,} {unit}{'' if many == 1 else 's'}"


def _hashed(limit: Limit, key: str) -> str:
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.new(secret, f"{limit.name}\0{key.casefold()}".encode(), hashlib.sha256).hexdigest()
