"""/sitemap.xml: every page that a search engine may show (sitemaps.org)."""

from collections.abc import Iterator
from datetime import datetime

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select
from sqlalchemy.orm import defer

from chapter import db
from chapter.accounts.viewer import Viewer
from chapter.events import queries, structured_data
from chapter.events.models import Event
from chapter.gateways import clock
from chapter.giving import queries as giving
from chapter.security import signed_links
from chapter.shifts import queries as shifts
from chapter.shifts.models import Opportunity
from chapter.site.views.public import bp
from chapter.web.access import allow, everyone
from chapter.web.files import public_file
from chapter.web.http_cache import cached_by_etag

MOST_EVENTS = 5000
ANONYMOUS = Viewer()
FIRST_PAGES = (
    "site.home", "bookings.event_list", "giving.index", "shifts.index", "applications.join",
    "privacy.about",
)  # fmt: skip


def public_stamp() -> tuple[object, ...]:
    """What the map depends on now: events, drives and opportunities."""
    now = clock.now()
    offered = db.session.scalars(
        _opportunities().with_only_columns(Opportunity.slug).order_by(Opportunity.id)
    )
    return (*queries.stamp(now), *giving.version_of_all(now), *offered)


@bp.get("/sitemap.xml")
@allow(everyone)
@cached_by_etag(public_stamp)
def sitemap() -> ResponseReturnValue:
    """The first pages, then each event, drive and opportunity that a visitor may see."""
    body = render_template("site/public/sitemap.xml", pages=[*_first_pages(), *_events(), *_others()])
    return public_file(body, "application/xml; charset=utf-8")


def _first_pages() -> Iterator[tuple[str, datetime | None]]:
    for endpoint in FIRST_PAGES:
        yield signed_links.absolute_url(url_for(endpoint)), None


def _events() -> Iterator[tuple[str, datetime | None]]:
    listed = queries.visible_to(ANONYMOUS).listed().statement
    latest = listed.options(defer(Event.story)).order_by(Event.starts_at.desc()).limit(MOST_EVENTS)
    for event in db.session.scalars(latest):
        yield structured_data.public_url(event), event.changed_at


def _others() -> Iterator[tuple[str, datetime | None]]:
    for drive in db.session.scalars(giving.public_drives()):
        yield signed_links.absolute_url(url_for("giving.show", slug=drive.slug)), None
    for opportunity in db.session.scalars(_opportunities().order_by(Opportunity.id.desc())):
        yield signed_links.absolute_url(url_for("shifts.opportunity", slug=opportunity.slug)), None


def _opportunities() -> Select[Opportunity]:
    return shifts.visible_to(ANONYMOUS).where(Opportunity.cancelled_at.is_(None))
