"""/unsubscribe/<token>: stop mails of one kind with one button; from a mail program without a page."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.gateways import clock
from chapter.mail import queries, rules, suppression, unsubscribe_links
from chapter.mail.kinds import CHOICES
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
    asked, known = unsubscribe_links.choice_of(mail), queries.choices_of(mail.to_key)
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
        _record([unsubscribe_links.choice_of(mail)], mail, given=False)
        return "", 200
    if "all" in request.form:
        _record(list(CHOICES), mail, given=False)
        flash("You get none of these mails any more.", "done")
        return redirect(url_for("mail.unsubscribe", token=token), 303)
    choice = request.form.get("choice", unsubscribe_links.choice_of(mail))
    given = request.form.get("given") == "yes"
    if choice not in CHOICES:
        abort(400)
    _record([choice], mail, given=given)
    title = CHOICES[choice].title
    flash(f"{title}: {'yes' if given else 'no more'} from now on.", "done")
    return redirect(url_for("mail.unsubscribe", token=token), 303)


def _masked(address: str) -> str:
    """Mask ``address``, leaving enough for its owner to recognize; a mail is sometimes passed on."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


def _mail(token: str) -> Mail:
    mail = unsubscribe_links.mail_by_token(token)
    return mail if mail is not None else abort(404)


def _record(choices: list[str], mail: Mail, *, given: bool) -> None:
    now = clock.now()
    with db.writing():
        rules.record_choices(
            mail.to_key, [name for name in choices if name in CHOICES], given=given, source=SOURCE, now=now
        )
        suppression.lift(mail.to_address)
