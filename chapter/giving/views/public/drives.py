"""/give: drives, one drive with its form, and its meter for other sites and as data."""

from datetime import datetime
from typing import Any

from flask import Response, jsonify, render_template, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from chapter import db
from chapter.accounts.viewer import current_user
from chapter.cover_art import goal_meter
from chapter.documents import pdf, qr, share_images
from chapter.documents.share_images import ShareImage
from chapter.forms.idempotent_form import new_nonce
from chapter.gateways import clock
from chapter.giving import queries, words
from chapter.giving.forms import GiftForm
from chapter.giving.models import OPEN, Drive
from chapter.giving.views.public import bp
from chapter.security import signed_links
from chapter.settings import queries as settings
from chapter.web import page_cache
from chapter.web.access import allow, everyone
from chapter.web.answers import Answer
from chapter.web.csrf import csrf_token
from chapter.web.files import public_file
from chapter.web.filters import theme
from chapter.web.headers import CSP, with_headers
from chapter.web.http_cache import cached_by_etag, program_version

FRAMEABLE = "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors *"
"""Only the meter may be framed by other sites: no form, no script, nothing to press but one link."""


def public_stamp() -> tuple[object, ...]:
    """A stamp of everything that the public pages of drives depend on now."""
    return queries.version_of_all(clock.now())


@bp.get("/")
@allow(everyone)
@cached_by_etag(public_stamp)
def index() -> ResponseReturnValue:
    """List the drives: open ones, and past ones."""
    now = clock.now()
    found = list(db.session.scalars(queries.public_drives()))
    figures = queries.figures_by_drive(found)
    shown = [(drive, figures[drive.id]) for drive in found]
    states = {drive.id: drive.state(sums.given_cents, now) for drive, sums in shown}
    return render_template(
        "giving/public/index.html",
        open=[one for one in shown if states[one[0].id] == OPEN],
        others=[one for one in shown if states[one[0].id] != OPEN],
        states=states,
        words=words,
        meter=goal_meter,
    )


@bp.get("/<slug>")
@allow(everyone)
def show(slug: str) -> ResponseReturnValue:
    """Show one drive: its story, how far it is, and the form."""
    drive = drive_or_404(slug)
    if current_user.is_authenticated or "_flashes" in session:
        return drive_page(drive, gift_form(drive))
    return Response(_page_for_guests(drive))


@bp.get("/<slug>.json")
@allow(everyone, answer=Answer.JSON)
@with_headers({"Access-Control-Allow-Origin": "*"})
@cached_by_etag(public_stamp)
def data(slug: str) -> ResponseReturnValue:
    """The figures of the meter as JSON."""
    drive = drive_or_404(slug)
    figures = queries.figures(drive)
    return jsonify(
        goal_cents=drive.goal_cents,
        raised_cents=figures.raised_cents,
        given_cents=figures.given_cents,
        matched_cents=0,
        pledged_cents=0,
        gifts=figures.gifts,
        currency=drive.currency,
        ends_at=drive.ends_at.isoformat(),
    )


@bp.get("/<slug>/meter")
@allow(everyone)
@with_headers({CSP: FRAMEABLE})
@cached_by_etag(public_stamp)
def embed(slug: str) -> ResponseReturnValue:
    """The meter alone, for a frame on another site."""
    drive = drive_or_404(slug)
    return render_template(
        "giving/public/meter.html", drive=drive, figures=queries.figures(drive), words=words,
        meter=goal_meter, address=address_of(drive),
    )  # fmt: skip


@bp.get("/<slug>/card.png")
@allow(everyone)
@cached_by_etag(public_stamp)
def card(slug: str) -> ResponseReturnValue:
    """The picture of a link preview. Without amounts: other sites store it for long."""
    drive, chapter = drive_or_404(slug), settings.current()
    until = words.until(drive, chapter.zone_info)
    picture = ShareImage(
        drive.title, above=(until,), below=drive.summary, foot=chapter.name, slug=f"give/{drive.slug}"
    )
    db.end_reading()
    return public_file(picture.png(), share_images.CONTENT_TYPE)


@bp.get("/<slug>/poster.pdf")
@allow(everyone)
def poster(slug: str) -> ResponseReturnValue:
    """A poster to print: the drive, and a code that opens its page."""
    drive, chapter = drive_or_404(slug), settings.current()
    sheet = {
        "title": drive.title,
        "summary": drive.summary,
        "receiver": chapter.name,
        "address": address_of(drive),
        "qr": qr.svg(address_of(drive)).decode(),
        "call": "Point your phone here.",
    }
    db.end_reading()
    return public_file(pdf.render_pdf("poster", sheet), pdf.CONTENT_TYPE)


def gift_form(drive: Drive) -> GiftForm:
    """The form of this drive; a signed-in giver is not asked for name and email."""
    form = GiftForm().for_drive(drive)
    return form.without_identity() if current_user.is_authenticated else form


def _page_for_guests(drive: Drive) -> bytes:
    """The page that is the same for every guest, but for the token and the nonce of their form."""
    chapter, now = settings.current(), clock.now()
    fresh = {"token": csrf_token(), "nonce": new_nonce()}
    depends_on = (
        *("drive", drive.public_id, drive.version, drive.wall_version, queries.last_ledger_entry_id()),
        *(now >= drive.begins_at, now >= drive.ends_at),
        *(
            chapter.version,
            chapter.sight,
            now.astimezone(chapter.zone_info).date(),
            theme(),
            program_version(),
        ),
    )

    def make() -> str:
        form = gift_form(drive)
        form.nonce.data = fresh["nonce"]
        return drive_page(drive, form)

    return page_cache.render_with_fresh_values(fresh, depends_on, make)


def drive_page(drive: Drive, form: GiftForm, trouble: str = "", note: str = "") -> str:
    """Render the drive's page, with what was typed; ``trouble`` and ``note`` are shown above it."""
    now, figures = clock.now(), queries.figures(drive)
    return render_template(
        "giving/public/show.html",
        drive=drive,
        figures=figures,
        state=drive.state(figures.given_cents, now),
        form=form,
        wall=queries.wall(drive, current_user.account.person_id if current_user.is_authenticated else None),
        trouble=trouble,
        note=note,
        address=address_of(drive),
        picture=signed_links.absolute_url(url_for("giving.card", slug=drive.slug)),
        data=_donate_action(drive),
        words=words,
        meter=goal_meter,
    )


def drive_or_404(slug: str) -> Drive:
    """The drive with this slug; 404 when the public does not see it."""
    return db.first_or_404(select(Drive).where(Drive.slug == slug, Drive.opened_at.is_not(None)))


def state_of(drive: Drive, now: datetime) -> str:
    """The state of ``drive`` now, see models.Drive.state."""
    return drive.state(queries.figures(drive).given_cents, now)


def address_of(drive: Drive) -> str:
    """The absolute address of the page of ``drive``."""
    return signed_links.absolute_url(url_for("giving.show", slug=drive.slug))


def _donate_action(drive: Drive) -> dict[str, Any]:
    """schema.org's DonateAction, for search engines."""
    chapter = settings.current()
    return {
        "@context": "https://schema.org",
        "@type": "DonateAction",
        "name": drive.title,
        "description": drive.summary,
        "recipient": {
            "@type": "NGO",
            "name": chapter.legal_name or chapter.name,
            "url": signed_links.absolute_url("/"),
        },
        "target": {"@type": "EntryPoint", "urlTemplate": address_of(drive)},
        "startTime": drive.begins_at.isoformat(),
        "endTime": drive.ends_at.isoformat(),
    }
