"""/directory/: members look one another up."""

from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user
from chapter.directory import cards, search
from chapter.directory.cards import Card
from chapter.directory.forms import PAGE, VIEWS, SearchInput, read_search
from chapter.directory.search import Result, TraitCount
from chapter.directory.views.portal import bp
from chapter.documents import vcards
from chapter.exports.views.export import Export, export
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.levels.queries import all_levels
from chapter.levels.rules.levels import ADDRESS
from chapter.media import responses
from chapter.membership.circles import directory_members
from chapter.membership.queries import today
from chapter.people.models import Person
from chapter.people.models.profile import ASK, OFFER
from chapter.people.models.search_index import NEIGHBORHOOD, SAYS, SKILL
from chapter.people.rules import blocks
from chapter.security import throttle
from chapter.web import pages, record_redirects
from chapter.web.access import allow
from chapter.web.csrf import FORM_EXPIRED, has_valid_csrf
from chapter.web.deferred_writes import write_after_response
from chapter.web.files import private_response

MOST_CHIPS = 10
SAYS_WORDS = {ASK: "Has an ask", OFFER: "Has an offer"}


@bp.get("/directory/")
@allow(directory_members)
def members() -> ResponseReturnValue:
    """Search for members; while somebody types, only the results are requested."""
    _spend()
    wanted, me = read_search(request.args), _me()
    level = (
        db.first(all_levels(retired=True).where(record_redirects.has_slug(ADDRESS, wanted.level)))
        if wanted.level
        else None
    )
    wish = search.query_of(wanted.q, wanted.traits, level.id if level else None)
    found = search.search(wish, me, today(clock.now()))
    page = pages.by_number(found.ids, PAGE, at=url_for("directory_portal.members", **wanted.address()))
    html = render_template(
        "directory/portal/index.html",
        part=request.headers.get("X-Part") == "found",
        wanted=wanted,
        cards=cards.cards_for_member(page.rows, search.sharing_with(page.rows, me)),
        total=len(found.ids),
        more=found.more,
        page=page,
        views=VIEWS,
        says_words=SAYS_WORDS,
        **_choices(found, wanted),
    )
    return private_response(html)


@bp.get("/directory/<public_id>")
@allow(directory_members)
def member(public_id: str) -> ResponseReturnValue:
    """One member, as far as they show themselves to the viewer."""
    _spend()
    return private_response(_page(_card(public_id)))


@bp.route("/directory/<public_id>.vcf", methods=["GET", "POST"])
@allow(directory_members)
@export
def member_contact(public_id: str) -> Export:
    """A member's contact card (RFC 6350), as far as it is shown to the viewer."""
    if has_valid_csrf():  # a post from another site is ignored
        _spend()
    card = _card(public_id)
    contact = vcards.Contact(
        uid=card.public_id, name=card.name, called=card.called if card.called != card.name else "",
        title=card.title, organisation=card.organisation, email=card.email, phone=card.phone,
        note=card.about, urls=[address for _, address in card.links],
    )  # fmt: skip
    return Export.of_card(
        card.public_id,
        f"{card.name}, as far as their page shows it to you",
        url_for("directory_portal.member", public_id=card.public_id),
        contact,
        _herself(card),
    )


@bp.get("/directory/<public_id>/<any(small,large):size>.webp")
@allow(directory_members)
def member_photo(public_id: str, size: str) -> ResponseReturnValue:
    """A member's photo, where it is shown to the viewer."""
    return responses.picture_response(_card(public_id).photo, size)


@bp.post("/directory/<public_id>/block")
@allow(directory_members)
def block_member(public_id: str) -> ResponseReturnValue:
    """Block a member: the two never meet in any list; the other is not notified."""
    card = _card(public_id)
    with pressed(partial(_not_blocked, card)):
        other = _herself(card)
        with db.writing():
            blocks.block(current_user.person, other, now=clock.now())
    flash(f"You and {card.called} won’t see each other in any list. We don’t tell anyone.")
    return redirect(url_for("directory_portal.blocked_members"), 303)


def _me() -> int:
    return int(current_user.account.person_id)


def _card(public_id: str) -> Card:
    number = search.listed_person(public_id, _me(), today(clock.now())) or abort(404)
    return cards.cards_for_member([number], search.sharing_with([number], _me()))[0]


def _not_blocked(card: Card, sentence: str) -> ResponseReturnValue:
    if sentence == FORM_EXPIRED:
        return _page(card, again=True)
    flash(sentence, "refused")
    return redirect(url_for("directory_portal.member", public_id=card.public_id), 303)


def _herself(card: Card) -> Person:
    return db.session.query(Person).filter_by(public_id=card.public_id).one()


def _page(card: Card, *, again: bool = False) -> str:
    return render_template(
        "directory/portal/show.html",
        card=card,
        herself=card.public_id == current_user.person.public_id,
        again=again,
        form_has_errors=again,
    )


def _choices(found: Result, wanted: SearchInput) -> dict[str, Any]:
    """What the list can be narrowed by: the chosen traits first, then the most frequent among those found."""
    traits = search.traits_of(found)
    shown = {(one.kind, one.key) for one in traits}
    traits += [TraitCount(kind, key, key, 0) for kind, key in wanted.traits if (kind, key) not in shown]
    by_kind = {
        kind: sorted(
            (one for one in traits if one.kind == kind),
            key=lambda one: (one.kind, one.key) not in wanted.traits,
        )[:MOST_CHIPS]
        for kind in (NEIGHBORHOOD, SKILL, SAYS)
    }
    return {"traits": by_kind, "levels": search.levels_of(found)}


def _spend() -> None:
    """Count one look-up, after the response. Raises TooManyAttempts for a viewer with too many recent
    ones."""
    now, key = clock.now(), str(_me())
    throttle.require_under_limit(throttle.DIRECTORY, key, now=now)
    write_after_response(lambda: throttle.hit(throttle.DIRECTORY, key, now=now))
