"""/card/…: what a member shows to everybody. Search engines are asked not to index it."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from chapter.accounts.viewer import current_user
from chapter.directory import cards, search
from chapter.directory.cards import VISITOR, Card
from chapter.directory.views.public import bp
from chapter.gateways import clock
from chapter.media import responses
from chapter.membership.queries import today
from chapter.people import visibility
from chapter.web.access import allow, everyone
from chapter.web.files import private_response


@bp.get("/card/<public_id>")
@allow(everyone)
def card(public_id: str) -> ResponseReturnValue:
    """A member's card, when they show their name to everybody."""
    answer = private_response(render_template("directory/public/card.html", card=_card(public_id)))
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@bp.get("/card/<public_id>/<any(small,large):size>.webp")
@allow(everyone)
def card_photo(public_id: str, size: str) -> ResponseReturnValue:
    """A member's photo, when they show it to everybody."""
    return responses.picture_response(_card(public_id).photo, size)


def _card(public_id: str) -> Card:
    number = search.public_person(public_id, today(clock.now())) or abort(404)
    if current_user.is_authenticated and not visibility.can_see(current_user.account.person_id, number):
        abort(404)
    return cards.card_of(number, VISITOR)
