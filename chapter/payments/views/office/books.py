"""/office/giving/books: what needs the treasurer, the ledger by month, what receipts say about the
chapter."""

import calendar
from datetime import UTC, datetime
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user, treasurers
from chapter.exports.views.export import Export, export
from chapter.forms.concurrent_edits import edit_form, initial_edit_form
from chapter.gateways import clock
from chapter.payments import ledger_export, purposes
from chapter.payments.forms import ReceiptWordingForm
from chapter.payments.models.receipts import BOOK_ID, ReceiptBook
from chapter.payments.rules import receipts
from chapter.payments.views.office import bp
from chapter.people import edit_conflicts
from chapter.settings import queries as settings
from chapter.web.access import allow, second_factor_required


@bp.get("/books")
@allow(treasurers)
def books() -> ResponseReturnValue:
    """Show open orders, when Stripe was last heard from, events that failed, the ledger by month."""
    return _books_page(None)


@bp.post("/books")
@allow(treasurers)
def change_receipt_wording() -> ResponseReturnValue:
    """Change what receipts say about the chapter."""
    form, by = edit_form(_filled), current_user.actor
    with form.trying(_books_page), db.writing():
        book = _book()
        edit_conflicts.lock_unchanged(form, book, viewer=by)
        receipts.change_wording(
            book, status=str(form.status.data or ""), country=str(form.country.data),
            words=str(form.words.data or ""), by=by, now=clock.now(),
        )  # fmt: skip
    flash("Saved. Receipts already issued stay as they are.")
    return redirect(url_for("payments_office.books"), 303)


@bp.route("/ledger-<int(min=2000,max=2100):year>-<int(min=1,max=12):month>.csv", methods=["GET", "POST"])
@allow(treasurers)
@second_factor_required
@export
def ledger(year: int, month: int) -> Export:
    """Download a month of the ledger: opening balances, two lines for each movement, their sum, closing
    balances."""
    zone = settings.current().zone_info
    since = datetime(year, month, 1, tzinfo=zone)
    until = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)
    return Export.of_table(
        f"ledger-{year}-{month:02}",
        f"The ledger of {calendar.month_name[month]} {year}, with who paid",
        url_for("payments_office.books"),
        ledger_export.ledger_table(since.astimezone(UTC), until.astimezone(UTC), zone),
    )


def _book() -> ReceiptBook:
    return db.session.get_one(ReceiptBook, BOOK_ID)


def _filled(**more: Any) -> ReceiptWordingForm:
    return ReceiptWordingForm(obj=_book(), **more)


def _books_page(form: ReceiptWordingForm | None) -> str:
    book = _book()
    local = clock.now().astimezone(settings.current().zone_info)
    months = [divmod(local.year * 12 + local.month - 1 - back, 12) for back in range(13)]
    return render_template(
        "payments/office/books.html",
        form=form or initial_edit_form(_filled),
        book=book,
        months=[(year, month + 1) for year, month in months],
        names=calendar.month_name,
        waiting=[item for pages in purposes.all_pages() for item in pages.waiting(clock.now())],
        reports=[report for pages in purposes.all_pages() for report in pages.reports],
    )
