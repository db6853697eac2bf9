"""How many mails the holder of a personal link, or somebody who types an address, can have sent to it.

Six an hour to one address, over all (throttle.MAILS_TO_ONE_ADDRESS). Whoever only asks for a link is refused
beyond that, except for the two that are reserved for each address (throttle.enforce_mailed_link). What is
booked, signed up for or applied for, and what is done by a personal link (a seat given back, a party made
smaller), always takes effect at once, and only its mail waits: until there is room again, one every ten
minutes, and of several about one record only the last, which says its present state. So nobody can shut an
address out of the chapter by typing it; how much may wait for one is bounded by what one network may ask for
it (throttle.MAILED_LINKS_BY_NETWORK).
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_, select

from chapter import db
from chapter.mail.models import Mail
from chapter.security import throttle
from chapter.web import filters

INTERVAL = throttle.MAILS_TO_ONE_ADDRESS.window / throttle.MAILS_TO_ONE_ADDRESS.most


def throttle_mails(key: str, *, now: datetime) -> datetime | None:
    """Count the mails to ``key`` that this ``writing()`` has queued, and delay those beyond the limit; called
    once, at the end. Returns when the last of those will be sent; None when none waits."""
    held = None
    for mail in [one for one in _queued() if one.to_key == key and one.due_at <= now]:
        until = throttle.hit(throttle.MAILS_TO_ONE_ADDRESS, key, now=now)
        if until is not None:
            held = _hold(mail, until, now)
    return held


def notice(until: datetime, zone: ZoneInfo) -> str:
    """What a page says about a mail that waits until ``until``, on the clock of ``zone``."""
    at = filters.clock_time(until.astimezone(zone))
    return filters.with_period(
        f"We sent many emails to this address in the past hour, so the next one will come at {at}"
    )


def _hold(mail: Mail, until: datetime, now: datetime) -> datetime:
    waiting = list(db.session.scalars(_held(mail.to_key, now)))
    for one in waiting:
        if (one.about_kind, one.about_id) == (mail.about_kind, mail.about_id) and one.about_id is not None:
            one.withdrawn_at = now
    after = [one.due_at + INTERVAL for one in waiting if one.withdrawn_at is None and _counts(one, now)]
    mail.throttled_at, mail.due_at = now, max(until, mail.due_at, *after)
    return mail.due_at


def _counts(waiting: Mail, now: datetime) -> bool:
    """Whether other mails queue behind it: not when staff decide about it, nor when it was delayed at a time
    still to come (the clock was wrong)."""
    return (
        waiting.held_at is None
        and waiting.throttled_at is not None
        and waiting.throttled_at <= now + INTERVAL
    )


def remember(mail: Mail) -> None:
    """Remember, until the end of this ``writing()``, that it has queued ``mail``."""
    _queued().append(mail)


def forget() -> None:
    """Forget what was remembered, when a new ``writing()`` begins."""
    _queued().clear()


def _queued() -> list[Mail]:
    found: list[Mail] = db.session.info.setdefault("queued", [])
    return found


def _held(key: str, now: datetime) -> Select[Mail]:
    """The mails to ``key`` that were delayed and are neither sent nor being sent."""
    here = Mail.sent_at.is_(None), Mail.failed_at.is_(None), Mail.withdrawn_at.is_(None)
    free = or_(Mail.leased_until.is_(None), Mail.leased_until <= now)
    held = Mail.to_key == key, Mail.throttled_at.is_not(None), *here, free
    return select(Mail).where(*held).order_by(Mail.id)
