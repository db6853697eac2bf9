"""The browsers in which an account is signed in: begun, ended, all at once."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from chapter import db
from chapter.accounts.models import Account, Session, secret_hash
from chapter.refusal import Refused
from chapter.security import security_log

SECRET_BYTES = 32
SECOND_FACTOR_WITHIN = timedelta(minutes=10)
"""How long a session waits for its second factor after a right password."""

KEPT = timedelta(days=90)
"""How long a session is stored after its end, for whoever asks what happened."""


def begin(account: Account, *, browser: str, now: datetime, whole: bool = False) -> str:
    """Sign ``account`` in and return the secret for its cookie: 256 bits, of which only a hash is stored.

    With a second factor, the session waits for it and signs nobody in, unless it is ``whole`` because that
    factor was given. Raises Refused when the account is disabled.
    """
    if account.disabled_at is not None:
        raise Refused("This account has been closed.")
    secret, waits = secrets.token_urlsafe(SECRET_BYTES), account.secured_at is not None and not whole
    security_log.log_event("first_factor_given" if waits else "signed_in", account=account.id)
    db.session.add(
        Session(
            account_id=account.id,
            token_hash=secret_hash(secret),
            browser=browser,
            created_at=now,
            seen_at=now,
            waits_until=now + SECOND_FACTOR_WITHIN if waits else None,
        )
    )
    return secret


def complete(session: Session, *, now: datetime) -> str:
    """Complete signing in, since the second factor was right; returns the secret for the new cookie. The
    session that waited ends. Raises Refused when it no longer waits."""
    account = db.lock(session.account)
    session = db.lock(session)
    if not session.waits(now):
        raise Refused("That took too long. Sign in again.")
    end(session, why="second factor given", now=now)
    return begin(account, browser=session.browser, now=now, whole=True)


def note_reauthenticated(session: Session, *, now: datetime) -> None:
    """Note that the session's person proved again who they are."""
    db.lock(session).proved_at = now
    security_log.log_event("proved_again", account=session.account_id)


def end(session: Session, *, why: str, now: datetime) -> None:
    """End a session for good: a copy of its cookie is of no use."""
    if session.ended_at is None:
        session.ended_at, session.ended_why = now, why
        security_log.log_event("session_ended", account=session.account_id, reason=why)


def end_all(account: Account, *, why: str, now: datetime, but: Session | None = None) -> int:
    """Sign ``account`` out everywhere, ``but`` one browser; returns how many sessions ended."""
    open_ones = select(Session).where(Session.account_id == account.id, Session.ended_at.is_(None))
    ended = [one for one in db.session.scalars(open_ones) if but is None or one.id != but.id]
    for session in ended:
        end(session, why=why, now=now)
    return len(ended)


def note_seen(session_id: int, *, now: datetime) -> None:
    """Note that this session is still in use."""
    db.session.execute(update(Session).where(Session.id == session_id).values(seen_at=now))


def forget_old(*, now: datetime) -> None:
    """Delete the sessions that ended, or were last in use, long ago; the nightly job."""
    old = or_(Session.ended_at < now - KEPT, Session.seen_at < now - KEPT)
    db.session.execute(delete(Session).where(old), execution_options={"synchronize_session": False})


def correct_times(*, now: datetime) -> None:
    """Correct times set while the clock was ahead of ``now``: no session lasts longer, and no proof counts
    longer, than if it had been right."""
    for column, latest in (
        (Session.created_at, now),
        (Session.seen_at, now),
        (Session.proved_at, now),
        (Session.waits_until, now + SECOND_FACTOR_WITHIN),
    ):
        ahead = update(Session).where(Session.ended_at.is_(None), column > latest)
        db.session.execute(ahead.values({column: latest}))
