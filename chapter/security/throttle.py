"""Limits on attempts. Counted in the database, so that all processes count together.

The count is committed in a transaction of its own, before the one that does the work: an attempt that is
refused and rolled back still counts.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, current_app, make_response
from sqlalchemy import bindparam, delete, or_, text, update
from werkzeug.exceptions import TooManyRequests

from chapter import db
from chapter.plurals import plural
from chapter.security import security_log
from chapter.security.models import AttemptCount


@dataclass(frozen=True)
class Limit:
    """At most ``most`` attempts in ``window``, for each key. ``says``: what is shown beyond that, before the
    time when it works again."""

    name: str
    most: int
    window: timedelta
    says: str = "You’ve tried that too many times."

    def __post_init__(self) -> None:
        """Raise security_log.NotAConstantWord for a name that the security log would refuse later."""
        security_log.require_word(self.name)


SIGN_IN = Limit(
    "sign-in",
    10,
    timedelta(minutes=15),
    "Too many passwords were tried for this email. You can still sign in with a passkey, with a link that we "
    "email you, or in a browser where you have signed in before.",
)
PASSWORD_AGAIN = Limit("password again", 10, timedelta(minutes=15))
"""The password, asked once more within a session: nobody else can use up these attempts."""

SIGN_IN_BY_ADDRESS = Limit("sign-in by address", 100, timedelta(minutes=15))
SECOND_FACTOR = Limit("second factor", 5, timedelta(minutes=15))
SECOND_FACTOR_IN_A_DAY = Limit("second factor in a day", 30, timedelta(days=1))
RECOVERY_CODE = Limit("recovery code", 10, timedelta(minutes=15))
RSVP = Limit("rsvp", 3, timedelta(minutes=10))
RSVP_BY_ADDRESS = Limit("rsvp by address", 300, timedelta(minutes=10))
CHANGE = Limit("change of a booking", 20, timedelta(minutes=10))
DIRECTORY = Limit("directory", 240, timedelta(minutes=10))
SUGGESTIONS = Limit("suggestions of people", 600, timedelta(minutes=10))
CHECKOUT = Limit("checkout", 10, timedelta(minutes=10))
CHECKOUT_OF_ALL = Limit("checkout of all", 300, timedelta(minutes=10))
"""Against card testing: attempts that brought no money, for one giver or browser, and a breaker for all of
them together."""

PHOTO = Limit("photo", 12, timedelta(minutes=10))
MAILED_LINK = Limit(
    "mailed link",
    5,
    timedelta(hours=1),
    "We send only a few links an hour to one address, and you’ve reached that limit. Check your inbox and "
    "your spam folder.",
)
RESERVED_LINKS = Limit("links kept for its owner", 2, timedelta(hours=1))
"""Beyond MAILED_LINK and MAILS_TO_ONE_ADDRESS, so at most eight mails an hour to one address in all: for a
network that has asked for no more than this. So a stranger elsewhere can't use up the owner's way in."""

MAILED_LINKS_BY_NETWORK = Limit(
    "asked for one address from one network",
    12,
    timedelta(hours=1),
    "You’ve asked for too many links for this email.",
)
MAILS_TO_ONE_ADDRESS = Limit(
    "mails to one address",
    6,
    timedelta(hours=1),
    "We send only a few emails an hour to one address, and you’ve reached that limit. Check your inbox and "
    "your spam folder.",
)
"""Over all mails that anybody may cause who types an address: bookings, shifts, links, applications. A
booking counts beyond it too, and its mail waits (mail.throttle)."""

INVITATIONS = Limit("invitations to one address", 3, timedelta(days=30))
"""Invitations to somebody's household or company: over all who name that address."""

LONGEST_LIMIT = INVITATIONS

CLOCK_SKEW = timedelta(minutes=2)
"""How far the clocks of two machines may differ. A window that ends later than one begun just now would was
begun by a wrong clock, and is ignored."""

HIT_SQL = (
    text(
        "INSERT INTO attempt_counts AS held (key, count, ends_at) VALUES (:key, 1, :ends_at) "
        "ON CONFLICT (key) DO UPDATE SET "
        "count = CASE WHEN held.ends_at <= :now OR held.ends_at > :latest THEN 1 ELSE held.count + 1 END, "
        "ends_at = CASE WHEN held.ends_at <= :now OR held.ends_at > :latest THEN :ends_at "
        "ELSE held.ends_at END "
        "RETURNING count, ends_at"
    )
    .bindparams(*(bindparam(name, type_=db.UTCDateTime()) for name in ("now", "ends_at", "latest")))
    .columns(AttemptCount.count, AttemptCount.ends_at)
)


