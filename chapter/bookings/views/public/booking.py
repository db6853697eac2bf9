"""A booking by its personal link. Opening a page changes nothing; only a POST does."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from flask import Response, abort, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.audit import Actor
from chapter.bookings import booking_links, calendar_entries, panels, wording
from chapter.bookings import queries as bookings_queries
from chapter.bookings.booking_links import BookingLink
from chapter.bookings.forms import AnswerForm, LostLinkForm, PartyChangeForm
from chapter.bookings.models import ARRIVALS, CANCELLED, Rsvp
from chapter.bookings.rules import bookings, lost_links
from chapter.bookings.rules.waitlist import SAVED_UNTIL
from chapter.bookings.views.public import bp
from chapter.bookings.views.public.link_presses import record_press
from chapter.documents import qr
from chapter.documents.calendar import CONTENT_TYPE, calendar
from chapter.forms.concurrent_edits import edit_form, initial_edit_form
from chapter.forms.submission import Answered, pressed
from chapter.gateways import clock
from chapter.mail import throttle as mail_throttle
from chapter.people import edit_conflicts
from chapter.people.models import email_key
from chapter.refusal import Refused
from chapter.security import throttle
from chapter.security.client_ip import client_ip
from chapter.web.access import allow, everyone
from chapter.web.answers import Answer
from chapter.web.files import private_file, private_response


@bp.get("/rsvp/<token>")
@allow(everyone)
def booking(token: str) -> ResponseReturnValue:
    """One booking: its seats or its position on the waitlist, and what the guest can do."""
    link = link_or_404(token)
    return _page(link, initial_edit_form(_change_form(link.rsvp)))


@bp.post("/rsvp/<token>/change")
@allow(everyone)
def change(token: str) -> ResponseReturnValue:
    """Change the party's size or its guests. Names that are not sent stay."""
    link = link_or_404(token)
    rsvp = link.rsvp
    form, by, was = edit_form(_change_form(rsvp)), Actor("guest"), rsvp.whole
    with form.trying(partial(_page, link)):
        now = clock.now()
        throttle.enforce((throttle.CHANGE, link.tried_as), now=now)
        _press(link)
        with db.writing():
            _check_still(link)
            edit_conflicts.lock_unchanged(form, rsvp.event, rsvp, viewer=by)
            if form.guest_names.was_sent:
                bookings.name_guests(rsvp, form.guest_names.data, by=by, now=now)
            bookings.resize(rsvp, to=form.party_size.data or 1, by=by, now=now)
            held = mail_throttle.throttle_mails(rsvp.email_key, now=now)
    flash(wording.changed_to(rsvp) if rsvp.whole != was else "Saved.", "done")
    flash_held_mail(rsvp, held)
    return _back(link)


@bp.post("/rsvp/<token>/cancel")
@allow(everyone)
def cancel(token: str) -> ResponseReturnValue:
    """Give all seats back, or leave the waitlist."""
    link = link_or_404(token)
    now = clock.now()
    with pressed(partial(_refused_page, link)):
        throttle.enforce((throttle.CHANGE, link.tried_as), now=now)
        _press(link, agrees=False)
        with db.writing():
            _check_still(link)
            bookings.cancel(link.rsvp, by=Actor("guest"), now=now)
            held = mail_throttle.throttle_mails(link.rsvp.email_key, now=now)
    flash_held_mail(link.rsvp, held)
    return _back(link)


@bp.get("/rsvp/<token>/cant-come")
@allow(everyone)
def cant_come(token: str) -> ResponseReturnValue:
    """A page with one button that gives the seats back."""
    rsvp = booking_or_404(token)
    over = clock.now() >= rsvp.event.ends_at
    if rsvp.cancelled_at is not None or rsvp.event.cancelled_at is not None or over:
        return redirect(url_for("bookings.booking", token=rsvp.token))
    body = render_template("bookings/public/cant_come.html", rsvp=rsvp, event=rsvp.event, words=wording)
    return private_response(body)


@bp.get("/rsvp/<token>.json")
@allow(everyone, answer=Answer.JSON)
def booking_data(token: str) -> ResponseReturnValue:
    """A booking's status and waitlist position as JSON, for programs."""
    link = booking_links.link_by_token(token)
    if link is None:
        return jsonify(error="This link has no booking."), 404
    rsvp = link.rsvp
    status = CANCELLED if rsvp.event.cancelled_at else rsvp.status
    place = bookings_queries.position_in_line(rsvp) if status != CANCELLED else None
    held_until = rsvp.offered_until.isoformat() if rsvp.offered_until and status != CANCELLED else None
    response = jsonify(status=status, party_size=rsvp.party_size, place=place, held_until=held_until)
    return private_response(response)


@bp.get("/rsvp/<token>/ticket.svg")
@allow(everyone)
def ticket(token: str) -> ResponseReturnValue:
    """The check-in code; 404 while the party has no seat."""
    rsvp = link_or_404(token).rsvp
    if not rsvp.going or rsvp.event.cancelled_at:
        abort(404)
    return private_file(qr.svg(rsvp.checkin_code), qr.SVG_TYPE)


