"""Mailed links that act once: made, used, ended. Their tokens are derived (security.signed_links)."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from chapter import db
from chapter.accounts import emails
from chapter.accounts.models import Account, OneUseLink
from chapter.mail import rules as mail
from chapter.mail import suppression
from chapter.people.models import Person, email_key
from chapter.refusal import Refused
from chapter.security import security_log

LIFETIMES = {
    "signin": timedelta(minutes=30),
    "reset": timedelta(minutes=30),
    "my-data": timedelta(minutes=30),
    "invitation": timedelta(days=7),
}
KEPT = timedelta(days=30)
"""How long an ended link is stored, so that its page can say that it no longer works."""

NO_ID = 0
DEAD = "This link was already used or has expired."


def issue(purpose: str, email: str, *, now: datetime, account: Account | None = None) -> OneUseLink:
    """A new link for ``purpose`` to ``email``; older ones of this purpose end.

    Call with the account locked, so that two requests at once leave one working link.
    """
    end_open(email, account, purposes=(purpose,), now=now)
    link = OneUseLink(
        purpose=purpose,
        email=email,
        email_key=email_key(email),
        account_id=account.id if account else None,
        created_at=now,
        expires_at=now + LIFETIMES[purpose],
    )
    db.session.add(link)
    db.session.flush()
    security_log.log_event("link_made", purpose=purpose, account=link.account_id)
    return link


def mail_link(account: Account | None, purpose: str, *, now: datetime) -> None:
    """Mail a link for ``purpose`` (``signin`` or ``reset``) to ``account``.

    For None, and for a closed account, the same work is done: a link to nobody is stored, ended from the
    start, and its mail is withdrawn. Response time does not reveal whether an email is known.
    """
    if account is not None and account.disabled_at is None:
        _mail(db.lock(account), purpose, now)
        db.session.flush()
        return
    nobody = _nobody()
    db.first(select(Account).where(Account.id == NO_ID))  # takes as long as locking an account
    link = issue(purpose, nobody.email, now=now)
    link.ended_at = now
    with db.session.begin_nested() as trial:
        _queue(link, nobody, now)
        db.session.flush()
        trial.rollback()


def use(link: OneUseLink, *, now: datetime) -> OneUseLink:
    """Use ``link`` up, under its lock: of a hundred requests at once, one succeeds. Raises Refused for the
    others.

    Its address evidently works, so it is no longer suppressed for bounces.
    """
    link = db.lock(link)
    if not link.works(now):
        raise Refused(DEAD)
    link.used_at = now
    security_log.log_event("link_used", purpose=link.purpose, account=link.account_id)
    suppression.lift(link.email)
    return link


def end_open(
    email: str, account: Account | None = None, *, purposes: tuple[str, ...] = tuple(LIFETIMES), now: datetime
) -> None:
    """End the unused links of ``purposes`` to this email, or of this account to any email."""
    whose = OneUseLink.email_key == email_key(email)
    if account is not None:
        whose = or_(whose, OneUseLink.account_id == account.id)
    db.session.execute(
        update(OneUseLink)
        .where(
            whose,
            OneUseLink.purpose.in_(purposes),
            OneUseLink.used_at.is_(None),
            OneUseLink.ended_at.is_(None),
        )
        .values(ended_at=now)
    )


def correct_times(*, now: datetime) -> None:
    """Correct times set while the clock was ahead of ``now``: such links work from now on for the usual time,
    and no longer."""
    ahead = OneUseLink.expires_at > now, OneUseLink.created_at > now
    for purpose, lasts in LIFETIMES.items():
        issued = update(OneUseLink).where(OneUseLink.purpose == purpose, *ahead)
        db.session.execute(issued.values(created_at=now, expires_at=now + lasts))


def _mail(account: Account, purpose: str, now: datetime) -> None:
    _queue(issue(purpose, account.email, account=account, now=now), account, now)


def _queue(link: OneUseLink, account: Account, now: datetime) -> None:
    letter = (emails.signin_link if link.purpose == "signin" else emails.reset_link)(link, account)
    mail.queue(letter, to=(account.person.name, account.email), person_id=account.person_id, now=now)


def _nobody() -> Account:
    """An account with no row in the database, so that the same work can be done for nobody."""
    return Account(email="", email_key="", person=Person(name="Nobody", called=""))


def forget_old(*, now: datetime) -> None:
    """Delete links that ended a month ago; the nightly job."""
    db.session.execute(
        delete(OneUseLink).where(OneUseLink.expires_at < now - KEPT),
        execution_options={"synchronize_session": False},
    )
