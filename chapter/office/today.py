"""What of the program itself waits for somebody: the background program, the clock, and mail."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for

from chapter import db
from chapter.accounts.viewer import Viewer
from chapter.mail import current_addresses, outbox_status
from chapter.mail import queries as mails
from chapter.office import queries as office
from chapter.today_sources import Link, WaitingItem, WaitingSource
from chapter.web.access import may_open

MAILS_SHOWN = 3


def _clock(viewer: Viewer, now: datetime) -> Iterator[WaitingItem]:
    pulse = office.clock_status(viewer, now)
    if pulse.waiting:
        yield WaitingItem(
            template="office/office/_today_clock.html", data={"pulse": pulse}, many=pulse.waiting
        )
    found = outbox_status.trouble(now) if may_open("office.send_test_mail", viewer) else None
    if found is not None and not (pulse.silent and found.set_up):  # the row of the clock says so already
        yield WaitingItem(template="office/office/_today_mail_status.html", data={"no_mail": found})


def _failed_mails(viewer: Viewer, _now: datetime) -> Iterator[WaitingItem]:
    failures = office.count_failed_mails(viewer)
    if not failures:
        return
    failed = list(db.session.scalars(mails.failed().where(mails.readable_by(viewer)).limit(MAILS_SHOWN)))
    where = current_addresses.for_mails(failed)
    for mail in failed:
        data = {"mail": mail, "where": where[mail.id]}
        yield WaitingItem(template="office/office/_today_mail.html", data=data)
    more = failures - len(failed)
    if more:
        link = Link(url_for("office.mails"), "Open")
        yield WaitingItem(
            f"{more:,} more emails not delivered",
            "See the reason for each one, then send it again or archive it.",
            link,
            more,
        )


SOURCES = (WaitingSource(_clock, "", 10), WaitingSource(_failed_mails, "office.mails", 85))
