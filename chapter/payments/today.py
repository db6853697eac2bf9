"""What waits for the treasurer at Stripe."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for

from chapter.accounts.viewer import Viewer
from chapter.payments import reconciliation
from chapter.plurals import agree
from chapter.today_sources import Link, WaitingItem, WaitingSource


def _stripe(_viewer: Viewer, now: datetime) -> Iterator[WaitingItem]:
    issues = reconciliation.count_open_issues(now)
    if issues:
        yield WaitingItem(
            agree(issues, "One thing at Stripe needs you", f"{issues:,} things at Stripe need you"),
            "Money to refund, a payment to look up, or a webhook event that failed.",
            Link(
                url_for("payments_office.stripe"), agree(issues, "View it", "View them"),
                "View what needs you at Stripe",
            ),
        )  # fmt: skip


SOURCES = (WaitingSource(_stripe, "payments_office.stripe", 41),)
