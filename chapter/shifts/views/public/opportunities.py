"""/volunteer: what is needed, and taking a shift. No account is required."""

import re
from datetime import datetime
from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user, signed_in
from chapter.forms.idempotent_form import SENT_TWICE, new_nonce
from chapter.gateways import clock
from chapter.levels import models
from chapter.mail import throttle as mail_throttle
from chapter.membership.views import members_only
from chapter.people.models import email_key
from chapter.security import signed_links, throttle
from chapter.security.client_ip import client_ip
from chapter.settings import queries as settings
from chapter.shifts import queries, wording
from chapter.shifts.coverage import Coverage
from chapter.shifts.forms import OnePressForm, SignupForm
from chapter.shifts.models import CONFIRMED, Opportunity, Shift
from chapter.shifts.rules import signups
from chapter.shifts.rules.signups import SignupRequest, SignupResult
from chapter.shifts.views.public import bp
from chapter.web.access import allow, everyone

SLUG = re.compile(r"[a-z0-9-]{1,80}")
MOST = 60
NOT_TAKEN = "You are not signed up yet. What you entered is still here."


@bp.get("/")
@allow(everyone)
def index() -> ResponseReturnValue:
    """What the chapter needs people for, the next first."""
    now = clock.now()
    visible = queries.visible_to(current_user).where(Opportunity.cancelled_at.is_(None))
    found = {one.id: one for one in db.session.scalars(visible)}
    shifts = queries.shifts_of(list(found), since=now)[: MOST * 5]
    stands = queries.coverage_by_shift(shifts)
    of_each: dict[int, list[Shift]] = {}
    for shift in shifts:
        of_each.setdefault(shift.opportunity_id, []).append(shift)
    rows = [(found[one], _next(some, stands), len(some) - 1) for one, some in of_each.items()]
    rows.sort(key=lambda row: row[1].starts_at)
    return render_template(
        "shifts/public/index.html", found=rows[:MOST], stands=stands, words=wording
    )  # fmt: skip


@bp.get("/mailed")
@allow(everyone)
def mailed() -> ResponseReturnValue:
    """Says that a mail is on its way; reveals nothing about anybody."""
    return render_template("shifts/public/mailed.html")


@bp.get("/<slug>")
@allow(everyone)
def opportunity(slug: str) -> ResponseReturnValue:
    """The sheet of an opportunity: what is still needed, shift by shift."""
    return _sheet(_opportunity(slug), OnePressForm(formdata=None))


@bp.route("/<slug>/<public_id>", methods=["GET", "POST"])
@allow(everyone)
def sign_up(slug: str, public_id: str) -> ResponseReturnValue:
    """Take a shift by name and e-mail, or for a team."""
    shift = _shift(slug, public_id)
    form = SignupForm().with_nonce()
    if current_user.is_authenticated:
        form = form.for_member(current_user.person)
    with form.trying(partial(_form_page, shift), limit_note=NOT_TAKEN, twice=SENT_TWICE):
        person = current_user.person if current_user.is_authenticated else None
        asked = form.signup_request(
            person, current_user.account.email if current_user.is_authenticated else ""
        )
        with form.new_nonce_when_taken():
            return _sign_up(shift, asked)


@bp.post("/<slug>/<public_id>/take")
@allow(signed_in)
def sign_up_at_once(slug: str, public_id: str) -> ResponseReturnValue:
    """Take a shift with one click."""
    shift, form = _shift(slug, public_id), OnePressForm()
    with (
        form.trying(partial(_sheet, shift.opportunity), limit_note=NOT_TAKEN, twice=SENT_TWICE),
        form.new_nonce_when_taken(),
    ):
        return _sign_up(shift, form.member_request(current_user.person, current_user.account.email))


def _next(shifts: list[Shift], stands: dict[int, Coverage]) -> Shift:
    """The next of these shifts with a free place, or the next at all."""
    return next((one for one in shifts if stands[one.id].free), shifts[0])


