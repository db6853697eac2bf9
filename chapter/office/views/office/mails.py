"""/office/mails/: the state of each mail; those that failed, why, sending them again or setting them
aside."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user, staff
from chapter.email_addresses import email_key
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.mail import current_addresses, delivery, held_mails, mime_messages, queries
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.office import queries as office
from chapter.office.forms import MailListForm
from chapter.office.rules import mails as rules
from chapter.office.views.office import bp, mail_status
from chapter.people.models import Person
from chapter.people.view_log import log_view
from chapter.refusal import Refused
from chapter.web import pages
from chapter.web.access import allow, second_factor_required
from chapter.web.csrf import FORM_EXPIRED


@bp.get("/mails/")
@allow(staff)
@second_factor_required
def mails() -> ResponseReturnValue:
    """Mails in one state, the latest first, by default those that failed; to one address with ``?to=``."""
    form = MailListForm(request.args)
    form.validate()
    state = str(form.state.data)
    mails = queries.in_state(state, email_key(str(form.to.data))).where(queries.readable_by(current_user))
    page = pages.by_key(mails)
    now = clock.now()
    held = held_mails.count_by_kind(queries.readable_by(current_user)) if state == "held" else []
    return render_template(
        "office/office/mails.html", state=state, form=form, page=page,
        held=held, kept=delivery.keeps_mails_here(), now=now,
        arrived=office.all_mails_arrived() if state == "failed" and not page.rows else False,
        where=current_addresses.for_mails(page.rows) if state == "failed" else {},
        tested=mail_status.last_test(now), email=current_user.account.email,
        **mail_status.mail_status(now),
    )  # fmt: skip


@bp.get("/mails/<public_id>")
@allow(staff)
@second_factor_required
def show_mail(public_id: str) -> ResponseReturnValue:
    """One mail: its text without anybody's personal link, and its state."""
    found = _found(public_id)
    log_view(found.person_id)
    return render_template(
        "office/office/mail.html", mail=found, aside=found.failure == mail.SET_ASIDE,
        text=mime_messages.text_without_links(found),
        where=current_addresses.for_mails([found])[found.id],
        person=db.session.get(Person, found.person_id) if found.person_id else None,
    )  # fmt: skip


@bp.post("/mails/<public_id>/again")
@allow(staff)
@second_factor_required
def send_mail_again(public_id: str) -> ResponseReturnValue:
    """Retry one mail at ``to``: an address that was shown, and that it may go to now."""
    found, mails = _found(public_id), redirect(url_for("office.mails"), 303)
    asked = email_key(request.form.get("to", found.to_address))
    with pressed(mails):
        try:
            with db.writing():
                rules.send_again(found, asked, by=current_user.actor, now=clock.now())
        except Refused as no:
            if no.field != "to":
                raise
            flash(no.sentence, "refused")
            return redirect(url_for("office.show_mail", public_id=public_id), 303)
    flash(f"Sending it again to {found.to_name} at {found.to_address}.", "done")
    return mails


@bp.post("/mails/<public_id>/set-aside")
@allow(staff)
@second_factor_required
def set_mail_aside(public_id: str) -> ResponseReturnValue:
    """Withdraw a failed mail that is no longer needed: it leaves “Not delivered” and Today, and is listed as
    withdrawn."""
    found, mails = _found(public_id), redirect(url_for("office.mails"), 303)
    with pressed(mails), db.writing():
        rules.set_aside(found, by=current_user.actor, now=clock.now())
    flash("Archived. You’ll find it under “Canceled”.", "done")
    return mails


@bp.post("/mails/<public_id>/bounced")
@allow(staff)
@second_factor_required
def record_bounce(public_id: str) -> ResponseReturnValue:
    """Record that a mail came back to the chapter's own mailbox: its address gets only what its reader asks
    for."""
    return _record(public_id, rules.record_bounce, "We won’t send to {} until the address works again.")


@bp.post("/mails/<public_id>/complained")
@allow(staff)
@second_factor_required
def record_complaint(public_id: str) -> ResponseReturnValue:
    """Record that the reader reported the mail as spam: no to everything that goes to many."""
    return _record(public_id, rules.record_complaint, "We won’t send news to {} anymore.")


def _found(public_id: str) -> Mail:
    """A mail that the viewer may read; 404 for any other."""
    return office.readable_mail_or_404(current_user, public_id)


def _record(public_id: str, rule: Callable[..., None], notice: str) -> ResponseReturnValue:
    found, page = _found(public_id), redirect(url_for("office.show_mail", public_id=public_id), 303)
    with pressed(page):
        if found.sent_at is None or not found.to_address:
            raise Refused(FORM_EXPIRED)
        with db.writing():
            rule(found, by=current_user.actor, now=clock.now())
    flash(notice.format(found.to_address), "done")
    return page
