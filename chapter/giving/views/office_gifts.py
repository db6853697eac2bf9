"""/office/giving/gifts: what came in, as a list and as a table."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from chapter import db
from chapter.documents import tables
from chapter.gateways import clock
from chapter.giving import listing, paid, queries, words
from chapter.giving.views.office import bp
from chapter.people.viewer import treasurers
from chapter.settings import queries as settings
from chapter.web.access import allow

__all__ = ["bp"]
PAGE = 50


@bp.get("/gifts")
@allow(treasurers)
def gifts() -> ResponseReturnValue:
    """What came in, as a sentence says it."""
    asked = listing.read(request.args)
    found = listing.gifts(asked, clock.now())
    total = db.session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(asked.page, pages)
    shown = list(db.session.scalars(found.limit(PAGE).offset((page - 1) * PAGE)))
    return render_template(
        "giving/office/gifts.html",
        gifts=shown,
        asked=asked,
        total=total,
        page=page,
        pages=pages,
        words=words,
        drives=list(db.session.scalars(queries.drives())),
        states=listing.STATES,
        came=paid.of(shown),
        sums=paid.sums(found),
    )


@bp.get("/gifts.csv")
@allow(treasurers)
def export() -> ResponseReturnValue:
    """The same as a table."""
    found = db.session.scalars(listing.gifts(listing.read(request.args), clock.now())).all()
    rows = listing.table(found, settings.current().zone_info)
    return csv_file("".join(tables.rows_as_csv(listing.HEAD, rows)), "gifts.csv")


def csv_file(text: str, name: str) -> Response:
    """A table to keep, private to whoever asked for it."""
    disposition = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return Response(text, content_type=tables.CONTENT_TYPE, headers=disposition)
