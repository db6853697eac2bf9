"""Whether mail is being sent: what the office's pages say about it, and the test mail of a managing
director."""

from datetime import datetime, timedelta
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from chapter import db, gateways
from chapter.accounts.viewer import current_user, directors
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.mail import delivery, outbox_status
from chapter.mail.models import Mail
from chapter.office import emails, queries
from chapter.office.rules import mails as rules
from chapter.office.views.office import bp
from chapter.refusal import Refused
from chapter.security import throttle
from chapter.web.access import allow, may_open, second_factor_required

SHOWN_FOR = timedelta(hours=1)
"""How long a page shows the result of the test mail."""

TEST_MAILS = throttle.Limit("test mail", 6, timedelta(hours=1), "You sent six test emails in one hour.")
NOT_SET_UP = "No mail server is set up yet. Set MAIL_URL before you send a test."


def mail_status(now: datetime) -> dict[str, Any]:
    """Template context of office pages: whether mail is not being sent (``mail_stands``), and to those who
    can act why (``no_mail``)."""
    found = outbox_status.trouble(now)
    acts = may_open("office.send_test_mail")
    return {"mail_stands": found is not None, "no_mail": found if acts else None}


def last_test(now: datetime) -> Mail | None:
    """The viewer's latest test mail, while a page shows its result; else None."""
    return queries.latest_test_mail(current_user, emails.TEST_MAIL, now - SHOWN_FOR)


@bp.post("/mails/test")
@allow(directors)
@second_factor_required
def send_test_mail() -> ResponseReturnValue:
    """Send a test mail to the viewer's own address, at once, and before all others."""
    page = redirect(url_for("office.mails", state="waiting", _anchor="test"), 303)
    now, account, actor = clock.now(), current_user.account, current_user.actor
    with pressed(page):
        if gateways.current().mailer is None and not delivery.keeps_mails_here():
            raise Refused(NOT_SET_UP)
        try:
            throttle.enforce((TEST_MAILS, str(account.id)), now=now)
        except throttle.TooManyAttempts as too_many:
            raise Refused(too_many.sentence) from None
        with db.writing():
            rules.send_test(account, by=actor, now=now)
    return page