class TooManyAttempts(TooManyRequests):
    """One key had too many attempts (429). ``seconds``: when the next is allowed (Retry-After)."""

    def __init__(self, limit: Limit, until: datetime, now: datetime) -> None:
        self.limit = limit
        self.seconds = max(1, round((until - now).total_seconds()))
        super().__init__(f"{limit.says} Try again in {_wait_text(self.seconds)}.", retry_after=self.seconds)

    @property
    def sentence(self) -> str:
        """Why it was refused, and when it works again."""
        return str(self.description)

    def to_response(self, page: str | Response) -> Response:
        """``page``, which shows the refusal and what was typed, as a 429 response with Retry-After."""
        response = make_response(page, 429)
        response.headers["Retry-After"] = str(self.seconds)
        return response


def enforce(*tries: tuple[Limit, str], now: datetime) -> None:
    """Count one attempt for each (limit, key). Raises TooManyAttempts when any of them is over its limit."""
    over: list[tuple[datetime, Limit]] = []
    with db.writing():
        for limit, key in tries:
            count, ends_at = _hit(limit, key, now)
            if count > limit.most:
                over.append((ends_at, limit))
    if over:
        until, limit = max(over, key=lambda one: one[0])
        security_log.log_event("limit_reached", limit=limit.name)
        raise TooManyAttempts(limit, until, now)


def enforce_mailed_link(key: str, network: str, *, now: datetime) -> None:
    """Count a mail with a link that somebody at ``network`` requested for the address with this ``key``.

    Raises TooManyAttempts when it had too many, unless one is reserved for it and this network has asked for
    no more yet.
    """
    with db.writing():
        asked, _ = _hit(MAILED_LINKS_BY_NETWORK, f"{key}|{network}", now)
    try:
        enforce((MAILED_LINK, key), (MAILS_TO_ONE_ADDRESS, key), now=now)
    except TooManyAttempts as over:
        if asked > RESERVED_LINKS.most or not _use_reserved_link(key, now):
            raise over from None


def require_under_limit(limit: Limit, key: str, *, now: datetime) -> None:
    """Raise TooManyAttempts when one key had too many attempts; for what is counted afterwards (a page that
    is read, a mail that was written)."""
    tried = db.session.get(AttemptCount, _hashed_key(limit, key))
    if tried is not None and now < tried.ends_at <= _latest(limit, now) and tried.count >= limit.most:
        security_log.log_event("limit_reached", limit=limit.name)
        raise TooManyAttempts(limit, tried.ends_at, now)


def hit(limit: Limit, key: str, *, now: datetime) -> datetime | None:
    """Count one attempt in the ``writing()`` that is open. Over the limit, returns when it works again; else
    None."""
    many, ends_at = _hit(limit, key, now)
    if many <= limit.most:
        return None
    security_log.log_event("limit_reached", limit=limit.name)
    return ends_at


def reset(limit: Limit, key: str) -> None:
    """Reset the count of one key, whose attempt succeeded, in the ``writing()`` of that success."""
    db.session.execute(delete(AttemptCount).where(AttemptCount.key == _hashed_key(limit, key)))


def refund(limit: Limit, key: str) -> None:
    """Subtract one counted attempt that succeeded, in the ``writing()`` of that success."""
    theirs = update(AttemptCount).where(AttemptCount.key == _hashed_key(limit, key), AttemptCount.count > 0)
    db.session.execute(
        theirs.values(count=AttemptCount.count - 1), execution_options={"synchronize_session": False}
    )


def delete_expired(now: datetime) -> int:
    """Delete the windows that have ended, and those of a wrong clock; returns how many."""
    over = or_(AttemptCount.ends_at <= now, AttemptCount.ends_at > _latest(LONGEST_LIMIT, now))
    result = db.session.execute(delete(AttemptCount).where(over))
    return int(result.rowcount)  # type: ignore[attr-defined]  # a CursorResult, as always for DELETE


def _use_reserved_link(key: str, now: datetime) -> bool:
    with db.writing():
        return hit(RESERVED_LINKS, key, now=now) is None


def _hit(limit: Limit, key: str, now: datetime) -> tuple[int, datetime]:
    values = {"key": _hashed_key(limit, key), "now": now, "ends_at": now + limit.window}
    row = db.session.execute(HIT_SQL, {**values, "latest": _latest(limit, now)}).one()
    return row[0], row[1]


def _latest(limit: Limit, now: datetime) -> datetime:
    return now + limit.window + CLOCK_SKEW


def _wait_text(seconds: int) -> str:
    minutes = -(-seconds // 60)
    hours = -(-minutes // 60)
    many, unit = (minutes, "minute") if minutes < 120 else (hours, "hour")
    if hours >= 48:
        many, unit = -(-hours // 24), "day"
    return plural(many, unit, f"{unit}s")


def _hashed_key(limit: Limit, key: str) -> str:
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.new(secret, f"{limit.name}\0{key.casefold()}".encode(), hashlib.sha256).hexdigest()
