"""What programs read: calendars, feeds, robots.txt, security.txt."""

from datetime import UTC, datetime, time, timedelta

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import defer

from chapter import db
from chapter.accounts.viewer import Viewer
from chapter.documents.calendar import CONTENT_TYPE, calendar
from chapter.email_addresses import to_ascii
from chapter.events import queries, structured_data
from chapter.events.models import Event
from chapter.gateways import clock
from chapter.security import signed_links
from chapter.settings import queries as settings
from chapter.site.views.public import bp
from chapter.site.views.public.home import public_stamp
from chapter.web.access import allow, everyone
from chapter.web.files import public_file
from chapter.web.http_cache import cached_by_etag

KEPT_IN_CALENDAR = timedelta(days=90)
MOST_IN_CALENDAR = 500
MOST_IN_FEED = 30
SECURITY_LASTS = timedelta(days=180)
ANONYMOUS = Viewer()
"""Feeds show what an anonymous visitor may see, whoever asks: they are copied to where nobody signs in."""


@bp.get("/events.ics")
@allow(everyone)
@cached_by_etag(public_stamp)
def events_calendar() -> ResponseReturnValue:
    """Calendar of all coming events, and of those in the last ninety days."""
    recent = queries.visible_to(ANONYMOUS).listed().coming(clock.now() - KEPT_IN_CALENDAR)
    found = db.session.scalars(recent.options(defer(Event.story)).limit(MOST_IN_CALENDAR))
    file = calendar((structured_data.calendar_entry(event) for event in found), name=settings.current().name)
    return public_file(file, CONTENT_TYPE)


@bp.get("/feed.atom")
@allow(everyone)
@cached_by_etag(public_stamp)
def atom_feed() -> ResponseReturnValue:
    """Feed of what is new, the latest announcement first (RFC 4287)."""
    listed = queries.visible_to(ANONYMOUS).listed().statement
    latest = listed.order_by(Event.published_at.desc(), Event.id.desc()).limit(MOST_IN_FEED)
    events = list(db.session.scalars(latest))
    updated = max((event.changed_at for event in events), default=datetime(2000, 1, 1, tzinfo=UTC))
    body = render_template(
        "site/public/feed.xml",
        events=events,
        updated=updated,
        address_of=structured_data.public_url,
        absolute=signed_links.absolute_url,
    )
    return public_file(body, "application/atom+xml; charset=utf-8")


@bp.get("/robots.txt")
@allow(everyone)
def robots() -> ResponseReturnValue:
    """What search engines should leave alone (RFC 9309)."""
    address = signed_links.absolute_url(url_for("site.sitemap"))
    body = render_template("site/public/robots.txt", sitemap=address)
    return public_file(body, "text/plain; charset=utf-8")


@bp.get("/.well-known/security.txt")
@allow(everyone)
def security_txt() -> ResponseReturnValue:
    """Whom to notify of a vulnerability (RFC 9116); nothing while the chapter has no e-mail."""
    chapter = settings.current()
    if not chapter.email:
        abort(404)
    ends = datetime.combine(clock.now().date(), time(), UTC) + SECURITY_LASTS
    here = signed_links.absolute_url(url_for("site.security_txt"))
    body = (
        f"Contact: mailto:{to_ascii(chapter.email)}\nExpires: {ends:%Y-%m-%dT%H:%M:%SZ}\n"
        f"Preferred-Languages: en\nCanonical: {here}\n"
    )
    return public_file(body, "text/plain; charset=utf-8")


@bp.get("/.well-known/change-password")
@allow(everyone)
def change_password() -> ResponseReturnValue:
    """Redirect to where a password is changed (W3C, a well-known address for changing passwords)."""
    return redirect(url_for("authentication_portal.account"))
