"""/office/people/suggest.json: whom somebody may mean who begins to type a name or an email."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from chapter.accounts.viewer import current_user, staff
from chapter.forms.fields import one_line
from chapter.gateways import clock
from chapter.records.views.office import bp
from chapter.security import throttle
from chapter.segments import queries
from chapter.web.access import allow
from chapter.web.answers import Answer
from chapter.web.deferred_writes import write_after_response

MOST, SHORTEST, LONGEST = 8, 2, 120


@bp.get("/suggest.json")
@allow(staff, answer=Answer.JSON)
def suggest_people() -> ResponseReturnValue:
    """Up to eight people for ``?q=``, of at least two characters: public id, name, email, organization."""
    now = clock.now()
    throttle.require_under_limit(throttle.SUGGESTIONS, str(current_user.number), now=now)
    write_after_response(lambda: throttle.hit(throttle.SUGGESTIONS, str(current_user.number), now=now))
    typed = one_line(request.args.get("q", ""))[:LONGEST]
    found = queries.people_alike(current_user, typed, now, MOST) if len(typed) >= SHORTEST else ()
    answer = jsonify(
        people=[
            {"id": one.public_id, "name": one.name, "email": one.email, "about": one.organisation}
            for one in found
        ]
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
