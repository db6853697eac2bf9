"""/office/members/: who is a member, who is at risk."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import staff
from chapter.gateways import clock
from chapter.membership import queries, words
from chapter.membership.queries import balances
from chapter.membership.views.office import bp
from chapter.web.access import allow
from chapter.web.forms import one_line

PAGE = 50


@bp.get("/")
@allow(staff)
def index() -> ResponseReturnValue:
    """List the members in one state, by name; a search narrows it by name."""
    on, state = queries.today(clock.now()), request.args.get("state", "all")
    state = state if state in queries.STATES else "all"
    wanted = one_line(request.args.get("q", ""))[:200]
    found = queries.enrollments_in_state(state, wanted, on)
    total = queries.count_rows(found)
    pages = max(1, -(-total // PAGE))
    page = min(page_number(), pages)
    enrollments = list(db.session.scalars(found.limit(PAGE).offset((page - 1) * PAGE)))
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
        total=total,
        page=page,
        pages=pages,
        on=on,
        words=words,
    )


def page_number() -> int:
    """The page number that was asked for; 1 when it is not a number."""
    asked = request.args.get("page", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1
