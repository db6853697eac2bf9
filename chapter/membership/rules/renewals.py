"""What the payer may do by the renewal link, without signing in."""

from datetime import datetime

from chapter import audit
from chapter.audit import Actor
from chapter.membership import queries
from chapter.membership.models.memberships import Membership, Term
from chapter.membership.rules import terms
from chapter.refusal import Refused

PAYER = Actor("guest")
OVER = "This membership has ended. You’re welcome to join again."


def request_renewal(membership: Membership, *, now: datetime) -> Term | None:
    """The payer wants to renew: staff see it and record the dues; a level without dues is renewed at once.

    Raises Refused when the membership has ended, or the payer is suspended.
    """
    membership = terms.lock_membership(membership)
    if membership.ended_at is not None:
        raise Refused(OVER)
    terms.require_not_departed(membership.payer)
    if membership.ends_on is None:
        raise Refused("This membership has no end date, so there’s nothing to renew.")
    if not membership.level.price_cents:
        return _renew(membership, now)
    if membership.renewal_wanted_at is None:
        membership.renewal_wanted_at = now
        audit.record("wants to renew", membership, by=PAYER, now=now)
    return None


def _renew(membership: Membership, now: datetime) -> Term | None:
    """Renew once: when a next term exists already, asking again makes no further one."""
    on = queries.today(now)
    if membership.ends_on is not None and on + queries.SOON < membership.ends_on:
        return None
    return terms.join(membership.payer, membership.level, on=on, by=PAYER, now=now)
