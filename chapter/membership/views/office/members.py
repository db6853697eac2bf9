"""/office/members/: who is a member, who is at risk."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import staff
from chapter.gateways import clock
from chapter.membership import queries, words
from chapter.membership.queries import balances
from chapter.membership.views.office import bp
from chapter.web import pages
from chapter.web.access import allow
from chapter.web.forms import one_line


@bp.get("/")
@allow(staff)
def index() -> ResponseReturnValue:
    """List the members in one state, by name; a search narrows it by name."""
    on, state = queries.today(clock.now()), request.args.get("state", "all")
    state = state if state in queries.STATES else "all"
    wanted = one_line(request.args.get("q", ""))[:200]
    found = queries.enrollments_in_state(state, wanted, on)
    page = pages.by_key(found)
    enrollments = page.rows
    due = balances.still_due_by_membership([enrollment.membership for enrollment in enrollments], on)
    return render_template(
        "membership/office/index.html",
        places=enrollments,
        due={number: sum(one.cents for one in each) for number, each in due.items()},
        statuses=queries.statuses([enrollment.person_id for enrollment in enrollments], clock.now()),
        counts={name: queries.count_in_state(name, on) for name in queries.STATES},
        states=queries.STATES,
        state=state,
        wanted=wanted,
        total=db.count(found),
        page=page,
        on=on,
        words=words,
    )
