"""/office/giving/gifts: what came in, as a list and as a table."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import treasurers
from chapter.exports.views.export import Export, export
from chapter.gateways import clock
from chapter.giving import gift_amounts, gift_export, gift_list, queries, words
from chapter.giving.office_forms import GiftListForm
from chapter.giving.views.office import bp
from chapter.settings import queries as settings
from chapter.web import pages
from chapter.web.access import allow, second_factor_required


@bp.get("/gifts")
@allow(treasurers)
def gifts() -> ResponseReturnValue:
    """List the gifts that a sentence of filters asks for."""
    form = GiftListForm(request.args).offer(db.session.scalars(queries.all_drives()))
    found = gift_list.find_gifts(form.asked, clock.now())
    page = pages.by_key(found)
    return render_template(
        "giving/office/gifts.html",
        form=form,
        total=db.count(found),
        page=page,
        words=words,
        came=gift_amounts.amounts_by_gift(page.rows),
        sums=gift_amounts.total_amounts(found),
    )


@bp.route("/gifts.csv", methods=["GET", "POST"])
@allow(treasurers)
@second_factor_required
@export
def gifts_file() -> Export:
    """Download the gifts that the page lists."""
    form = GiftListForm(request.args).offer(())
    asked = form.asked
    return Export.of_table(
        "gifts",
        "Gifts, with givers’ names and emails",
        form.address(url_for("giving_office.gifts")),
        gift_export.gift_table(gift_list.find_gifts(asked, clock.now()), settings.current().zone_info),
        filter=gift_list.describe_query(asked),
    )
