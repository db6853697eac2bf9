"""/renew/<token>: what a renewal brings, and the request for it, by a personal link."""

from functools import partial

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.levels import periods
from chapter.membership import queries, words
from chapter.membership.models.memberships import Membership
from chapter.membership.queries import balances, membership_settings
from chapter.membership.rules import renewals
from chapter.membership.views.public import bp
from chapter.security import throttle
from chapter.web.access import allow, everyone
from chapter.web.csrf import ButtonForm
from chapter.web.files import private_response


@bp.get("/renew/<token>")
@allow(everyone)
def renew(token: str) -> ResponseReturnValue:
    """Show the membership, what renewing it brings, and how dues are paid."""
    return _renewal(_membership(token))


@bp.post("/renew/<token>")
@allow(everyone)
def request_renewal(token: str) -> ResponseReturnValue:
    """Ask to renew the membership."""
    found, now = _membership(token), clock.now()
    with pressed(partial(_renewal, found)):
        throttle.enforce((throttle.CHANGE, found.public_id), now=now)
        with db.writing():
            term = renewals.request_renewal(found, now=now)
    if term is not None:
        flash(f"Your membership now runs {words.until(term.last_on)}.", "done")
    return redirect(url_for("membership.renew", token=found.token), 303)


def _membership(token: str) -> Membership:
    return queries.by_renewal_token(token) or abort(404)


def _renewal(found: Membership, refused: str = "") -> Response:
    on = queries.today(clock.now())
    held = queries.terms_of(found)
    next_span = periods.continued(found.level.period, held[-1].span, on) if held and found.ends_on else None
    return private_page(
        "membership/public/renew.html",
        membership=found,
        level=found.level,
        next_span=next_span,
        due=balances.still_due(found, on),
        people=[enrollment.person for enrollment in queries.enrollments_in(found)],
        standing=queries.standing_of(found.payer, clock.now()),
        says=membership_settings.current(),
        form=ButtonForm(),
        refused=refused,
        soon=found.ends_on is not None and found.ends_on - queries.SOON <= on,
    )


def private_page(template: str, **context: object) -> Response:
    """Render a page for the holder of a personal link; no cache stores it."""
    return private_response(render_template(template, words=words, **context))
