"""/rsvp/<link>/pocket: a page that opens without a signal, and stores what was promised until
there is one."""

from functools import partial

from flask import Response, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.bookings.views.public.booking import booking_or_404
from chapter.bookings.views.public.link_presses import record_press
from chapter.forms.idempotent_form import new_nonce
from chapter.gateways import clock
from chapter.hello import offline_page_texts
from chapter.hello.forms import PromiseForm
from chapter.hello.queries import hellos
from chapter.hello.rules import promises
from chapter.hello.views.public import bp
from chapter.refusal import Refused
from chapter.web import answers, assets, headers
from chapter.web.access import allow, everyone
from chapter.web.answers import Answer
from chapter.web.csrf import csrf_token
from chapter.web.files import private_response, public_file

POLICY = f"{headers.POLICY.header_value}; worker-src 'self'"
NOT_COMING = "This page is for guests with a seat. Your note was not saved."


@bp.get("/rsvp/pocket.js")
@allow(everyone)
def offline_worker() -> ResponseReturnValue:
    """The service worker that stores the page on a phone. It is served here since its scope is what lies
    beneath its own address."""
    found = assets.manifest().files[assets.manifest().names["pocket-worker.js"]]
    return public_file(found.data, found.content_type, cache="no-cache")


@bp.get("/rsvp/<token>/pocket")
@allow(everyone)
def offline_page(token: str) -> ResponseReturnValue:
    """Three ways to begin a conversation, one to leave it, and a note."""
    return _page(booking_or_404(token), PromiseForm(data={"nonce": new_nonce()}))


@bp.post("/rsvp/<token>/pocket/promise")
@allow(everyone, answer=Answer.AS_ASKED)
def add_offline_promise(token: str) -> ResponseReturnValue:
    """Save what was promised. The phone asks for JSON, and may send the same note more than once."""
    rsvp, form = booking_or_404(token), PromiseForm()
    with form.trying(partial(_refused, rsvp)):
        if not rsvp.going:
            raise Refused(NOT_COMING)
        record_press(rsvp)
        with db.writing():
            promises.add_promise(rsvp, str(form.words.data), nonce=form.own_nonce(), now=clock.now())
    if answers.is_json():
        return jsonify(kept=True, csrf=csrf_token())
    return redirect(url_for("hello.offline_page", token=rsvp.token), 303)


def _refused(rsvp: Rsvp, form: PromiseForm) -> ResponseReturnValue:
    if answers.is_json():
        why = next((sentence for errors in form.errors.values() for sentence in errors), "")
        return jsonify(kept=False, csrf=csrf_token(), why=why, old=bool(form.form_errors)), 422
    form.nonce.data = form.own_nonce()
    return _page(rsvp, form), 422


def _page(rsvp: Rsvp, form: PromiseForm) -> Response:
    body = render_template(
        "hello/public/offline_page.html",
        rsvp=rsvp,
        event=rsvp.event,
        form=form,
        openers=offline_page_texts.opening_lines(rsvp),
        leave=offline_page_texts.CLOSING_LINES,
        until=offline_page_texts.kept_until(rsvp.event),
        over=clock.now() >= rsvp.event.ends_at + offline_page_texts.KEPT_FOR,
        promised=hellos.promises_at(rsvp),
    )
    response = private_response(body)
    response.headers[headers.CSP] = POLICY
    return response
