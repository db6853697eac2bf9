"""/unsubscribe/<token>: stop mails of one kind with one button; from a mail program without a page."""

from collections.abc import Iterable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.gateways import clock
from chapter.mail import queries, rules, suppression, unsubscribe_links
from chapter.mail.consents import PURPOSES, ConsentPurpose
from chapter.mail.models import Mail
from chapter.mail.views.public import bp
from chapter.web.access import allow, everyone
from chapter.web.csrf import csrf_exempt

ONE_CLICK = "List-Unsubscribe"
SOURCE = "a link in a mail"


@bp.get("/unsubscribe/<token>")
@allow(everyone)
def unsubscribe(token: str) -> ResponseReturnValue:
    """Every kind of mail that the reader may stop, and their present choice of each. Opening it changes
    nothing."""
    mail = _mail(token)
    asked, known = _asked(mail), queries.choices_of(mail.to_key)
    return render_template(
        "mail/public/unsubscribe.html", token=token, asked=asked, address=_masked(mail.to_address),
        choices=sorted(known, key=lambda one: one[0] != asked),
    )  # fmt: skip


@bp.post("/unsubscribe/<token>")
@allow(everyone)
@csrf_exempt
def choose(token: str) -> ResponseReturnValue:
    """Record a yes or a no. The link in the mail identifies its reader, so neither a cookie nor a CSRF token
    is required.

    A mail program posts ``List-Unsubscribe=One-Click`` and reads no page: 200 and nothing else (RFC 8058,
    section 3.1). The page sends ``choice`` and ``given``, or ``all``; nothing means the kind of that mail.
    """
    mail = _mail(token)
    if ONE_CLICK in request.form:
        _record([unsubscribe_links.purpose_of(mail)], mail, given=False)
        return "", 200
    if "all" in request.form:
        _record(PURPOSES.values(), mail, given=False)
        flash("You’re unsubscribed from all of these emails.", "done")
        return redirect(url_for("mail.unsubscribe", token=token), 303)
    purpose = PURPOSES.get(request.form.get("choice", _asked(mail)))
    given = request.form.get("given") == "yes"
    if purpose is None:
        abort(400)
    _record([purpose], mail, given=given)
    flash(f"You’re {'subscribed to' if given else 'unsubscribed from'} {purpose.title}.", "done")
    return redirect(url_for("mail.unsubscribe", token=token), 303)


def _masked(address: str) -> str:
    """Mask ``address``, leaving enough for its owner to recognize; a mail is sometimes passed on."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


def _mail(token: str) -> Mail:
    mail = unsubscribe_links.mail_by_token(token)
    return mail if mail is not None else abort(404)


def _asked(mail: Mail) -> str:
    """The name of the purpose that the mail is of; empty for none."""
    purpose = unsubscribe_links.purpose_of(mail)
    return purpose.name if purpose else ""


def _record(purposes: Iterable[ConsentPurpose | None], mail: Mail, *, given: bool) -> None:
    now, known = clock.now(), [one for one in purposes if one is not None]
    with db.writing():
        rules.record_choices(mail.to_key, known, given=given, source=SOURCE, now=now)
        suppression.lift(mail.to_address)
