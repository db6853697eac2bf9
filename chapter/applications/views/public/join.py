"""/join: levels, an application in two screens, and a button that confirms the email.

Nothing here reveals whether an email is known: what is typed is saved and mailed, and looked up only when the
mailbox is proved.
"""

from datetime import datetime
from functools import partial

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.rules import sessions as session_rules
from chapter.accounts.viewer import current_user
from chapter.applications import queries as applications_queries
from chapter.applications.forms import AnswersForm, JoinForm
from chapter.applications.rules import applications
from chapter.applications.views.public import bp
from chapter.authentication import sessions
from chapter.email_addresses import email_key
from chapter.forms.idempotent_form import SENT_TWICE
from chapter.forms.submission import or_answer, pressed
from chapter.gateways import clock
from chapter.levels import queries as levels_queries
from chapter.levels.models import Level
from chapter.levels.queries import requirements_of
from chapter.mail import throttle as mail_throttle
from chapter.membership import queries, words
from chapter.membership.models.applications import Application
from chapter.membership.models.invitations import NamedPerson
from chapter.membership.queries import membership_settings
from chapter.membership.views.public.renewal import private_page
from chapter.security import signed_links, throttle
from chapter.security.client_ip import client_ip
from chapter.settings import queries as chapter_settings
from chapter.web.access import allow, everyone
from chapter.web.csrf import ButtonForm

NOT_SENT = "We couldn’t send your application. What you entered is still here."


@bp.get("/join")
@allow(everyone)
def join() -> ResponseReturnValue:
    """List the levels: what each brings and costs, and who it is for."""
    levels = list(db.session.scalars(levels_queries.open_levels()))
    return render_template(
        "applications/public/join.html",
        levels=levels,
        says=membership_settings.current(),
        words=words,
        standing=_standing(),
    )


@bp.get("/join/<slug>")
@allow(everyone)
def show_level(slug: str) -> ResponseReturnValue:
    """Show one level, and the first screen of an application."""
    return _first_screen(_level(slug), _join_form())


@bp.post("/join/<slug>")
@allow(everyone)
def begin(slug: str) -> ResponseReturnValue:
    """Begin an application with the first screen, and show the second."""
    wanted, form, now = _level(slug), _join_form(), clock.now()
    with form.trying(partial(_first_screen, wanted), limit_note="", twice=SENT_TWICE):
        known = (
            (current_user.person, current_user.account.email) if current_user.is_authenticated else (None, "")
        )
        who = form.identity(*known)
        throttle.enforce(
            (throttle.RSVP_BY_ADDRESS, client_ip()),
            (throttle.MAILED_LINK, f"join|{email_key(who.email)}|{client_ip()}"),
            now=now,
        )
        with db.writing():
            application = applications.begin(wanted, who, nonce=str(form.nonce.data), now=now)
    return redirect(url_for("applications.show_application", token=application.token), 303)


@bp.get("/join/application/<token>")
@allow(everyone)
def show_application(token: str) -> ResponseReturnValue:
    """Show the second screen, or that it was sent. The status of the application is shown only to whoever
    holds the mailbox: by the mailed link, or signed in."""
    found = _application(token)
    if found.sent_at is None and found.closed_at is None:
        return _second_screen(found, _answers_form(found))
    hers = current_user.is_authenticated and current_user.person.id == found.person_id
    return _status_page(found, told=hers or found.proved_at is None)


@bp.post("/join/application/<token>")
@allow(everyone)
def submit(token: str) -> ResponseReturnValue:
    """Send the application: a mail asks to confirm the email, and for nothing else."""
    found, now = _application(token), clock.now()
    if found.sent_at is not None:
        return _redirect_to(found)
    form = _answers_form(found)
    with form.trying(partial(_second_screen, found), limit_note=NOT_SENT):
        _count_attempt(found, now)
        with or_answer(lambda: _redirect_to(found)), db.writing():
            applications.submit(found, form.rest(), now=now)
            held = mail_throttle.throttle_mails(found.email_key, now=now)
    if held is not None:
        flash(mail_throttle.notice(held, chapter_settings.current().zone_info), "waiting")
    return _redirect_to(found)


@bp.get("/join/confirm/<token>")
@allow(everyone)
def confirm(token: str) -> ResponseReturnValue:
    """Show one large button, so that a scanner that follows links confirms nothing."""
    found = _application(token, "application-proof")
    if found.proved_at is not None:
        return _status_page(found, told=True)
    if not found.confirmable(clock.now()):
        return _too_late_page(found)
    return _confirm_page(found, token, ButtonForm())


@bp.post("/join/confirm/<token>")
@allow(everyone)
def confirm_email(token: str) -> ResponseReturnValue:
    """Confirm the email. An applicant whose account was just created is signed in."""
    found, form, now = _application(token, "application-proof"), ButtonForm(), clock.now()
    secret = None
    with pressed(lambda _: _confirm_page(found, token, form), form):
        throttle.enforce((throttle.CHANGE, found.public_id), now=now)
        with or_answer(lambda: _too_late_page(found)), db.writing():
            account = applications.confirm_email(found, now=now)
            if account is not None and not current_user.is_authenticated:
                db.session.flush()
                secret = session_rules.begin(account, browser=sessions.browser_name(), now=now)
    if secret is not None:
        sessions.remember(secret)
    return redirect(url_for("applications.confirm", token=token), 303)


def _count_attempt(found: Application, now: datetime) -> None:
    """Count an attempt for this email and the visitor's network, until the application is sent. Raises
    TooManyAttempts."""
    if found.person_id is None and found.sent_at is None:
        throttle.enforce((throttle.MAILED_LINKS_BY_NETWORK, f"{found.email_key}|{client_ip()}"), now=now)


def _level(slug: str) -> Level:
    return db.first_or_404(levels_queries.open_levels().where(Level.slug == slug))


def _join_form() -> JoinForm:
    if not current_user.is_authenticated:
        return JoinForm().with_nonce()
    return JoinForm(obj=current_user.person).without_identity().with_nonce()


def _answers_form(found: Application) -> AnswersForm:
    who, level = NamedPerson(found.name, found.email), found.level
    most = level.bundle_most - 1 if level.bundle_kind else 0
    return AnswersForm.asking(applications_queries.open_questions(), who, most)


def _application(token: str, purpose: str = "application") -> Application:
    return signed_links.record_or_404(token, purpose, applications_queries.all_applications())


def _standing() -> queries.Standing | None:
    return queries.standing_of(current_user.person, clock.now()) if current_user.is_authenticated else None


def _first_screen(wanted: Level, form: JoinForm) -> str:
    return render_template(
        "applications/public/level.html",
        level=wanted,
        form=form,
        asked=requirements_of(wanted),
        words=words,
        standing=_standing(),
    )


def _second_screen(found: Application, form: AnswersForm) -> Response:
    return private_page("applications/public/answers.html", application=found, level=found.level, form=form)


def _confirm_page(found: Application, token: str, form: ButtonForm) -> Response:
    return private_page("applications/public/confirm.html", application=found, token=token, form=form)


def _too_late_page(found: Application) -> ResponseReturnValue:
    return private_page("applications/public/too_late.html", application=found), 410


def _status_page(found: Application, *, told: bool) -> Response:
    standing = queries.standing_of(found.person, clock.now()) if found.person and told else None
    says = membership_settings.current()
    return private_page(
        "applications/public/status.html",
        application=found,
        level=found.level,
        standing=standing,
        says=says,
        told=told,
    )


def _redirect_to(found: Application) -> ResponseReturnValue:
    return redirect(url_for("applications.show_application", token=found.token), 303)
