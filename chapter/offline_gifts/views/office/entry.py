"""/office/giving/offline: entering offline gifts, one by one or as a batch with its sum."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import ValidationError

from chapter import db, plurals
from chapter.accounts.viewer import current_user, treasurers
from chapter.broadcasts.models import Broadcast
from chapter.forms.fields import choices_of
from chapter.forms.idempotent_form import SENT_TWICE, new_nonce
from chapter.gateways import clock
from chapter.giving import queries, words
from chapter.giving.models import Drive, Gift
from chapter.offline_gifts import entry_warnings
from chapter.offline_gifts.forms import METHODS, BatchForm, OfflineForm
from chapter.offline_gifts.rules import batch_receipts, batches
from chapter.offline_gifts.rules import entry as rules
from chapter.offline_gifts.rules.batches import Batch
from chapter.offline_gifts.rules.entry import NEW_PERSON, OfflineInput
from chapter.offline_gifts.views.office import bp
from chapter.people.models import Person, email_key, name_key
from chapter.refusal import Refused
from chapter.settings import queries as settings
from chapter.web.access import allow

Kind = TypeVar("Kind", bound="OfflineForm | BatchForm")
NEW = "new"
WHO = "We already know someone like this. Choose who gave it."


@bp.route("/offline", methods=["GET", "POST"])
@allow(treasurers)
def offline() -> ResponseReturnValue:
    """Enter one offline gift."""
    form = with_choices(OfflineForm().with_nonce())
    with form.trying(_offline_page, twice=SENT_TWICE):
        drive, came = gift_input(form)
        came, alike = ask_about_doubts(form, drive, came)
        if form.errors:
            return _offline_page(form, alike=alike), 422
        with db.writing():
            entered = rules.record_gift(
                drive, came, method=str(form.method.data), received_on=form.received_on.data or date.min,
                nonce=str(form.nonce.data), by=current_user.actor, now=clock.now(),
            )  # fmt: skip
    flash(f"{entered.name}’s gift is on the meter.")
    return redirect(url_for("givers_office.gift", public_id=entered.public_id), 303)


@bp.post("/offline/batch")
@allow(treasurers)
def batch() -> ResponseReturnValue:
    """Enter a batch, when its sum is as counted, and once the list was reviewed."""
    form = with_choices(BatchForm())
    with form.trying(lambda form: _offline_page(batch=form), twice=SENT_TWICE):
        if "change" in request.form:
            return _offline_page(batch=form)
        drive, fund_id = chosen_drive(form.drive.data)
        listed, now = _batch(form, fund_id), clock.now()
        batches.check_batch(drive, listed, now=now)
        looked_through = form.mark.data == listed.mark(drive)
        questions = batches.unclear_givers(drive, listed)
        answers = _answers(questions)
        doubts = _batch_warnings(drive, listed, now)
        if not looked_through or len(answers) < len(questions) or (doubts and not form.sure.data):
            page = _review_page(form, drive, listed, questions, answers, doubts)
            return page, 422 if looked_through else 200
        said = _hold_receipts(drive, listed, now)
        entered = [_enter(drive, listed, place, answers, now) for place in range(len(listed.gifts))]
    before = len(entered) - sum(entered)
    there = f" {before:,} of them were there already." if before else ""
    flash(f"{plurals.plural(len(entered), 'gift is', 'gifts are')} on the meter.{there}")
    if said is None or _nobody_waits(said):
        return redirect(url_for("giving_office.gifts"), 303)
    return redirect(url_for("office.show_broadcast", public_id=said.public_id), 303)


def with_choices(form: Kind) -> Kind:
    """The form with the drives and funds to choose from, and the currency of the one that was chosen."""
    offered: dict[str, str] = {}
    currency = settings.current().currency
    for drive in db.session.scalars(queries.all_drives()):
        offered[str(drive.id)] = drive.title
        offered.update({f"{drive.id}:{fund.id}": f"{drive.title}: {fund.name}" for fund in drive.open_funds})
        if str(form.drive.data or "").partition(":")[0] == str(drive.id):
            currency = drive.currency
    form.drive.choices = choices_of(offered)
    form.in_currency(currency)
    return form


def chosen_drive(value: str) -> tuple[Drive, int | None]:
    """The drive of a form's choice, and its fund, if one was chosen."""
    drive, _, fund = value.partition(":")
    return db.session.get_one(Drive, int(drive)), int(fund) if fund else None


def gift_input(form: OfflineForm) -> tuple[Drive, OfflineInput]:
    """The drive and the gift of a valid form. Raises Refused when it has no amount."""
    drive, fund_id = chosen_drive(form.drive.data)
    try:
        cents = form.cents
    except ValidationError as wrong:
        raise Refused(str(wrong), "amount") from None
    came = OfflineInput(
        cents, str(form.name.data), str(form.email.data or ""), str(form.thing.data or ""),
        bool(form.anonymous.data), fund_id, form.tribute_input,
    )  # fmt: skip
    return drive, came


