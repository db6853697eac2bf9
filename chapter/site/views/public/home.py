"""The home page, its share image, and the web manifest."""

import json

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user
from chapter.bookings import queries as bookings_queries
from chapter.bookings import wording
from chapter.bookings.models import ARRIVALS
from chapter.documents import share_images
from chapter.documents.share_images import ShareImage
from chapter.events import dates, queries
from chapter.gateways import clock
from chapter.security import signed_links
from chapter.settings import queries as settings
from chapter.site.views.public import bp
from chapter.web.access import allow, everyone
from chapter.web.files import public_file
from chapter.web.http_cache import cached_by_etag

ON_HOME = 7


def public_stamp() -> tuple[object, ...]:
    """What the home page depends on now, for its ETag."""
    return queries.stamp(clock.now())


@bp.get("/")
@allow(everyone)
@cached_by_etag(public_stamp)
def home() -> ResponseReturnValue:
    """The next event as an invitation, those after it, and how to begin."""
    now = clock.now()
    listed = queries.visible_to(current_user).listed()
    coming = list(db.session.scalars(listed.coming(now).limit(ON_HOME)))
    on_now = [event for event in coming if dates.is_on_now(event, now)]
    ahead = [event for event in coming if event not in on_now]
    open_ones = [event for event in ahead if event.cancelled_at is None]
    return render_template(
        "site/public/home.html",
        next=open_ones[0] if open_ones else None,
        on_now=on_now,
        coming=[event for event in ahead if not open_ones or event is not open_ones[0]],
        seatings=bookings_queries.occupancy_by_event(coming),
        arrivals=ARRIVALS,
        data=linked_data(),
        picture=signed_links.absolute_url(url_for("site.card")),
        words=wording,
        now=now,
    )


@bp.get("/card.png")
@allow(everyone)
@cached_by_etag(public_stamp)
def card() -> ResponseReturnValue:
    """The share image of links to the chapter."""
    chapter = settings.current()
    picture = ShareImage(
        "Start with one person",
        above=(chapter.tagline,),
        below=signed_links.absolute_url("/").split("://")[-1].strip("/"),
        foot=chapter.name,
        slug=chapter.name,
    )
    db.end_reading()
    return public_file(picture.png(), share_images.CONTENT_TYPE)


def linked_data() -> dict[str, object]:
    """The chapter as linked data of schema.org (NGO)."""
    chapter = settings.current()
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NGO",
        "name": chapter.name,
        "url": signed_links.absolute_url("/"),
    }
    said = {
        "legalName": chapter.legal_name, "taxID": chapter.ein, "address": chapter.address,
        "email": chapter.email, "description": chapter.tagline,
    }  # fmt: skip
    return data | {name: value for name, value in said.items() if value}


@bp.get("/site.webmanifest")
@allow(everyone)
@cached_by_etag(public_stamp)
def manifest() -> ResponseReturnValue:
    """The web manifest, for a site added to a home screen (W3C Web Application Manifest)."""
    chapter = settings.current()
    said = {
        "name": chapter.name,
        "short_name": chapter.short_name or chapter.name,
        "start_url": url_for("site.home"),
        "display": "browser",
        "background_color": "#fffbf5",
        "theme_color": "#3a1540",
    }
    return public_file(json.dumps(said), "application/manifest+json")
