"""/me/gifts: the member's gifts, receipts, and year-end statements."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user, signed_in
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.givers import queries, year_end_statements
from chapter.givers.rules import statement_requests
from chapter.giving import gift_amounts, words
from chapter.portal.views.portal import bp
from chapter.refusal import Refused
from chapter.web.access import allow


@bp.get("/me/gifts")
@allow(signed_in)
def gifts() -> ResponseReturnValue:
    """The member's gifts, the latest first."""
    return _page()


@bp.post("/me/gifts/statement/<int(min=2000,max=2100):year>")
@allow(signed_in)
def mail_statement(year: int) -> ResponseReturnValue:
    """Mail the member the statement of that year, even if they had it before."""
    with pressed(_page):
        if year not in year_end_statements.years_with_receipts(current_user.person):
            raise Refused(f"You made no gift in {year}.")
        with db.writing():
            statement_requests.request_again(
                current_user.person, year, by=current_user.actor, now=clock.now()
            )
    flash(f"Your {year} statement is on its way to {current_user.account.email}.")
    return redirect(url_for("portal.gifts"), 303)


def _page(trouble: str = "") -> str:
    person = current_user.person
    gifts = [gift for gift in queries.gifts_of_giver(person.id) if gift.voided_at is None]
    return render_template(
        "portal/gifts.html",
        gifts=gifts,
        came=gift_amounts.amounts_by_gift(gifts),
        credited=queries.soft_credits_of_person(person.id),
        receipts=queries.receipts_of_giver(person.id),
        years=[
            (year, year_end_statements.statement_token(person, year))
            for year in year_end_statements.years_with_receipts(person)
        ],
        words=words,
        trouble=trouble,
        form_has_errors=bool(trouble),
    )
