"""The page for a viewer whose membership does not open what they asked for: what would open it."""

from dataclasses import dataclass

from flask import Response, render_template

from chapter import db
from chapter.accounts.viewer import Viewer
from chapter.gateways import clock
from chapter.levels import models
from chapter.membership import entitlements, words
from chapter.membership.queries import Standing, standing_of
from chapter.membership.status import APPLIED, LAPSED, RESIGNED, SUSPENDED
from chapter.web.files import private_response

PART = {
    models.DIRECTORY: "The directory",
    models.EVENTS: "This page",
}
"""How a sentence about it begins; each takes a singular verb."""


@dataclass(frozen=True)
class Explanation:
    """What the page says: its heading, why, and what the viewer can do. ``renews``: with a button to renew;
    ``joins``: with the levels that open it; ``writes``: with the chapter's email."""

    title: str
    text: str
    renews: bool = False
    joins: bool = False
    writes: bool = False


def explain(standing: Standing, what: str, *, levels: bool) -> Explanation:
    """Why ``what`` is closed to a person of that standing. ``levels``: whether any level opens it to them."""
    part, level = PART[what], standing.level
    closed = f"{part} isn’t part of your account yet"
    if standing.member and level is not None:
        these = "These do:" if levels else "Email us if you’d like it:"
        return Explanation(
            closed,
            f"Your level, {level.name}, doesn’t include it. {these}",
            joins=levels,
            writes=not levels,
        )
    if standing.status == LAPSED and level is not None:
        return _lapsed(standing, part, includes=level.opens(what), levels=levels)
    if standing.status == SUSPENDED:
        return Explanation(
            "Your membership is paused",
            f"{part} is closed for now. Email us, and we’ll talk about it.",
            writes=True,
        )
    if standing.status == APPLIED:
        return Explanation(
            "Your membership is pending",
            f"{part} will open when you’re a member. My account says what’s left to do.",
        )
    these = "These levels include it:" if levels else "Email us if you’d like to be one:"
    if standing.status == RESIGNED:
        return Explanation(
            "Your membership has ended",
            f"You left, and {part[0].lower()}{part[1:]} is for members. You’re welcome back. {these}",
            joins=levels,
            writes=not levels,
        )
    return Explanation(closed, f"It’s for members. {these}", joins=levels, writes=not levels)


def _lapsed(standing: Standing, part: str, *, includes: bool, levels: bool) -> Explanation:
    ended = f"It ended on {words.long_day(standing.ends_on)}."
    if not standing.pays and standing.membership is not None:
        payer = standing.membership.payer.first_name
        text = f"{ended} {payer} paid for everyone. Once it’s renewed, this page will open again."
        own = " Or join on your own:" if levels else ""
        return Explanation("Your membership has ended", f"{text}{own}", joins=levels, writes=not levels)
    if includes:
        return Explanation(
            "Your membership has ended", f"{ended} Renew it, and this page will open again.", renews=True
        )
    return Explanation(
        "Your membership has ended",
        f"{ended} You can renew it, but {part[0].lower()}{part[1:]} wasn’t "
        f"part of it. {'These levels include it:' if levels else ''}".strip(),
        renews=True,
        joins=levels,
        writes=not levels,
    )


def members_only_page(viewer: Viewer, what: str) -> Response:
    """The page (403) that says why ``what``, one of ENTITLEMENTS, is closed to ``viewer``, who is signed in,
    and which levels open it. It shows nothing of the content."""
    standing = standing_of(viewer.person, clock.now())
    levels = list(db.session.scalars(entitlements.levels_including(what)))
    body = render_template(
        "membership/public/closed.html",
        why=explain(standing, what, levels=bool(levels)),
        standing=standing,
        levels=levels,
        words=words,
    )
    return private_response(body, 403)


def directory_page(viewer: Viewer) -> Response:
    """The members-only page for the directory."""
    return members_only_page(viewer, models.DIRECTORY)