def ask_about_doubts(
    form: OfflineForm, drive: Drive, came: OfflineInput, instead_of: Gift | None = None
) -> tuple[OfflineInput, list[Person]]:
    """The gift with its giver, and the known people who may be meant, while that is not clear. Each open
    question is shown beside its field. A form that made its gift already is asked nothing."""
    if rules.gift_by_nonce(str(form.nonce.data)) is not None:
        return came, []
    today = clock.now().astimezone(settings.current().zone_info).date()
    odd_amount = entry_warnings.amount_warning(
        drive, came.cents, entry_warnings.largest_gift_cents(drive, instead_of)
    )
    form.asks_about(odd_amount, entry_warnings.day_warning(form.received_on.data or today, today))
    if instead_of is not None and (instead_of.name, instead_of.email) == (came.name, came.email):
        return replace(came, giver_id=instead_of.person_id), []
    alike = rules.likely_givers(came.name, came.email)
    giver_id = _answer(str(request.form.get("who", "")), alike)
    of_whom = hashlib.sha256(f"{name_key(came.name)} {email_key(came.email)}".encode()).hexdigest()[:16]
    if alike and (giver_id is None or form.asked_of.data != of_whom):
        form.asked_of.data = of_whom
        form.name.errors = [WHO]
        return came, alike
    return replace(came, giver_id=giver_id), alike


def _answer(said: str, alike: list[Person]) -> int | None:
    if said == NEW and alike:
        return NEW_PERSON
    return next((person.id for person in alike if person.public_id == said), None)


def _answers(questions: Mapping[int, list[Person]]) -> dict[int, int]:
    """The chosen giver for each position that was asked about, as far as it was answered."""
    said = {place: _answer(request.form.get(f"who-{place}", ""), alike) for place, alike in questions.items()}
    return {place: giver_id for place, giver_id in said.items() if giver_id is not None}


def _batch(form: BatchForm, fund_id: int | None) -> Batch:
    came = [OfflineInput(one.cents, one.name, one.email, fund_id=fund_id) for one in form.found.lines]
    return Batch(came, form.in_cents(form.control), str(form.method.data), form.received_on.data or date.min)


def _batch_warnings(drive: Drive, listed: Batch, now: datetime) -> dict[int, str]:
    """Likely mistakes in the amounts, by position; at -1, in the day."""
    largest = entry_warnings.largest_gift_cents(drive)
    found = {
        place: entry_warnings.amount_warning(drive, came.cents, largest)
        for place, came in enumerate(listed.gifts)
    }
    found[-1] = entry_warnings.day_warning(
        listed.received_on, now.astimezone(settings.current().zone_info).date()
    )
    return {place: doubt for place, doubt in found.items() if doubt}


def _hold_receipts(drive: Drive, listed: Batch, now: datetime) -> Broadcast | None:
    """The broadcast that holds the receipts of a batch; None when nobody in it has an email."""
    if not any(came.email for came in listed.gifts):
        return None
    with db.writing():
        return batch_receipts.hold_receipts(drive, listed, by=current_user.actor, now=now)


def _nobody_waits(said: Broadcast) -> bool:
    """Whether no receipt waits, since all of the batch had been entered before: then the hold is
    discarded."""
    with db.writing():
        return batch_receipts.discard_empty_hold(said)


def _enter(drive: Drive, listed: Batch, place: int, answers: Mapping[int, int], now: datetime) -> bool:
    with db.writing():
        return batches.record_batch_gift(
            drive, listed, place, by=current_user.actor, now=now, giver_id=answers.get(place)
        )


def _review_page(
    form: BatchForm, drive: Drive, listed: Batch, questions: Mapping[int, list[Person]],
    answers: Mapping[int, int], doubts: Mapping[int, str],
) -> str:  # fmt: skip
    """The review page: what was read, before any of it is entered."""
    mark = listed.mark(drive)
    again = form.mark.data == mark
    form.mark.data, form.sure.data = mark, bool(form.sure.data) and again
    return render_template(
        "offline_gifts/office/batch.html",
        form=form,
        drive=drive,
        lines=list(enumerate(form.found.lines)),
        questions=questions,
        said={place: request.form.get(f"who-{place}", "") for place in questions},
        missing=[place for place in questions if place not in answers] if again else [],
        doubts=doubts,
        unsure=again and doubts and not form.sure.data,
        form_has_errors=again,
        method=METHODS[str(form.method.data)],
        words=words,
    )


def _offline_page(
    form: OfflineForm | None = None, batch: BatchForm | None = None, alike: Sequence[Person] = ()
) -> str:
    one = form or with_choices(OfflineForm(formdata=None).with_nonce())
    many = batch or with_choices(BatchForm(formdata=None))
    for each in (one, many):
        if not each.is_submitted() or each not in (form, batch):
            each.received_on.data = clock.now().astimezone(settings.current().zone_info).date()
    one.nonce.data = one.nonce.data or new_nonce()
    return render_template(
        "offline_gifts/office/offline.html",
        one=one.with_id_prefix("one"),
        many=many.with_id_prefix("many"),
        alike=alike,
        form_has_errors=bool((form and form.errors) or (batch and batch.errors)),
        words=words,
    )
