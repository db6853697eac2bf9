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
        name = gift.name or "somebody who was erased"
        yield WaitingItem(
            f"The bank disputes {money.show(came.disputed_cents, came.currency)} of {name}",
            "Answer in Stripe while it takes answers. The receipt stands until the dispute is lost.",
            Link(
                url_for("givers_office.gift", public_id=gift.public_id), "Look at the gift",
                f"Look at the gift of {name}",
            ),
        )  # fmt: skip
    more = disputes - len(shown)
    if more:
        title = agree(more, "One more gift is disputed", f"{more:,} more gifts are disputed")
        yield WaitingItem(title, "Each is answered in Stripe.", _gifts("disputed", "See them"), more)


def _unthanked(_viewer: Viewer, now: datetime) -> Iterator[WaitingItem]:
    unthanked = gift_list.count_unthanked(now)
    if unthanked:
        yield WaitingItem(
            agree(
                unthanked, "One gift has not been thanked for in 48 hours",
                f"{unthanked:,} gifts have not been thanked for in 48 hours",
            ),
            "The receipt left at once. A few words from one of you are still to come.",
            _gifts("unthanked", "Thank them"),
        )  # fmt: skip


def _cards(_viewer: Viewer, _now: datetime) -> Iterator[WaitingItem]:
    cards = gift_list.count_cards_by_post()
    if cards:
        yield WaitingItem(
            agree(cards, "One card waits to be sent by post", f"{cards:,} cards wait to be sent by post"),
            "Their givers know no email for them. Ask for the address, and note it when the card is on its "
            "way.",
            _gifts("cards", "See them"),
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
            f"It ends on {day(drive.ends_at, zone)}"
            if begun
            else f"It begins on {day(drive.begins_at, zone)}",
            f"{raised} of {goal}",
        )


def _no_drive() -> NothingComing:
    link = Link(url_for("giving_office.new"), "Write down a drive")
    return NothingComing(
        "No drive is on", "Gifts come in all the same. A drive gives them a goal and an end.", link
    )


SOURCES = (
    WaitingSource(_disputes, "giving_office.gifts", 40),
    WaitingSource(_unthanked, "giving_office.gifts", 70),
    WaitingSource(_cards, "giving_office.gifts", 71),
    ComingSource(_drives, _no_drive, "giving_office.show", 30),
)
