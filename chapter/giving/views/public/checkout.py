"""/give: from the form to Checkout, and receipts."""

import secrets

import structlog
from flask import Response, abort, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from chapter import db
from chapter.accounts import viewer as accounts_viewer
from chapter.documents import pdf, qr
from chapter.gateways import clock, current
from chapter.gateways.stripe import StripeRefused, StripeSilent
from chapter.giving import purpose, queries, words
from chapter.giving.forms import GiftForm
from chapter.giving.models import Drive, Gift
from chapter.giving.rules import checkout_limits, gifts
from chapter.giving.views.public.drives import address_of, bp, drive_or_404, drive_page, gift_form
from chapter.payments import tasks
from chapter.payments.models.orders import Attempt
from chapter.payments.models.receipts import Receipt
from chapter.payments.rules import orders
from chapter.refusal import Refused
from chapter.security import signed_links, throttle
from chapter.settings import queries as settings
from chapter.web.access import allow, current_viewer, everyone
from chapter.web.csrf import ButtonForm
from chapter.web.forms import FORM_EXPIRED

__all__ = ["bp"]
PAYER_COOKIE = "payer"
PRIVATE_HEADERS = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
NOT_SET_UP = Refused(
    "Paying online is not set up here. Nothing was charged. Write to us, and we tell you another way."
)
SILENT = (
    "Our payment partner did not answer in time. You did not get to its page, so nothing was charged. "
    "What you wrote is still here: try again in a minute."
)
SILENT_AGAIN = (
    "Our payment partner did not answer in time. If you have paid already, your receipt comes by email, and "
    "there is nothing to do. If not, what you wrote is still here: try again in a minute."
)
DECLINED = (
    "Our payment partner did not take this. Nothing was charged. What you wrote is still here; if it happens "
    "again, write to us."
)
TWICE = Refused("This form was sent at the same moment from elsewhere. Press the button once more.")
log = structlog.get_logger()


@bp.post("/<slug>/checkout")
@allow(everyone)
def checkout(slug: str) -> ResponseReturnValue:
    """Keep the gift and lead to Checkout. What is asked there is computed here."""
    drive, now = drive_or_404(slug), clock.now()
    form = gift_form(drive)
    if not form.validate_on_submit():
        return drive_page(drive, form), 422
    try:
        throttle.enforce(*_tries(form), now=now)
    except throttle.TooManyAttempts as over:
        return _too_many(drive, form, over)
    if current().stripe is None:
        form.show_error(NOT_SET_UP)
        return drive_page(drive, form), 422
    try:
        attempt = _ask(drive, form)
    except Refused as refused:
        form.show_error(refused)
        return drive_page(drive, form), 422
    except IntegrityError:
        form.show_error(TWICE)
        return drive_page(drive, form), 422
    before = tasks.led_to_checkout_before(attempt)
    try:
        return redirect(_begin(drive, attempt), 303)
    except Refused as refused:
        form.show_error(refused)
        return drive_page(drive, form), 422
    except StripeSilent as silent:
        log.warning("checkout_silent", order=attempt.order.public_id, why=str(silent))
        return drive_page(drive, form, SILENT_AGAIN if before else SILENT), 503
    except StripeRefused as declined:
        log.warning("checkout_refused", order=attempt.order.public_id, why=str(declined))
        return drive_page(drive, form, SILENT_AGAIN if before else DECLINED), 502


@bp.get("/receipt/<token>")
@allow(everyone)
def receipt(token: str) -> ResponseReturnValue:
    """A receipt, to read and to print; who holds its link may see it."""
    return _receipt_page(_receipt(token))


@bp.post("/receipt/<token>/me")
@allow(everyone)
def mine(token: str) -> ResponseReturnValue:
    """Yes, this gift is hers: the link stands only in her mails and her account."""
    found = _receipt(token)
    gift = _gift_of(found)
    if gift is None:
        abort(404)
    if not ButtonForm().validate_on_submit():
        return _receipt_page(found, FORM_EXPIRED), 422
    with db.writing():
        gifts.prove(
            gift, accounts_viewer.verification_by_press(current_viewer(), gift.person_id), now=clock.now()
        )
    flash("Thank you. This gift is confirmed as yours.", "done")
    return redirect(url_for("giving.receipt", token=found.token), 303)


