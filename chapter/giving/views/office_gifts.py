"""/office/giving/gifts and /books: what came in, gifts entered by hand, and what the treasurer needs."""

from datetime import date, datetime

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from wtforms import ValidationError

from chapter import db
from chapter.documents import tables
from chapter.gateways import clock
from chapter.giving import listing, paid, queries, words
from chapter.giving.models import Drive, Fund, Gift
from chapter.giving.office_forms import BatchForm, OfflineForm, ThanksForm, WallForm
from chapter.giving.rules import offline as rules
from chapter.giving.rules import thanking
from chapter.giving.rules.offline import Batch, Came
from chapter.giving.views.office import bp
from chapter.payments.rules.receipts import DESCRIBED
from chapter.people.models import Person
from chapter.people.viewer import treasurers
from chapter.refusal import Refused
from chapter.settings import queries as settings
from chapter.web.access import allow, current_viewer
from chapter.web.forms import choices_of
from chapter.web.numbered import new_nonce

__all__ = ["bp"]
PAGE = 50
TWICE = Refused("This form was sent at the same moment from elsewhere. Press the button once more.")


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


@bp.get("/gifts/<public_id>")
@allow(treasurers)
def gift(public_id: str) -> ResponseReturnValue:
    """One gift: who gave it, for whom, her words, and thanks."""
    return _gift_page(_gift(public_id))


@bp.post("/gifts/<public_id>/wall")
@allow(treasurers)
def wall(public_id: str) -> ResponseReturnValue:
    """Let her words stand on the wall, or not."""
    found, form = _gift(public_id), WallForm()
    if not form.validate_on_submit():
        return _gift_page(found, wall=form), 422
    with db.writing():
        thanking.moderate(found, show=bool(form.show.data), by=current_viewer().actor, now=clock.now())
    flash("Saved.")
    return redirect(url_for("giving_office.gift", public_id=found.public_id), 303)


@bp.post("/gifts/<public_id>/thanks")
@allow(treasurers)
def thank(public_id: str) -> ResponseReturnValue:
    """Thank her, in words of a named person."""
    found, form, viewer = _gift(public_id), ThanksForm(), current_viewer()
    if not form.validate_on_submit():
        return _gift_page(found, thanks=form), 422
    with db.writing():
        thanking.thank(found, str(form.said.data), by=viewer.person, now=clock.now())
    flash(
        f"Your thanks to {found.name} are on their way." if found.email else "It is noted that you thanked."
    )
    return redirect(url_for("giving_office.gift", public_id=found.public_id), 303)


@bp.route("/offline", methods=["GET", "POST"])
@allow(treasurers)
def offline() -> ResponseReturnValue:
    """Enter one gift that came by hand."""
    form = OfflineForm().with_number()
    _offer(form)
    if not form.validate_on_submit():
        return _offline_page(form, None), 422 if form.is_submitted() else 200
    drive, fund_id = _chosen(form.drive.data)
    try:
        came = Came(
            form.cents(drive.currency),
            str(form.name.data),
            str(form.email.data or ""),
            str(form.thing.data or "") if form.method.data in DESCRIBED else "",
            bool(form.anonymous.data),
            fund_id,
            form.wanted_tribute,
        )
        with db.writing():
            entered = rules.record(
                drive,
                came,
                method=str(form.method.data),
                received_on=form.received_on.data or date.min,
                nonce=str(form.nonce.data),
                by=current_viewer().actor,
                now=clock.now(),
            )
    except (Refused, ValidationError, IntegrityError) as problem:
        form.refuse(_refusal(problem, "amount"))
        return _offline_page(form, None), 422
    flash(f"{entered.name}’s gift is on the meter.")
    return redirect(url_for("giving_office.gift", public_id=entered.public_id), 303)


