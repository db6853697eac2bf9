"""/join/with/<token>: the page of an invitation's mailed link.

A scanner that follows links answers nothing: yes and no are one button each.
"""

from functools import partial

from flask import Response, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.rules import sessions as session_rules
from chapter.accounts.viewer import current_user
from chapter.authentication import sessions
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.households import queries as households_queries
from chapter.households.queries import recipients
from chapter.households.rules import answers
from chapter.households.views.public import bp
from chapter.membership import queries
from chapter.membership.models.invitations import Invitation
from chapter.membership.views.public.renewal import private_page
from chapter.people import queries as people
from chapter.people import verification
from chapter.people.models import Person, name_key
from chapter.security import throttle
from chapter.web.access import allow, everyone
from chapter.web.csrf import ButtonForm


@bp.get("/join/with/<token>")
@allow(everyone)
def show_invitation(token: str) -> ResponseReturnValue:
    """Show who named the reader, and what yes and no bring; once answered, what became of it."""
    return _page(_invitation(token), token)


@bp.post("/join/with/<token>/yes")
@allow(everyone)
def accept_invitation(token: str) -> ResponseReturnValue:
    """Accept an invitation. A person whose account was just created is signed in."""
    found, now = _invitation(token), clock.now()
    with pressed(partial(_page, found, token)):
        throttle.enforce((throttle.CHANGE, found.public_id), now=now)
        reader = _reader(found)
        with db.writing():
            account = answers.accept_invitation(found, by=_proof(reader), reader=reader, now=now)
    if account is not None and not current_user.is_authenticated:
        with db.writing():
            secret = session_rules.begin(account, browser=sessions.browser_name(), now=now)
        sessions.remember(secret)
    return redirect(url_for("households.show_invitation", token=token), 303)


@bp.post("/join/with/<token>/no")
@allow(everyone)
def decline_invitation(token: str) -> ResponseReturnValue:
    """Decline an invitation; that is final."""
    found, now = _invitation(token), clock.now()
    with pressed(partial(_page, found, token)):
        throttle.enforce((throttle.CHANGE, found.public_id), now=now)
        reader = _reader(found)
        with db.writing():
            answers.decline_invitation(found, by=_proof(reader), now=now)
    return redirect(url_for("households.show_invitation", token=token), 303)


def _invitation(token: str) -> Invitation:
    found = households_queries.by_token(token)
    if found is None or found.membership is None:
        abort(404)
    return found


def _reader(found: Invitation) -> Person | None:
    """The signed-in person, when the invitation means them; else None."""
    return recipients.recipient_with(found, current_user.account) if current_user.is_authenticated else None


def _proof(reader: Person | None) -> str:
    return verification.ACCOUNT if reader else verification.MAILBOX


def _page(found: Invitation, token: str, refused: str = "") -> Response:
    """Render the page of an invitation. Only the holder of the mailbox sees what membership the person has
    now."""
    now, reader = clock.now(), _reader(found)
    person = found.person or reader or people.matching_person(found.name, found.email)
    standing = queries.standing_of(person, now) if person else None
    own = standing.membership if standing and standing.membership else None
    enrollment = queries.last_enrollment_in(found.membership, person) if found.membership and person else None
    return private_page(
        "households/public/invitation.html",
        invitation=found,
        payer=found.payer,
        level=found.membership.level if found.membership else None,
        membership=found.membership,
        token=token,
        standing=standing,
        ended_at=enrollment.ended_at if enrollment else None,
        moves=standing if own is not None and own.id != found.membership_id else None,
        asks=found.answerable(now),
        another_name=reader is not None and name_key(reader.name) != name_key(found.name),
        refused=refused,
        form=ButtonForm(),
    )
