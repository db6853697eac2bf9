"""What the door's phones fetch and upload, as JSON."""

from dataclasses import asdict
from typing import Any

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.checkin import queries as checkin_queries
from chapter.checkin import shifts_tonight
from chapter.checkin.forms import UploadForm
from chapter.checkin.models import OPENS
from chapter.checkin.rules import checkins as rules
from chapter.checkin.rules import uploads
from chapter.checkin.rules.checkins import CheckinResult
from chapter.checkin.screens import KEPT_HOURS, Door
from chapter.checkin.views.door import door_page
from chapter.forms.fields import LARGEST_NUMBER
from chapter.gateways import clock
from chapter.web.answers import Answer
from chapter.web.csrf import csrf_token
from chapter.web.files import private_response


@door_page("/<key>/list.json", answer=Answer.JSON)
def party_list(door: Door) -> ResponseReturnValue:
    """Everything that a phone needs to go on without a signal: guests, and who has a shift here tonight; no
    email, no ticket that could be copied."""
    last = checkin_queries.latest_checkin(door.event)
    now = clock.now()
    parties = checkin_queries.parties_for_phone(door.event, new=not door.helps, needs=door.tells_needs(now))
    kept = {"parties": parties, "tells_new": not door.helps, "last": last, "version": door.version(now)}
    named = {"title": door.event.title, "zone": door.event.zone, "kept_hours": KEPT_HOURS}
    return _answer({**_head(door), **named, **kept, **_helpers(door)})


@door_page("/<key>/live.json", late=True, answer=Answer.JSON)
def live(door: Door) -> ResponseReturnValue:
    """What happened since, and how many are in. For a link that has ended: only that it has."""
    news = _news(door, min(max(request.args.get("after", 0, type=int), 0), LARGEST_NUMBER))
    return _answer(
        news if door.over else {**news, "count": asdict(checkin_queries.count_arrived(door.event))}
    )


@door_page("/<key>/moves", "POST", late=True, answer=Answer.JSON)
def upload(door: Door) -> ResponseReturnValue:
    """Record what a phone did, with and without a signal; the response has a result for each."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _answer({"error": "token", "csrf": csrf_token()}), 400
    try:
        sent, sent_at = form.read()
    except (ValueError, TypeError, AttributeError, RecursionError):
        return _answer({"error": "shape"}), 422
    now = clock.now()
    answers: list[CheckinResult] = []
    for step in uploads.in_steps(uploads.by_our_clock(sent, sent_at, now)):
        with db.writing():
            answers += uploads.record_uploads(
                db.lock(door.event), step, by=door.operator, leads=door.leads, now=now
            )
    said = [{"nonce": one.nonce, "refused": one.refused, "words": one.words} for one in answers]
    return _answer({"answers": said, **_news(door, form.number)})


def _news(door: Door, after: int) -> dict[str, Any]:
    head = _head(door)
    if door.over:
        return head
    helpers = _helpers(door, request.values.get("helpers", ""))
    return {
        **head,
        **helpers,
        **checkin_queries.changes_since(door.event, after),
        "version": door.version(clock.now()),
    }


def _helpers(door: Door, known: str = "") -> dict[str, Any]:
    """Tonight's helpers and their hash; empty when the phone's hash, ``known``, is the same."""
    found = shifts_tonight.helpers_for_phones(door.event, clock.now())
    mark = shifts_tonight.version_of(found)
    return {} if mark == known else {"helpers": found, "helpers_mark": mark}


def _head(door: Door) -> dict[str, Any]:
    now = clock.now()
    return {
        "csrf": csrf_token(),
        "now": now.isoformat(),
        "over": door.over,
        "opens_at": (door.event.starts_at - OPENS).isoformat(),
        "ends_at": door.ends_at.isoformat(),
        "taken_until": door.taken_until.isoformat(),
        "shut": rules.why_closed(door.event, now),
    }


def _answer(what: dict[str, Any]) -> Response:
    return private_response(jsonify(what))
