"""The page between a form and the mails to many: to whom, who is left out and why, how it reads for one.

It holds the form, so that nothing is kept before *Send*; *Send me one first* mails it to whoever looks.
"""

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.gateways import clock
from chapter.mail import holds, showing, tellings
from chapter.mail.models import Telling
from chapter.web.access import current_viewer
from chapter.web.forms import Form

SEND, NOW, SAMPLE, CHANGE = "send", "now", "sample", "change"


def to_change() -> bool:
    """Whether she wants to change what she looked at."""
    return request.form.get("act") == CHANGE


def shown_first(form: Form, telling: Telling, *, back: str) -> ResponseReturnValue | None:
    """What is shown before *Send*, for the draft ``telling`` that the valid ``form`` would send; None once
    she pressed it. ``back`` is the address of the page that it belongs to."""
    act = request.form.get("act")
    if act in {SEND, NOW}:
        return None
    sights, now = showing.sights(telling), clock.now()
    if act == SAMPLE:
        mail_sample(telling)
    return render_template(
        "mail/before.html",
        form=form,
        what=tellings.kind_of(telling).said(telling),
        sights=sights,
        many=sum(len(sight.to) for sight in sights),
        soon=showing.begins_soon(telling, now),
        back=back,
    )


def mail_sample(telling: Telling) -> None:
    """Mail to the viewer how it reads for one of them, and say so."""
    viewer, sights = current_viewer(), showing.sights(telling)
    name, email, number = viewer.called, viewer.account.email, viewer.person.id
    with db.writing():
        many = showing.send_sample(sights, name=name, email=email, person_id=number, now=clock.now())
    flash(f"One is on its way to {email}." if many else "Nobody is told, so there is nothing to see.", "done")


def without_waiting(telling: Telling | None) -> None:
    """Let it leave at once, when she pressed *Send now*; inside of the transaction that made it."""
    if telling is not None and request.form.get("act") == NOW:
        holds.send_now(telling, by=current_viewer().actor, now=clock.now())
