"""/meet/<link>: somebody was asked to meet a guest. Opening the page changes nothing; its buttons answer."""

from collections.abc import Callable

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.forms.submission import Answered, pressed
from chapter.gateways import clock
from chapter.hello.models.companions import Companion
from chapter.hello.queries import companion_search
from chapter.hello.rules import companions
from chapter.hello.views.public import bp
from chapter.people.names import in_sentence
from chapter.pronouns import them
from chapter.security import throttle
from chapter.web.access import allow, everyone
from chapter.web.files import private_response


@bp.get("/meet/<token>")
@allow(everyone)
def companion_request(token: str) -> ResponseReturnValue:
    """Whom the person is asked to meet, and their sign once they accepted."""
    return _page(_find(token))


@bp.post("/meet/<token>/accept")
@allow(everyone)
def accept_companion_request(token: str) -> ResponseReturnValue:
    """Accept the request: both are notified."""
    return _answer(_find(token), companions.accept, _accepted_notice)


@bp.post("/meet/<token>/decline")
@allow(everyone)
def decline_companion_request(token: str) -> ResponseReturnValue:
    """Decline, or cancel after accepting: the next is asked."""
    return _answer(_find(token), companions.decline, lambda _: "Thank you for telling us.")


def _accepted_notice(one: Companion) -> str:
    return (
        f"Thank you. We have told {them(one.guest.pronouns)}."
        if one.told
        else "Thank you. We will email you both within minutes."
    )


def _answer(
    one: Companion, rule: Callable[..., None], notice: Callable[[Companion], str]
) -> ResponseReturnValue:
    with pressed(lambda sentence: _page(one, sentence, 422)):
        now = clock.now()
        throttle.enforce((throttle.CHANGE, one.public_id), now=now)
        with db.writing():
            rule(one, now=now)
    flash(notice(one), "done")
    return redirect(url_for("hello.companion_request", token=one.token), 303)


def _find(token: str) -> Companion:
    one = companion_search.by_token(token)
    if one is None:
        raise Answered(render_template("hello/public/companion_dead_link.html"), 404)
    return one


def _page(one: Companion, refused: str = "", status: int = 200) -> Response:
    meets = companion_search.may_meet(one)
    open_now = meets and one.live and one.event.cancelled_at is None and clock.now() < one.event.starts_at
    body = render_template(
        "hello/public/companion_request.html", one=one, event=one.event, guest=one.guest.shown_name,
        whom=in_sentence(one.guest.shown_name), now=clock.now(), open=open_now, meets=meets and one.meets,
        refused=refused, form_has_errors=bool(refused),
    )  # fmt: skip
    return private_response(body, status)
