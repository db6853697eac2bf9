"""The status of a gift's tribute card, as the office reads it."""

from datetime import datetime

from chapter.givers import queries
from chapter.giving.models import Gift
from chapter.settings import queries as settings
from chapter.web.filters import day, full_day


def describe_card(gift: Gift) -> str:
    """A sentence or two about the tribute card of ``gift``; empty when none is wanted."""
    if gift.card_by_post:
        return _by_post(gift)
    if not gift.tribute or not gift.card_email:
        return ""
    to = f"{gift.card_name}, {gift.card_email}" if gift.card_name else gift.card_email
    mail = queries.card_mail(gift)
    if mail is not None and mail.failed_at is not None:
        where = " See the emails that were not delivered." if mail.lost else ""
        return f"By email to {to}. It could not be delivered.{where}"
    if mail is not None and mail.sent_at is not None:
        return f"By email to {to}. It was sent on {_day(mail.sent_at)}."
    if gift.card_sent_at is not None:
        return f"By email to {to}. It is being sent now."
    when = f"at 9 a.m. on {_on(gift)}" if gift.card_on else "right away"
    return f"By email to {to}. It will be sent {when}."


def _by_post(gift: Gift) -> str:
    to = f" to {gift.card_name}" if gift.card_name else ""
    if gift.card_sent_at is not None:
        return f"By mail{to}. It was sent on {_day(gift.card_sent_at)}."
    until = f" It should arrive by {_on(gift)}." if gift.card_on else ""
    return f"By mail{to}: no email is known.{until} Ask {gift.name or 'the giver'} for the address."


def _on(gift: Gift) -> str:
    if gift.card_on is None:
        return ""
    return full_day(gift.card_on)


def _day(moment: datetime) -> str:
    return day(moment, settings.current().zone_info)
