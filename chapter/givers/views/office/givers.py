"""/office/giving/givers: who gives, statements of a year, and what gifts did."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from werkzeug import Response

from chapter import db
from chapter.accounts.viewer import treasurers
from chapter.broadcasts import kinds
from chapter.broadcasts import queries as broadcasts_queries
from chapter.broadcasts.views.send_preview import goes_back, preview_page, send_now_if_pressed
from chapter.gateways import clock
from chapter.givers import queries as giving
from chapter.givers import year_end_statements
from chapter.givers.forms import CreditForm, NewsForm, StatementsForm
from chapter.givers.models import DriveNews
from chapter.givers.rules import drive_news, soft_credits, statement_requests
from chapter.giving import gift_amounts, queries, words
from chapter.giving.models import Drive, Gift
from chapter.giving.views.office.books import bp
from chapter.people.models import Person
from chapter.people.view_log import log_view
from chapter.refusal import Refused
from chapter.settings import queries as settings
from chapter.web.access import allow, current_viewer
from chapter.web.csrf import ButtonForm
from chapter.web.forms import FORM_EXPIRED

__all__ = ["bp"]
PAGE = 50


@bp.get("/givers")
@allow(treasurers)
def givers() -> ResponseReturnValue:
    """Who gives, as a sentence asks."""
    return givers_page(None)


@bp.get("/givers/<public_id>")
@allow(treasurers)
def giver(public_id: str) -> ResponseReturnValue:
    """One giver: all her gifts, what she is thanked for as well, and her statements."""
    person = _person(public_id)
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


@bp.post("/gifts/<public_id>/credit")
@allow(treasurers)
def credit(public_id: str) -> ResponseReturnValue:
    """Thank a second person for it as well."""
    gift, form = _gift(public_id), CreditForm()
    if not form.validate_on_submit():
        return _credit_page(gift, form), 422
    try:
        with db.writing():
            person = soft_credits.add_soft_credit(
                gift, str(form.email.data), by=current_viewer().actor, now=clock.now()
            )
    except Refused as refused:
        form.show_error(refused)
        return _credit_page(gift, form), 422
    flash(f"{person.name} is thanked for it as well.")
    return redirect(url_for("giving_office.credits", public_id=gift.public_id), 303)


@bp.get("/gifts/<public_id>/credit")
@allow(treasurers)
def credits(public_id: str) -> ResponseReturnValue:
    """Who is thanked for a gift beside her who gave it."""
    return _credit_page(_gift(public_id), CreditForm(formdata=None))


@bp.post("/gifts/<public_id>/credit/<person_id>/end")
@allow(treasurers)
def uncredit(public_id: str, person_id: str) -> ResponseReturnValue:
    """Take that back."""
    gift, person = _gift(public_id), _person(person_id)
    if not ButtonForm().validate_on_submit():
        return _credit_page(gift, CreditForm(formdata=None), FORM_EXPIRED), 422
    with db.writing():
        soft_credits.remove_soft_credit(gift, person, by=current_viewer().actor, now=clock.now())
    flash(f"{person.name} is no longer thanked for it.")
    return redirect(url_for("giving_office.credits", public_id=gift.public_id), 303)


@bp.route("/drives/<slug>/did", methods=["GET", "POST"])
@allow(treasurers)
def did(slug: str) -> ResponseReturnValue:
    """Tell everybody who gave to a drive what it did; once."""
    drive, form = db.first_or_404(queries.all_drives().where(Drive.slug == slug)), NewsForm()
    if not form.is_submitted():
        form.signed.data = drive.thanks_name or current_viewer().person.name
    if not form.validate_on_submit():
        return _did_page(drive, form), 422 if form.is_submitted() else 200
    if goes_back():
        return _did_page(drive, form)
    words_of_it = {"words": str(form.words.data), "signed": str(form.signed.data)}
    back = url_for("giving_office.did", slug=drive.slug)
    try:
        drive_news.check_not_told(drive)
        first = preview_page(form, kinds.draft(statement_requests.NEWS, drive, **words_of_it), back=back)
        if first is not None:
            return first
        with db.writing():
            said = drive_news.hold_news(drive, **words_of_it, by=current_viewer().actor, now=clock.now())
            send_now_if_pressed(said)
    except Refused as refused:
        form.show_error(refused)
        return _did_page(drive, form), 422
    return redirect(url_for("giving_office.did", slug=drive.slug), 303)


def _person(public_id: str) -> Person:
    return db.first_or_404(select(Person).where(Person.public_id == public_id, Person.erased_at.is_(None)))


def _gift(public_id: str) -> Gift:
    return db.first_or_404(select(Gift).where(Gift.public_id == public_id, Gift.paid_at.is_not(None)))


def _credit_page(gift: Gift, form: CreditForm, trouble: str = "") -> str:
    log_view(gift.person_id)
    return render_template(
        "givers/office/credits.html", gift=gift, credits=giving.soft_credits_of(gift), form=form, words=words,
        trouble=trouble, form_has_errors=bool(trouble or form.errors),
    )  # fmt: skip


def _did_page(drive: Drive, form: NewsForm) -> str:
    told = db.first(select(DriveNews).where(DriveNews.drive_id == drive.id))
    return render_template(
        "givers/office/drive_news.html",
        drive=drive,
        form=form,
        told=told,
        held=db.first(broadcasts_queries.held_about(drive, statement_requests.NEWS)),
        many=kinds.count_recipients(kinds.draft(statement_requests.NEWS, drive)),
        words=words,
    )


def givers_page(form: StatementsForm | None) -> str:
    """Who gives, and the form that sends a year's statements."""
    now, asked = clock.now(), giving.query_from_args(request.args)
    found = giving.find_givers(asked, now)
    total = db.session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(asked.page, pages)
    rows = db.session.execute(found.limit(PAGE).offset((page - 1) * PAGE)).all()
    zone = settings.current().zone_info
    last_year = now.astimezone(zone).year - 1
    return render_template(
        "givers/office/givers.html",
        rows=[(*row, giving.STATUS_TAGS[giving.giver_status(row.gifts, row.last, now)]) for row in rows],
        came=giving.income_by_giver([row[0].id for row in rows]),
        asked=asked,
        standings=giving.STATUS_FILTERS,
        total=total,
        page=page,
        pages=pages,
        form=form or StatementsForm(formdata=None, data={"year": last_year}),
        asked_for=giving.count_statements(last_year),
        not_reached=len(giving.givers_without_mail(last_year, zone)),
        last_year=last_year,
        words=words,
    )
