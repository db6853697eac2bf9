"""/office/giving/givers: who gives, and what one giver gave."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug import Response

from chapter import db
from chapter.accounts.viewer import treasurers
from chapter.gateways import clock
from chapter.givers import queries as giving
from chapter.givers import year_end_statements
from chapter.givers.forms import GiverListForm, StatementsForm
from chapter.givers.rules import statement_requests
from chapter.givers.views.office import bp
from chapter.giving import gift_amounts, words
from chapter.people.models import Person
from chapter.people.view_log import log_view
from chapter.settings import queries as settings
from chapter.web import pages
from chapter.web.access import allow


@bp.get("/givers")
@allow(treasurers)
def givers() -> ResponseReturnValue:
    """List the givers that the filter asks for."""
    return givers_page(None)


@bp.get("/givers/<public_id>")
@allow(treasurers)
def giver(public_id: str) -> ResponseReturnValue:
    """Show one giver: all their gifts, what they are thanked for as well, and their statements."""
    person = person_or_404(public_id)
    gifts = giving.gifts_of_giver(person.id)
    credited = giving.soft_credits_of_person(person.id)
    if not gifts and not credited:
        return Response(status=404)
    log_view(person.id)
    kept = [gift for gift in gifts if gift.returned_at is None]
    stands = giving.giver_status(len(kept), kept[0].paid_at, clock.now()) if kept else ""
    return render_template(
        "givers/office/giver.html",
        person=person,
        gifts=gifts,
        credited=credited,
        stands=giving.STATUS_TAGS.get(stands),
        came=gift_amounts.amounts_by_gift([*gifts, *(one.gift for one in credited)]),
        sums=gift_amounts.total_amounts(giving.paid_gifts_of_giver(person.id)),
        many=len(kept),
        years=[
            (year, year_end_statements.statement_token(person, year))
            for year in year_end_statements.years_with_receipts(person)
        ],
        words=words,
    )


def person_or_404(public_id: str) -> Person:
    """The person with this public id; 404 when there is none, or they are erased."""
    return db.first_or_404(select(Person).where(Person.public_id == public_id, Person.erased_at.is_(None)))


def givers_page(form: StatementsForm | None) -> str:
    """Render the list of givers, with the form that sends a year's statements."""
    now, which = clock.now(), GiverListForm(request.args)
    which.validate()
    found = giving.find_givers(giving.GiverQuery(**which.data), now)
    page = pages.by_key(found, at=which.address(url_for("givers_office.givers")))
    zone = settings.current().zone_info
    last_year = now.astimezone(zone).year - 1
    return render_template(
        "givers/office/givers.html",
        rows=[
            (person, gifts, last, giving.STATUS_TAGS[giving.giver_status(gifts, last, now)])
            for person, gifts, _, last in page.rows
        ],
        came=giving.income_by_giver([row[0].id for row in page.rows]),
        which=which,
        total=db.count(found),
        page=page,
        form=form or StatementsForm(formdata=None, data={"year": last_year}),
        mailed=giving.count_statements(last_year),
        on_their_way=statement_requests.count_on_their_way(last_year),
        not_reached=len(giving.givers_without_mail(last_year, zone)),
        last_year=last_year,
        words=words,
    )
