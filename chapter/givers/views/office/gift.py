"""/office/giving/gifts/<gift>: one gift, whether the wall shows it, thanks, the tribute card."""

from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug import Response

from chapter import db
from chapter.accounts.viewer import current_user, treasurers
from chapter.forms.idempotent_form import new_nonce
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.givers import card_status
from chapter.givers.forms import ThanksForm
from chapter.givers.rules import cards, thank_yous
from chapter.givers.views.office import bp
from chapter.giving import gift_amounts, gift_list, queries, words
from chapter.giving.forms import WallForm
from chapter.giving.models import HIDDEN, SHOWN, Fund, Gift
from chapter.moderation import rules as moderation
from chapter.people.models import Person
from chapter.people.view_log import log_view
from chapter.refusal import EditConflict, Refused
from chapter.settings import queries as settings
from chapter.web.access import allow
from chapter.web.filters import clock_time, day

STILL_WAITS = "Still waiting for review."
DECISIONS = {SHOWN: moderation.approve, HIDDEN: moderation.decline}


@bp.get("/gifts/<public_id>")
@allow(treasurers)
def gift(public_id: str) -> ResponseReturnValue:
    """Show one gift: who gave it, for whom, their words, and thanks."""
    return _page(gift_or_404(public_id))


@bp.post("/gifts/<public_id>/wall")
@allow(treasurers)
def wall(public_id: str) -> ResponseReturnValue:
    """Show a gift on the wall, or hide it. A gift in that state already is left alone."""
    found = gift_or_404(public_id)
    form = WallForm().for_gift(found)
    with form.trying(lambda form: _page(found, wall=form)):
        wanted = str(form.stands.data)
        if wanted in DECISIONS:
            with db.writing():
                DECISIONS[wanted](found, by=current_user.actor, now=clock.now())
    flash({SHOWN: "Shown on the giver wall.", HIDDEN: "Hidden from the giver wall."}.get(wanted, STILL_WAITS))
    return redirect_to_gift(found)


@bp.post("/gifts/<public_id>/thanks")
@allow(treasurers)
def thank(public_id: str) -> ResponseReturnValue:
    """Thank the giver, in words of a named person. If somebody thanked meanwhile, the page says who."""
    found, form = gift_or_404(public_id), ThanksForm()
    with form.trying(lambda form: _page(found, thanks=form)):
        seen, nonce = str(form.seen.data or ""), str(form.nonce.data)
        try:
            with db.writing():
                thank_yous.send_thanks(
                    found,
                    str(form.said.data),
                    by=current_user.person,
                    now=clock.now(),
                    seen=seen,
                    nonce=nonce,
                )
        except Refused as refused:
            form.seen.data, form.nonce.data = thank_yous.version_of_thanks(found), new_nonce()
            raise _already(found) if isinstance(refused, EditConflict) else refused from None
    flash(
        f"Your thanks to {found.name} are on their way."
        if found.email
        else "Recorded: you thanked the giver."
    )
    return redirect_to_gift(found)


@bp.post("/gifts/<public_id>/card")
@allow(treasurers)
def note_card(public_id: str) -> ResponseReturnValue:
    """Record that the card was sent by post."""
    found = gift_or_404(public_id)
    with pressed(lambda sentence: _page(found, trouble=sentence)), db.writing():
        cards.mark_card_posted(found, by=current_user.actor, now=clock.now())
    told = f" {found.name} will hear by email." if found.email else ""
    flash(f"The card is marked as sent.{told}")
    return redirect_to_gift(found)


def gift_or_404(public_id: str) -> Gift:
    """The gift with this public id; 404 while nothing came in for it."""
    return db.first_or_404(select(Gift).where(Gift.public_id == public_id, Gift.paid_at.is_not(None)))


def redirect_to_gift(found: Gift) -> Response:
    """A redirect to the page of the gift."""
    return redirect(url_for("givers_office.gift", public_id=found.public_id), 303)


def names_of_actors(found: Gift) -> dict[int, str]:
    """The names of the people who acted on the gift, by person id."""
    ids = {found.approved_by, found.declined_by, found.thanked_by, found.voided_by, found.card_sent_by}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids - {None})))
    return {number: name or "someone who left" for number, name in rows}


def _already(found: Gift) -> Refused:
    """A refusal that says who thanked while the form was open, and when."""
    who = names_of_actors(found).get(found.thanked_by or 0, "Someone")
    return Refused(
        f"{who} thanked {found.name} {_when(found.thanked_at)}, so your message was not sent. To send yours "
        "too, press the button again.",
        "said",
    )


def _when(moment: datetime | None) -> str:
    if moment is None:
        return "before"
    zone = settings.current().zone_info
    return f"on {day(moment, zone)}, at {clock_time(moment.astimezone(zone))}"


def _page(
    found: Gift, wall: WallForm | None = None, thanks: ThanksForm | None = None, trouble: str = ""
) -> str:
    log_view(found.person_id)
    began = {
        "said": thank_yous.draft_words(found),
        "seen": thank_yous.version_of_thanks(found),
        "nonce": new_nonce(),
    }
    corrects = db.session.get(Gift, found.corrects_id) if found.corrects_id else None
    return render_template(
        "givers/office/gift.html",
        gift=found,
        giver=db.session.get(Person, found.person_id) if found.person_id else None,
        drive=found.drive,
        words=words,
        receipts=gift_list.receipts_of(found),
        standing="" if found.voided_at else gift_list.giver_status_at(found),
        came=gift_amounts.amounts_of_gift(found),
        fund=db.session.get(Fund, found.fund_id) if found.fund_id else None,
        card=card_status.describe_card(found),
        names=names_of_actors(found),
        corrects=corrects,
        corrected_by=queries.correction_of(found) if found.voided_at else None,
        may_reverse=queries.may_be_voided(found),
        wall=wall or WallForm(formdata=None).current_for_gift(found),
        trouble=trouble,
        form_has_errors=bool(wall or thanks or trouble),
        thanks=thanks or ThanksForm(formdata=None, data=began),
    )
