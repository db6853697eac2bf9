"""/me/mails: which mails a member wants, and when they said so."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from chapter import db
from chapter.accounts.viewer import current_user, signed_in
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.mail import queries
from chapter.mail import rules as mail
from chapter.mail.consents import PURPOSES
from chapter.mail.models import Consent
from chapter.portal.views.portal import bp
from chapter.web.access import allow

SOURCES = {
    "her own page": "on this page",
    "join": "in your application",
    "rsvp": "with a booking",
    "a link in a mail": "by a link in an email",
    "her email changed": "when your email changed",
    "a complaint": "when you marked an email as spam",
}
"""Where a choice was made, in the member's words: by the first word, or the words, of ``Consent.source``."""


@bp.get("/me/mails")
@allow(signed_in)
def mail_preferences() -> ResponseReturnValue:
    """Which mails the member gets, and what they consented to when."""
    return _page()


@bp.post("/me/mails/<purpose>")
@allow(signed_in)
def set_mail_preference(purpose: str) -> ResponseReturnValue:
    """Record yes or no for one kind of mail; a new row each time, none is changed."""
    if purpose not in PURPOSES:
        raise NotFound
    with pressed(_page):
        asked = PURPOSES[purpose]
        given, key = request.form.get("given") == "yes", current_user.account.email_key
        with db.writing():
            mail.record_choices(key, [asked], given=given, source="her own page", now=clock.now())
    flash(f"{asked.title}: {'yes.' if given else 'no.'}", "done")
    return redirect(url_for("portal.mail_preferences"), 303)


def _page(trouble: str = "") -> str:
    key = current_user.account.email_key
    found = select(Consent).where(Consent.email_key == key).order_by(Consent.id.desc())
    said = list(db.session.scalars(found))
    return render_template(
        "portal/mails.html",
        email=current_user.account.email,
        choices=queries.choices_of(key),
        history=said,
        where={one.id: _where(one.source) for one in said},
        names={name: one.title for name, one in PURPOSES.items()},
        trouble=trouble,
        form_has_errors=bool(trouble),
    )


def _where(source: str) -> str:
    return SOURCES.get(source) or SOURCES.get(source.partition(" ")[0], source)
