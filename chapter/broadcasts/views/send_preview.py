"""The page between a form and the mails to many: to whom, who is left out and why, a sample letter.

It carries the form, so that nothing is saved before *Send*; *Send me one first* mails the sample to the
viewer.
"""

from collections.abc import Sequence

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.broadcasts import kinds, previews
from chapter.broadcasts.kinds import Preview
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import holds
from chapter.forms.fields import Form
from chapter.gateways import clock
from chapter.web.access import current_user

SEND, NOW, SAMPLE, CHANGE = "send", "now", "sample", "change"


def goes_back() -> bool:
    """Whether the viewer went back to change the form, instead of sending."""
    return request.form.get("act") == CHANGE


def preview_page(form: Form, broadcast: Broadcast, *, back: str) -> ResponseReturnValue | None:
    """The preview page for the draft ``broadcast`` that the valid ``form`` would send; None once *Send* was
    pressed. ``back`` is the address of the page that it belongs to."""
    act = request.form.get("act")
    if act in {SEND, NOW}:
        return None
    sights = previews.previews_of(broadcast)
    if act == SAMPLE:
        mail_sample(sights)
    what, soon = kinds.kind_of(broadcast).title(broadcast), previews.begins_soon(broadcast, clock.now())
    return _page(form, what, sights, back=back, soon=soon)


def rule_preview_page(
    form: Form, what: str, sight: Preview, *, back: str, lede: str
) -> ResponseReturnValue | None:
    """The preview page for a mail that a rule writes from now on, when that rule is switched on: ``sight`` is
    whom it reaches at once, and ``lede`` says when it reaches others. None once *Save* was pressed."""
    if request.form.get("act") == SEND:
        return None
    if request.form.get("act") == SAMPLE:
        mail_sample([sight])
    return _page(form, what, [sight], back=back, lede=lede)


def _page(
    form: Form, what: str, sights: Sequence[Preview], *, back: str, soon: bool = False, lede: str = ""
) -> str:
    many = sum(len(sight.to) for sight in sights)
    return render_template(
        "broadcasts/office/preview.html",
        form=form,
        what=what,
        sights=sights,
        many=many,
        soon=soon,
        back=back,
        lede=lede,
    )


def mail_sample(sights: Sequence[Preview]) -> None:
    """Mail the viewer sample letters, and flash a message."""
    name, email, number = current_user.called, current_user.account.email, current_user.person.id
    with db.writing():
        many = previews.send_sample(sights, name=name, email=email, person_id=number, now=clock.now())
    flash(
        f"Test sent to {email}." if many else "Nobody gets this email, so there is no test to send.", "done"
    )


def send_now_if_pressed(broadcast: Broadcast | None) -> None:
    """Send it without a hold when *Send now* was pressed; inside the transaction that created it."""
    if broadcast is not None and request.form.get("act") == NOW:
        holds.send_now(broadcast, by=current_user.actor, now=clock.now())