@bp.post("/offline/batch")
@allow(treasurers)
def batch() -> ResponseReturnValue:
    """Enter many at once, when their sum is as it was counted."""
    form = BatchForm()
    _offer(form)
    if not form.validate_on_submit():
        return _offline_page(None, form), 422
    drive, fund_id = _chosen(form.drive.data)
    try:
        batch, now = _batch(form, drive, fund_id), clock.now()
        rules.check(drive, batch, now=now)
        entered = [_enter(drive, batch, place, now) for place in range(len(batch.gifts))]
    except (Refused, ValidationError, IntegrityError) as problem:
        form.refuse(_refusal(problem, "rows"))
        return _offline_page(None, form), 422
    before = len(entered) - sum(entered)
    there = f" {before:,} of them stood there already." if before else ""
    flash(f"{words.many(len(entered), 'gift is', 'gifts are')} on the meter.{there}")
    return redirect(url_for("giving_office.gifts"), 303)


def _batch(form: BatchForm, drive: Drive, fund_id: int | None) -> Batch:
    rows, control = form.came(drive.currency)
    came = [Came(cents, name, email, fund_id=fund_id) for cents, name, email in rows]
    return Batch(came, control, str(form.method.data), form.received_on.data or date.min)


def _enter(drive: Drive, batch: Batch, place: int, now: datetime) -> bool:
    with db.writing():
        return rules.record_one_of(drive, batch, place, by=current_viewer().actor, now=now)


def _gift(public_id: str) -> Gift:
    return db.first_or_404(select(Gift).where(Gift.public_id == public_id, Gift.paid_at.is_not(None)))


def _gift_page(found: Gift, wall: WallForm | None = None, thanks: ThanksForm | None = None) -> str:
    shown = not found.hidden_at and (found.shown_at is not None or not found.drive.wall_held)
    return render_template(
        "giving/office/gift.html",
        gift=found,
        giver=db.session.get(Person, found.person_id) if found.person_id else None,
        drive=found.drive,
        words=words,
        receipts=listing.receipts_of(found),
        standing=listing.standing_of(found),
        came=paid.of_one(found),
        fund=db.session.get(Fund, found.fund_id) if found.fund_id else None,
        wall=wall or WallForm(formdata=None, data={"show": shown}),
        form_has_errors=bool(wall or thanks),
        thanks=thanks or ThanksForm(formdata=None, data={"said": thanking.words_for(found)}),
    )


def _offer(form: OfflineForm | BatchForm) -> None:
    offered: dict[str, str] = {}
    for drive in db.session.scalars(queries.drives()):
        offered[str(drive.id)] = drive.title
        offered.update({f"{drive.id}:{fund.id}": f"{drive.title}: {fund.name}" for fund in drive.open_funds})
    form.drive.choices = choices_of(offered)


def _chosen(value: str) -> tuple[Drive, int | None]:
    """A drive, and a fund of it, of those that were offered."""
    drive, _, fund = value.partition(":")
    return db.session.get_one(Drive, int(drive)), int(fund) if fund else None


def _refusal(problem: Exception, field: str) -> Refused:
    if isinstance(problem, Refused):
        return problem
    return TWICE if isinstance(problem, IntegrityError) else Refused(str(problem), field)


def _offline_page(form: OfflineForm | None, batch: BatchForm | None) -> str:
    one = form or OfflineForm(formdata=None).with_number()
    many = batch or BatchForm(formdata=None)
    for each in (one, many):
        _offer(each)
        if not each.is_submitted():
            each.received_on.data = clock.now().astimezone(settings.current().zone_info).date()
    one.nonce.data = one.nonce.data or new_nonce()
    return render_template(
        "giving/office/offline.html",
        one=one.marked("one"),
        many=many.marked("many"),
        form_has_errors=bool((form and form.errors) or (batch and batch.errors)),
        words=words,
    )


def csv_file(text: str, name: str) -> Response:
    """A table to keep, private to whoever asked for it."""
    disposition = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return Response(text, content_type=tables.CONTENT_TYPE, headers=disposition)
