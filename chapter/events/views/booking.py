"""A booking by its personal link. Opening a page changes nothing; presses act."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, abort, flash, jsonify, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.audit import Actor
from chapter.documents import qr
from chapter.documents.calendar import CONTENT_TYPE, calendar
from chapter.events import files, opening, panels, queries, words
from chapter.events.forms import AnswerForm, FindForm, PartyChange
from chapter.events.models import ARRIVALS, CANCELLED, Rsvp
from chapter.events.opening import Opened
from chapter.events.rules import finding, parties
from chapter.events.rules.waitlist import SAVED_UNTIL
from chapter.events.views.proved import pressed
from chapter.events.views.public import bp
from chapter.gateways import clock
from chapter.mail import throttle as mail_throttle
from chapter.people import edit_conflicts
from chapter.people.models import email_key
from chapter.refusal import Refused
from chapter.security import throttle
from chapter.security.client_ip import client_ip
from chapter.web.access import allow, everyone
from chapter.web.concurrent_edits import edit_form, initial_edit_form
from chapter.web.csrf import ButtonForm
from chapter.web.forms import FORM_EXPIRED

__all__ = ["bp"]
HER_OWN = "private, no-store"


@bp.get("/rsvp/<token>")
@allow(everyone)
def booking(token: str) -> ResponseReturnValue:
    """Her booking: what she has, where she stands, and what she can do."""
    link = find_opened(token)
    return _page(link, initial_edit_form(_change_form(link.rsvp)))


@bp.post("/rsvp/<token>/change")
@allow(everyone)
def change(token: str) -> ResponseReturnValue:
    """Come with more or fewer, or with others. Names that are not sent stay."""
    link = find_opened(token)
    rsvp = link.rsvp
    form, by, was = edit_form(_change_form(rsvp)), Actor("guest"), rsvp.whole
    if not form.validate_on_submit():
        return _page(link, form), 422
    now = clock.now()
    throttle.enforce((throttle.CHANGE, link.tried_as), now=now)
    try:
        _press(link)
        with db.writing():
            _check_still(link)
            edit_conflicts.lock_unchanged(form, rsvp.event, rsvp, viewer=by)
            if form.guest_names.was_sent:
                parties.name_guests(rsvp, form.guest_names.data, by=by, now=now)
            parties.resize(rsvp, to=form.party_size.data or 1, by=by, now=now)
            held = mail_throttle.throttle_mails(rsvp.email_key, now=now)
    except Refused as refused:
        form.show_error(refused)
        return _page(link, form), 422
    flash(words.changed_to(rsvp) if rsvp.whole != was else "Saved.", "done")
    say_held(rsvp, held)
    return _back(link)


@bp.post("/rsvp/<token>/cancel")
@allow(everyone)
def cancel(token: str) -> ResponseReturnValue:
    """Give all seats back, or leave the line."""
    link = find_opened(token)
    if not ButtonForm().validate_on_submit():
        return _refused(link, Refused(FORM_EXPIRED))
    now = clock.now()
    throttle.enforce((throttle.CHANGE, link.tried_as), now=now)
    try:
        _press(link, agrees=False)
        with db.writing():
            _check_still(link)
            parties.cancel(link.rsvp, by=Actor("guest"), now=now)
            held = mail_throttle.throttle_mails(link.rsvp.email_key, now=now)
    except Refused as refused:
        return _refused(link, refused)
    say_held(link.rsvp, held)
    return _back(link)


@bp.get("/rsvp/<token>.json")
@allow(everyone)
def booking_data(token: str) -> ResponseReturnValue:
    """The same for programs."""
    link = opening.opened_by(token)
    if link is None:
        return jsonify(error="There is no booking behind this link."), 404
    rsvp = link.rsvp
    status = CANCELLED if rsvp.event.cancelled_at else rsvp.status
    place = queries.place_in_line(rsvp) if status != CANCELLED else None
    held_until = rsvp.offered_until.isoformat() if rsvp.offered_until and status != CANCELLED else None
    response = jsonify(status=status, party_size=rsvp.party_size, place=place, held_until=held_until)
    return only_hers(response)


@bp.get("/rsvp/<token>/ticket.svg")
@allow(everyone)
def ticket(token: str) -> ResponseReturnValue:
    """Her check-in code; 404 while she has no seat."""
    rsvp = find_opened(token).rsvp
    if not rsvp.going or rsvp.event.cancelled_at:
        abort(404)
    return only_hers(Response(qr.svg(rsvp.checkin_code), content_type="image/svg+xml"))


@bp.get("/rsvp/<token>/event.ics")
@allow(everyone)
def booking_calendar(token: str) -> ResponseReturnValue:
    """The event for her own calendar, with the online link when she comes."""
    rsvp = find_opened(token).rsvp
    file = Response(calendar([files.date_of_booking(rsvp)]), content_type=CONTENT_TYPE)
    file.headers["Content-Disposition"] = 'attachment; filename="event.ics"'
    return only_hers(file)


@bp.route("/rsvp/find", methods=["GET", "POST"])
@allow(everyone)
def find() -> ResponseReturnValue:
    """Mail her links again. The answer is the same whether there is a booking or not."""
    form = FindForm()
    if not form.is_submitted():
        return render_template("events/public/find.html", form=form)
    if not form.validate():
        return render_template("events/public/find.html", form=form), 422
    now, key = clock.now(), email_key(form.email.data or "")
    try:
        throttle.enforce((throttle.RSVP_BY_ADDRESS, client_ip()), now=now)
        throttle.enforce_mailed_link(key, client_ip(), now=now)
    except throttle.TooManyAttempts as over:
        form.show_error(Refused(over.sentence))
        return over.to_response(render_template("events/public/find.html", form=form))
    with db.writing():
        finding.mail_links(key, now=now)
    return redirect(url_for("events.mailed"), 303)


def say_held(rsvp: Rsvp, until: datetime | None) -> None:
    """Say that the mail about what she just did waits ``until`` then; nothing when it does not."""
    if until is not None:
        flash(mail_throttle.notice(until, rsvp.event.zone_info), "waiting")


def find_opened(token: str) -> Opened:
    """The booking of a link of either kind; a link that opens none answers 404, with a way to find it."""
    link = opening.opened_by(token)
    if link is None:
        abort(make_response(render_template("events/public/dead_link.html"), 404))
    return link


def find_booking(token: str) -> Rsvp:
    """The booking that the link in her mails opens; 404 for every other, with a way to have it mailed."""
    link = find_opened(token)
    if not link.by_mail:
        abort(make_response(render_template("events/public/dead_link.html"), 404))
    return link.rsvp


def _press(link: Opened, *, agrees: bool = True) -> None:
    """A press by this link, which proves that the booking is hers if it is that of a mail. Raises Refused for
    one that moves no seats any more."""
    _check(link)
    if link.by_mail:
        pressed(link.rsvp, agrees=agrees)


def _check_still(link: Opened) -> None:
    """The same under the lock: she may have proved meanwhile that it is hers. Raises Refused."""
    if not link.by_mail:
        parties.hold(link.rsvp)
        _check(link)


def _check(link: Opened) -> None:
    if not link.may_change:
        raise Refused(words.CHANGED_BY_MAIL)


def _change_form(rsvp: Rsvp) -> Callable[..., PartyChange]:
    def make(**more: Any) -> PartyChange:
        stands = {"party_size": rsvp.whole, "guest_names": rsvp.guest_names}
        form = PartyChange.of(rsvp.event, rsvp.whole, data=stands, **more)
        form.guest_names.known = rsvp.guest_names
        return form

    return make


def refused_page(rsvp: Rsvp, refused: Refused) -> ResponseReturnValue:
    """Her page behind the mailed link, with the reason why nothing was done."""
    return _refused(Opened(rsvp, rsvp.token, by_mail=True), refused)


def _refused(link: Opened, refused: Refused) -> ResponseReturnValue:
    form = initial_edit_form(_change_form(link.rsvp))
    form.show_error(refused)
    return _page(link, form), 422


def back_to(rsvp: Rsvp) -> ResponseReturnValue:
    """To her page behind the mailed link, after something was done."""
    return redirect(url_for("events.booking", token=rsvp.token), 303)


def _back(link: Opened) -> ResponseReturnValue:
    return redirect(url_for("events.booking", token=link.token), 303)


def only_hers(response: Response) -> Response:
    """Kept by nobody but her, and found by nobody."""
    response.headers["Cache-Control"] = HER_OWN
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _page(link: Opened, form: PartyChange) -> Response:
    rsvp, now = link.rsvp, clock.now()
    shows_panels = link.by_mail and rsvp.going and not rsvp.event.cancelled_at
    body = render_template(
        "events/public/booking.html",
        rsvp=rsvp,
        token=link.token,
        by_mail=link.by_mail,
        may_change=link.may_change,
        others=queries.others_of(rsvp) if link.by_mail and not rsvp.cancelled_at else [],
        event=rsvp.event,
        form=form,
        place=queries.place_in_line(rsvp),
        arrivals=ARRIVALS,
        answer=AnswerForm.of(rsvp, formdata=None),
        panels=panels.of(rsvp, now) if shows_panels else [],
        saved_until=rsvp.event.starts_at - SAVED_UNTIL,
        now=now,
        over=now >= rsvp.event.ends_at,
        words=words,
    )
    return only_hers(make_response(body))
