"""Guests who would like to be met and have nobody, while time is short."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for

from chapter.accounts.viewer import Viewer
from chapter.hello.queries import unmet_guests
from chapter.today_sources import Link, WaitingItem, WaitingSource
from chapter.web.filters import date_and_hours, with_period


def _unmet(viewer: Viewer, now: datetime) -> Iterator[WaitingItem]:
    for one in unmet_guests.unmet_soon(viewer, now):
        alone = one.guests == 1
        title = one.event.title
        yield WaitingItem(
            f"One guest of {title} needs a greeter" if alone
            else f"{one.guests:,} guests of {title} need a greeter",
            f"It starts on {with_period(date_and_hours(one.event))} No one has said yes yet. "
            "Ask someone in person, or meet them yourself.",
            Link(
                url_for("hello_office.companions_page", slug=one.event.slug), "View guests",
                f"View guests who need a greeter at {title}",
            ),
        )  # fmt: skip


SOURCES = (WaitingSource(_unmet, "", 30),)
