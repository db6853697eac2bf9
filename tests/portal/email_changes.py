"""Ways to change an email, for the tests of it."""

from datetime import timedelta

from sqlalchemy import select

from chapter import db
from chapter.accounts.models import Account
from chapter.accounts.models.email_changes import EmailChange
from chapter.accounts.rules import email_changes
from chapter.giving.models import Gift
from chapter.mail.models import Mail
from chapter.portal import contact_changes as portal
from tests.browser import Browser, Page
from tests.factories import TODAY
from tests.giving.drives import a_drive, a_gift

OLD, NEW = "ana@old.test", "ana@new.test"
DAY = timedelta(days=1)


def asks(client: Browser, email: str = NEW) -> Page:
    """What she sends from her account page."""
    form = client.get("/account").follow("Edit your email")
    assert form.has_form("/account/email")
    return client.post("/account/email", email=email)


def her_gift(account: Account) -> Gift:
    """A gift that is hers."""
    gift = a_gift(a_drive(), name=account.person.name, email=OLD)
    with db.writing():
        gift.person_id = account.person_id
    return gift


def last_change() -> EmailChange:
    db.session.rollback()
    return db.first_or_404(select(EmailChange).order_by(EmailChange.id.desc()))


def a_change(account: Account, email: str = NEW) -> EmailChange:
    with db.writing():
        return email_changes.request(account, email, now=TODAY)


def made(change: EmailChange) -> None:
    with db.writing():
        portal.confirm_email_change(change, now=TODAY)


def written() -> list[tuple[str, str]]:
    """Which mails went where, in order."""
    db.session.rollback()
    sent = db.session.scalars(select(Mail).order_by(Mail.id))
    return [(one.kind.removeprefix("people."), one.to_address) for one in sent]