def _sign_up(shift: Shift, asked: SignupRequest) -> ResponseReturnValue:
    now, held = clock.now(), None
    _count(shift, asked, now)
    with db.writing():
        shift, now = db.lock(shift), clock.now()  # in this order: backups stand by who held it first
        taken = signups.sign_up(shift, asked, by=current_user.actor, now=now)
        if asked.person is None:
            held = mail_throttle.throttle_mails(email_key(asked.email), now=now)
    if held is not None:
        flash(mail_throttle.notice(held, settings.current().zone_info), "waiting")
    return _done(shift, taken)


def _count(shift: Shift, asked: SignupRequest, now: datetime) -> None:
    """Count an attempt; if not signed in, also the requests for this email from this client address.

    Raises TooManyAttempts.
    """
    if queries.signup_by_nonce(asked.nonce) is not None:
        return
    key = email_key(asked.email)
    here = [] if asked.person is not None else [(throttle.MAILED_LINKS_BY_NETWORK, f"{key}|{client_ip()}")]
    throttle.enforce(
        (throttle.RSVP, f"{key}|shift {shift.id}"), (throttle.RSVP_BY_ADDRESS, client_ip()), *here, now=now
    )


def _done(shift: Shift, taken: SignupResult) -> ResponseReturnValue:
    """Redirect to their sign-up; whoever typed a name and an email always gets the same page, whatever we
    know of them."""
    signup = taken.signup
    if signup is None or not current_user.is_authenticated or signup.person_id != current_user.person.id:
        return redirect(url_for("shifts.mailed"), 303)
    for one in signups.clashes_of(signup.person_id, shift):
        flash(wording.clash(one, shift), "waiting")
    return redirect(url_for("shifts.signup", token=signup.token), 303)


def _opportunity(slug: str) -> Opportunity:
    if not SLUG.fullmatch(slug):
        abort(404)
    found = db.first(queries.visible_to(current_user).where(Opportunity.slug == slug))
    if found is None and current_user.is_authenticated and db.first(queries.for_members(slug)) is not None:
        abort(members_only.members_only_page(current_user, models.EVENTS))
    return found or abort(404)


def _shift(slug: str, public_id: str) -> Shift:
    whole = _opportunity(slug)
    return db.first_or_404(queries.shift_by_public_id(public_id).where(Shift.opportunity_id == whole.id))


def _sheet(whole: Opportunity, form: OnePressForm) -> str:
    now = clock.now()
    shifts = queries.shifts_of([whole.id], since=now)[: MOST * 2]
    coming = queries.upcoming_signups_of(current_user.person.id, now) if current_user.is_authenticated else []
    mine = {one.shift_id: one for one in coming if one.proved}  # an unproved sign-up blocks no shift
    me = current_user.account.person_id if current_user.is_authenticated else None
    shown = queries.shown_names_by_shift([shift.id for shift in shifts], me)
    return render_template(
        "shifts/public/opportunity.html",
        whole=whole,
        shifts=shifts,
        stands=queries.coverage_by_shift(shifts),
        mine=mine,
        notes=_notes([one for one in shifts if one.id not in mine]),
        names=shown,
        nonces={shift.id: new_nonce() for shift in shifts},
        form=form,
        address=signed_links.absolute_url(url_for("shifts.opportunity", slug=whole.slug)),
        words=wording,
    )


def _notes(shifts: list[Shift]) -> dict[int, tuple[str, bool]]:
    """Each shift's conflict with what the viewer has: a sentence, and whether it is refused; only when
    signed in."""
    if not current_user.is_authenticated or not shifts:
        return {}
    busy = queries.busy_times_of(
        current_user.person.id, shifts[0].starts_at, max(one.ends_at for one in shifts)
    )
    found = {}
    for shift in shifts:
        met = signups.clashes_among(shift, busy)
        if met:
            found[shift.id] = (wording.clash(met[0], shift), met[0].refused)
    return found


def _form_page(shift: Shift, form: SignupForm) -> str:
    return render_template(
        "shifts/public/sign_up.html", shift=shift, whole=shift.opportunity, form=form, words=wording,
        stands=queries.coverage_of(shift), open=shift.open(clock.now()), confirmed=CONFIRMED,
    )  # fmt: skip