@bp.get("/rsvp/<token>/event.ics")
@allow(everyone)
def booking_calendar(token: str) -> ResponseReturnValue:
    """The event for the guest's own calendar, with the online link once they have seats."""
    rsvp = link_or_404(token).rsvp
    return private_file(calendar([calendar_entries.booking_calendar_entry(rsvp)]), CONTENT_TYPE, "event.ics")


@bp.route("/rsvp/find", methods=["GET", "POST"])
@allow(everyone)
def find() -> ResponseReturnValue:
    """Mail the links of somebody's bookings again. The answer never reveals whether there is a booking."""
    form = LostLinkForm()
    with form.trying(lambda form: render_template("bookings/public/find.html", form=form), limit_note=""):
        now, key = clock.now(), email_key(form.email.data or "")
        throttle.enforce((throttle.RSVP_BY_ADDRESS, client_ip()), now=now)
        throttle.enforce_mailed_link(key, client_ip(), now=now)
        with db.writing():
            lost_links.mail_links(key, now=now)
    return redirect(url_for("bookings.mailed"), 303)


def flash_held_mail(rsvp: Rsvp, until: datetime | None) -> None:
    """Say on the page that the mail about the last action is held ``until`` then; nothing when it is not."""
    if until is not None:
        flash(mail_throttle.notice(until, rsvp.event.zone_info), "waiting")


def link_or_404(token: str) -> BookingLink:
    """The booking of a link of either kind; 404 for an unknown link, on a page that helps to find it."""
    link = booking_links.link_by_token(token)
    if link is None:
        raise Answered(render_template("bookings/public/dead_link.html"), 404)
    return link


def booking_or_404(token: str) -> Rsvp:
    """The booking that a mailed link opens; 404 for every other, on a page that offers to mail the link
    again."""
    link = link_or_404(token)
    if not link.by_mail:
        raise Answered(render_template("bookings/public/dead_link.html"), 404)
    return link.rsvp


def _press(link: BookingLink, *, agrees: bool = True) -> None:
    """Record that a button was pressed behind this link; behind a mailed link it proves whose the booking is.
    Raises Refused for a link that may no longer move seats."""
    _check(link)
    if link.by_mail:
        record_press(link.rsvp, agrees=agrees)


def _check_still(link: BookingLink) -> None:
    """Check again under the lock: the booking may have been proved meanwhile. Raises Refused."""
    if not link.by_mail:
        bookings.lock_booking(link.rsvp)
        _check(link)


def _check(link: BookingLink) -> None:
    if not link.may_change:
        raise Refused(wording.CHANGED_BY_MAIL)


def _change_form(rsvp: Rsvp) -> Callable[..., PartyChangeForm]:
    def make(**more: Any) -> PartyChangeForm:
        stands = {"party_size": rsvp.whole, "guest_names": rsvp.guest_names}
        form = PartyChangeForm.for_event(rsvp.event, rsvp.whole, data=stands, **more)
        form.guest_names.known = rsvp.guest_names
        return form

    return make


def refused_page(rsvp: Rsvp, sentence: str) -> ResponseReturnValue:
    """The booking's page behind the mailed link, with the reason for the refusal."""
    return _refused_page(BookingLink(rsvp, rsvp.token, by_mail=True), sentence)


def _refused_page(link: BookingLink, sentence: str) -> ResponseReturnValue:
    form = initial_edit_form(_change_form(link.rsvp))
    form.show_error(Refused(sentence))
    return _page(link, form)


def redirect_to_booking(rsvp: Rsvp) -> ResponseReturnValue:
    """Redirect (303) to the booking's page behind the mailed link."""
    return redirect(url_for("bookings.booking", token=rsvp.token), 303)


def _back(link: BookingLink) -> ResponseReturnValue:
    return redirect(url_for("bookings.booking", token=link.token), 303)


def _page(link: BookingLink, form: PartyChangeForm) -> Response:
    rsvp, now = link.rsvp, clock.now()
    shows_panels = link.by_mail and rsvp.going and not rsvp.event.cancelled_at
    body = render_template(
        "bookings/public/booking.html",
        rsvp=rsvp,
        token=link.token,
        by_mail=link.by_mail,
        may_change=link.may_change,
        others=bookings_queries.other_bookings_of(rsvp) if link.by_mail and not rsvp.cancelled_at else [],
        event=rsvp.event,
        form=form,
        place=bookings_queries.position_in_line(rsvp),
        arrivals=ARRIVALS,
        answer=AnswerForm.for_booking(rsvp, formdata=None),
        panels=panels.panels_for(rsvp, now) if shows_panels else [],
        saved_until=rsvp.event.starts_at - SAVED_UNTIL,
        now=now,
        over=now >= rsvp.event.ends_at,
        words=wording,
    )
    return private_response(body)