@bp.get("/receipt/<token>.pdf")
@allow(everyone)
def receipt_file(token: str) -> ResponseReturnValue:
    """The same as a file."""
    found = _receipt(token)
    said, sheet = found.snapshot, _sheet(found)
    db.end_reading()
    response = Response(
        pdf.render_pdf("receipt", sheet), content_type=pdf.CONTENT_TYPE, headers=PRIVATE_HEADERS
    )
    name = f"receipt-{found.number}-{said['received_on']}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.get("/<slug>/poster.pdf")
@allow(everyone)
def poster(slug: str) -> ResponseReturnValue:
    """A sheet for a door or a table: the drive, and a code that opens its page."""
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
    return Response(pdf.render_pdf("poster", sheet), content_type=pdf.CONTENT_TYPE)


def _ask(drive: Drive, form: GiftForm) -> Attempt:
    """Her gift, its order and the attempt to have it paid; this browser alone is shown what becomes of it."""
    viewer, now = current_viewer(), clock.now()
    who = (viewer.person.name, viewer.account.email) if viewer.signed_in else form.typed_identity
    person = viewer.person if viewer.signed_in else None
    secret = session.get(PAYER_COOKIE)
    if not isinstance(secret, str):
        secret = session[PAYER_COOKIE] = secrets.token_urlsafe(16)
    with db.writing():
        raised = queries.figures(drive).given_cents if drive.stops_at_goal else 0
        gift = gifts.make_gift(
            drive,
            form.gift_input(who),
            raised_cents=raised,
            person=person,
            nonce=str(form.nonce.data),
            now=now,
        )
        order = gifts.open_order(gift, form=str(form.nonce.data), now=now)
        return orders.begin_attempt(order, secret, now=now)


def _begin(drive: Drive, attempt: Attempt) -> str:
    """The address of Checkout."""
    landing = signed_links.absolute_url(url_for("giving.thanks"))
    return tasks.begin_checkout(
        attempt, back=_way_back(drive, attempt), landing=landing, donation=True, now=clock.now()
    )


def _way_back(drive: Drive, attempt: Attempt) -> str:
    """Where Checkout leads whoever changes their mind: to their form, filled in. The number of the form comes
    along, so that it is the same gift when it is sent again as it was."""
    number = request.form.get("nonce", "")
    order = attempt.order.public_id
    return signed_links.absolute_url(
        url_for("giving.came_back", slug=drive.slug, public_id=order, form=number)
    )


def _tries(form: GiftForm) -> list[checkout_limits.CheckoutTry]:
    """What this press spends."""
    viewer, secret = current_viewer(), session.get(PAYER_COOKIE)
    email = viewer.account.email if viewer.signed_in else form.typed_identity[1]
    person = viewer.person if viewer.signed_in else None
    return checkout_limits.checkout_tries(person, email, secret if isinstance(secret, str) else None)


def _too_many(drive: Drive, form: GiftForm, over: throttle.TooManyAttempts) -> Response:
    response = make_response(drive_page(drive, form, words.try_later(over.seconds)), 429)
    response.headers["Retry-After"] = str(over.seconds)
    return response


def _receipt(token: str) -> Receipt:
    public_id = signed_links.public_id_from(token)
    if public_id is None or not signed_links.verify_token(token, "receipt", public_id):
        abort(404)
    return db.first_or_404(select(Receipt).where(Receipt.public_id == public_id))


def _receipt_page(found: Receipt, trouble: str = "") -> Response:
    gift = _gift_of(found)
    body = render_template(
        "giving/public/receipt.html",
        receipt=found,
        told=found.snapshot,
        after=db.first(select(Receipt).where(Receipt.replaces_id == found.id)),
        asks=gift is not None and not gift.proved and found.voided_at is None and bool(found.payer),
        trouble=trouble,
        form_has_errors=bool(trouble),
    )
    response = make_response(body)
    response.headers.update(PRIVATE_HEADERS)
    return response


def _gift_of(found: Receipt) -> Gift | None:
    """The gift of a receipt; None when it is of something else."""
    order = found.payment.order
    return (
        purpose.gift_of_order(order) if order is not None and order.purpose == purpose.PURPOSE_NAME else None
    )


def _sheet(found: Receipt) -> dict[str, object]:
    said = found.snapshot
    mark = "VOID" if found.voided_at else "SAMPLE" if said["sample"] else ""
    return {
        "title": f"Receipt {found.number}",
        "receiver": said["receiver"],
        "address": said["address"],
        "dated": f"Received on {found.dated}, {said['method'].lower()}",
        "payer": found.payer,
        "lines": found.lines,
        "total_words": "In all",
        "total": found.total,
        "mark": mark,
        "sentences": said["sentences"],
        "foot": f"EIN {said['ein']}" if said["ein"] else "",
    }
