"""Gifts that wait for the treasurer, and the drives that are on."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy import select

from chapter import db, money
from chapter.accounts.viewer import Viewer
from chapter.giving import gift_list, queries
from chapter.giving.models import Drive
from chapter.plurals import agree
from chapter.settings import queries as settings
from chapter.today_sources import (
    ComingItem,
    ComingSource,
    Link,
    NothingComing,
    WaitingItem,
    WaitingSource,
)
from chapter.web.filters import day

DISPUTES_SHOWN, DRIVES_SHOWN = 3, 3


def _disputes(_viewer: Viewer, _now: datetime) -> Iterator[WaitingItem]:
    disputes = gift_list.count_disputed()
    shown = gift_list.disputed_gifts(DISPUTES_SHOWN) if disputes else []
    for gift, came in shown:
        name = gift.name or "someone who was erased"
        yield WaitingItem(
            f"{money.show(came.disputed_cents, came.currency)} from {name} is disputed by the bank",
            "Answer in Stripe before its deadline. The receipt stays valid unless the dispute is lost.",
            Link(
                url_for("givers_office.gift", public_id=gift.public_id), "View gift",
                f"View gift from {name}",
            ),
        )  # fmt: skip
    more = disputes - len(shown)
    if more:
        title = agree(more, "One more gift is disputed", f"{more:,} more gifts are disputed")
        yield WaitingItem(title, "Answer each one in Stripe.", _gifts("disputed", "View gifts"), more)


def _unthanked(_viewer: Viewer, now: datetime) -> Iterator[WaitingItem]:
    unthanked = gift_list.count_unthanked(now)
    if unthanked:
        yield WaitingItem(
            agree(
                unthanked, "One gift has not been thanked for in 48 hours",
                f"{unthanked:,} gifts have not been thanked for in 48 hours",
            ),
            "The receipt went out right away. A few words from one of you are still missing.",
            _gifts("unthanked", "Thank them"),
        )  # fmt: skip


def _cards(_viewer: Viewer, _now: datetime) -> Iterator[WaitingItem]:
    cards = gift_list.count_cards_by_post()
    if cards:
        yield WaitingItem(
            agree(cards, "One tribute card to mail", f"{cards:,} tribute cards to mail"),
            "No email is known for it. Ask the giver for the address, and mark the card as sent.",
            _gifts("cards", "View gifts"),
        )


def _gifts(state: str, label: str) -> Link:
    return Link(url_for("giving_office.gifts", state=state), label)


def _drives(_viewer: Viewer, now: datetime) -> Iterator[ComingItem]:
    ahead = select(Drive).where(Drive.opened_at.is_not(None), Drive.closed_at.is_(None), Drive.ends_at > now)
    drives = list(db.session.scalars(ahead.order_by(Drive.ends_at, Drive.id).limit(DRIVES_SHOWN)))
    figures = queries.figures_by_drive(drives)
    zone = settings.current().zone_info
    for drive in drives:
        begun, given = drive.begins_at <= now, figures[drive.id].given_cents
        raised, goal = money.show(given, drive.currency), money.show(drive.goal_cents, drive.currency)
        yield ComingItem(
            drive.ends_at if begun else drive.begins_at,
            drive.title,
            url_for("giving_office.show", slug=drive.slug),
            f"Ends on {day(drive.ends_at, zone)}" if begun else f"Begins on {day(drive.begins_at, zone)}",
            f"{raised} of {goal}",
        )


def _no_drive() -> NothingComing:
    link = Link(url_for("giving_office.new"), "New drive")
    return NothingComing(
        "No drive is open", "A drive gives people a goal to give toward, and an end date.", link
    )


SOURCES = (
    WaitingSource(_disputes, "giving_office.gifts", 40),
    WaitingSource(_unthanked, "giving_office.gifts", 70),
    WaitingSource(_cards, "giving_office.gifts", 71),
    ComingSource(_drives, _no_drive, "giving_office.show", 30),
)
