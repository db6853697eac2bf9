"""/me/seen and /me/blocked: who can see a member, who opened their record, and whom they block."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.accounts.viewer import current_user, signed_in
from chapter.directory import cards
from chapter.directory.cards import Card
from chapter.directory.views.portal import bp
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.membership import entitlements
from chapter.membership.queries import standing_of
from chapter.people import queries
from chapter.people.models.blocks import Block
from chapter.people.models.profile import FIELDS, Profile, ProfileView
from chapter.people.rules import blocks
from chapter.people.visibility import VIEWERS, blocks_of
from chapter.web.access import allow

MOST_OPENINGS = 50
KINDS = {
    "visitor": "Anyone",
    "member": "A member",
    "sharing": "A member you share something with",
}


@bp.get("/me/seen")
@allow(signed_in)
def who_sees_me() -> ResponseReturnValue:
    """The member's record as each kind of viewer sees it, and which officers opened it."""
    person, now = current_user.person, clock.now()
    listed = entitlements.is_listed_in_directory(standing_of(person, now))
    profile = db.session.get(Profile, person.id)
    latest = queries.profile_views_of(person.id).limit(MOST_OPENINGS)
    return render_template(
        "directory/portal/seen.html",
        kinds=KINDS,
        seen={kind: _card(person.id, kind) if listed else None for kind in VIEWERS},
        fields=FIELDS,
        listed=listed,
        hidden_since=profile.hidden_at if profile else None,
        openings=list(db.session.scalars(latest.options(joinedload(ProfileView.by)))),
    )


@bp.get("/me/blocked")
@allow(signed_in)
def blocked_members() -> ResponseReturnValue:
    """The people whom the member blocks."""
    return _blocked()


@bp.post("/me/blocked/<int(max=2147483647):number>/end")
@allow(signed_in)
def end_block(number: int) -> ResponseReturnValue:
    """End a block."""
    hers = blocks_of(current_user.account.person_id).where(Block.id == number)
    one = db.first_or_404(hers)
    with pressed(lambda _: _blocked(again=True)), db.writing():
        blocks.end(one, now=clock.now())
    flash("You can see each other again.")
    return redirect(url_for("directory_portal.blocked_members"), 303)


def _blocked(*, again: bool = False) -> str:
    hers = blocks_of(current_user.account.person_id).options(joinedload(Block.other))
    mine = list(db.session.scalars(hers))
    known = {card.public_id: card for card in cards.cards_of({one.other_id: "member" for one in mine})}
    return render_template(
        "directory/portal/blocked.html",
        blocks=[(one, known.get(one.other.public_id)) for one in mine],
        again=again,
        form_has_errors=again,
    )


def _card(person_id: int, kind: str) -> Card | None:
    return next(iter(cards.cards_of({person_id: kind})), None)
