"""/office/mails/: mails that did not arrive, why, and sending them again."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from chapter import audit, db
from chapter.gateways import clock
from chapter.mail import queries
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.people.viewer import comms, event_leads
from chapter.web.access import allow, current_viewer
from chapter.web.csrf import PressForm
from chapter.web.forms import OLD_FORM

PAGE = 50
bp = Blueprint("mails", __name__, url_prefix="/office/mails")


@bp.get("/")
@allow(event_leads, comms)
def index() -> ResponseReturnValue:
    """Those that failed for good, the latest first."""
    total = db.session.scalar(select(func.count()).where(Mail.failed_at.is_not(None))) or 0
    pages = max(1, -(-total // PAGE))
    asked = request.args.get("page", "1")
    page = min(int(asked), pages) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1
    page = max(1, page)
    found = list(db.session.scalars(queries.failed().limit(PAGE).offset((page - 1) * PAGE)))
    return render_template("office/mails.html", mails=found, page=page, pages=pages)


@bp.post("/<public_id>/again")
@allow(event_leads, comms)
def again(public_id: str) -> ResponseReturnValue:
    """Try one once more."""
    found = db.first_or_404(select(Mail).where(Mail.public_id == public_id))
    if not PressForm().validate_on_submit():
        flash(OLD_FORM, "refused")
        return redirect(url_for("mails.index"), 303)
    now = clock.now()
    with db.writing():
        held = db.lock(found)
        ready = held.failed_at is not None and held.blanked_at is None
        if ready:
            audit.record("sent again", held, by=current_viewer().actor, now=now, why=held.failure)
            mail.again(held, now=now)
    if ready:
        flash(f"It is on its way to {found.to_name} again.", "done")
    else:
        flash("This one has left meanwhile, or its words are gone.", "refused")
    return redirect(url_for("mails.index"), 303)
