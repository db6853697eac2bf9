"""The page for somebody whose membership does not open what she came for: what would open it."""

from flask import Response, make_response, render_template

from chapter import db
from chapter.gateways import clock
from chapter.membership import opening, words
from chapter.membership.queries import membership_of
from chapter.people.viewer import Viewer

PART = {
    opening.DIRECTORY: "The directory",
    opening.EVENTS: "What is for members alone",
}
"""How a sentence about it begins; each takes a singular verb."""


def page(viewer: Viewer, what: str) -> Response:
    """Says (403) why ``what``, of opening.OPENS, is closed to ``viewer``, who signed in, and which levels
    open it. Tells nothing of what stands behind it."""
    standing = membership_of(viewer.person, clock.now())
    level = standing.level
    renewable = standing.renewal_due and standing.pays and level is not None and level.opens(what)
    body = render_template(
        "membership/public/closed.html",
        part=PART[what],
        standing=standing,
        renewable=renewable and not standing.member,
        levels=list(db.session.scalars(opening.levels_opening(what))),
        words=words,
    )
    answer = make_response(body, 403)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def directory(viewer: Viewer) -> Response:
    """The page about the directory."""
    return page(viewer, opening.DIRECTORY)
