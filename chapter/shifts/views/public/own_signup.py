"""A sign-up by its personal link. Opening a page changes nothing; buttons act."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts import viewer
from chapter.accounts.viewer import current_user
from chapter.audit import Actor
from chapter.documents import qr
from chapter.documents.calendar import CONTENT_TYPE, calendar
from chapter.forms.submission import Answered, pressed
from chapter.gateways import clock
from chapter.mail import suppression
from chapter.mail import throttle as mail_throttle
from chapter.people import verification
from chapter.security import throttle
from chapter.settings import queries as settings
from chapter.shifts import calendar_files, queries, wording
from chapter.shifts.models import BACKUP, CONFIRMED, OFFERED, Signup
from chapter.shifts.rules import backups, email_confirmation, signups, substitutes
from chapter.shifts.views.public import bp
from chapter.web.access import allow, everyone
from chapter.web.files import private_file, private_response

GUEST = Actor("guest")


@bp.get("/shift/<token>")
@allow(everyone)
def signup(token: str) -> ResponseReturnValue:
    """The sign-up: whether they have the shift, and what they can do."""
    return _page(signup_or_404(token))


@bp.get("/shift/<token>/shift.ics")
@allow(everyone)
def signup_calendar(token: str) -> ResponseReturnValue:
    """The shift as a calendar file."""
    file = calendar([calendar_files.calendar_date_of(signup_or_404(token))])
    return private_file(file, CONTENT_TYPE, "shift.ics")


@bp.get("/shift/<token>/code.svg")
@allow(everyone)
def signup_code(token: str) -> ResponseReturnValue:
    """The check-in code as SVG; 404 unless they have the shift."""
    signup = signup_or_404(token)
    if signup.status != CONFIRMED:
        abort(404)
    return private_file(qr.svg(signup.checkin_code), qr.SVG_TYPE)


@bp.post("/shift/<token>/me")
@allow(everyone)
def confirm(token: str) -> ResponseReturnValue:
    """Confirm that they signed up themselves: what was held is theirs."""
    return _press(token, signups.confirm, "Thank you. Your sign-up is confirmed.")


@bp.post("/shift/<token>/not-me")
@allow(everyone)
def disown(token: str) -> ResponseReturnValue:
    """Say that somebody else signed them up."""
    return _press(
        token,
        email_confirmation.disown,
        "The sign-up was removed. There is nothing more you need to do.",
        proves=False,
    )


@bp.post("/shift/<token>/accept")
@allow(everyone)
def accept_offer(token: str) -> ResponseReturnValue:
    """Accept an offered place."""
    return _press(token, signups.accept_offer, "The shift is yours. Thank you.")


@bp.post("/shift/<token>/leave")
@allow(everyone)
def leave(token: str) -> ResponseReturnValue:
    """Decline an offer, or stop standing by."""
    return _press(token, signups.leave, "Done. Thank you for telling us.")


@bp.post("/shift/<token>/release")
@allow(everyone)
def seek_substitute(token: str) -> ResponseReturnValue:
    """Say that they cannot make it: the search for a substitute begins."""
    return _press(
        token,
        substitutes.seek_substitute,
        "We are looking for somebody. Until they say yes, the shift is yours.",
    )


@bp.post("/shift/<token>/keep")
@allow(everyone)
def stop_seeking(token: str) -> ResponseReturnValue:
    """Say that they can make it after all."""
    return _press(token, substitutes.stop_seeking, "Good to have you. The shift is yours.")


def _press(token: str, rule: Callable[..., Any], done: str, *, proves: bool = True) -> ResponseReturnValue:
    """Do what the button says. A click behind the link proves whose shift it is, even if the act
    is refused."""
    signup, now = signup_or_404(token), clock.now()
    with pressed(partial(_page, signup)):
        throttle.enforce((throttle.CHANGE, signup.public_id), now=now)
        if proves:
            note_press(signup)
        with db.writing():
            rule(signup, by=GUEST, now=now)
            held = mail_throttle.throttle_mails(signup.email_key, now=now)
    flash(done)
    if held is not None:
        flash(mail_throttle.notice(held, settings.current().zone_info), "waiting")
    return redirect(url_for("shifts.signup", token=signup.token), 303)


def note_press(signup: Signup) -> None:
    """Record a click behind a personal link; writes only when it proves more than was known."""
    by = viewer.verification_by_press(current_user, signup.person_id)
    if verification.is_stronger(signup, by) or suppression.suppressed([signup.email]):
        with db.writing():
            email_confirmation.prove_signup(signup, by, now=clock.now())


def signup_or_404(token: str) -> Signup:
    """The sign-up that ``token`` opens; 404 with a kind page for a link that no longer works."""
    signup = queries.signup_by_token(token)
    if signup is None:
        raise Answered(render_template("shifts/public/dead_link.html"), 404)
    return signup


def _page(signup: Signup, refused: str = "") -> Response:
    now, shift = clock.now(), signup.shift
    waiting = [one for one in queries.signups_of(shift) if one.status == BACKUP]
    place = next((n for n, one in enumerate(waiting, 1) if one.id == signup.id), None)
    body = render_template(
        "shifts/public/signup.html",
        signup=signup,
        shift=shift,
        whole=shift.opportunity,
        headline="This shift was canceled" if shift.cancelled_at else wording.headline(signup, place),
        moves=backups.may_move(shift, now),
        held=signup.status == OFFERED,
        confirmed=signup.status == CONFIRMED,
        backup=signup.status == BACKUP,
        refused=refused,
        form_has_errors=bool(refused),
        words=wording,
    )
    return private_response(body)
