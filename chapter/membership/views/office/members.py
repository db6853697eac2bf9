"""/office/members/: who is a member, who is at risk."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import staff
from chapter.gateways import clock
from chapter.membership import queries, words
from chapter.membership.forms import MemberListForm
from chapter.membership.queries import balances
from chapter.membership.views.office import bp
from chapter.web import pages
from chapter.web.access import allow


@bp.get("/")
@allow(staff)
def index() -> ResponseReturnValue:
    """List the members in one state, by name; a search narrows it by name."""
    on, form = queries.today(clock.now()), MemberListForm(request.args)
    form.validate()
    found = queries.enrollments_in_state(str(form.state.data), str(form.q.data), on)
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
        form=form,
        state=form.state.data,
        total=db.count(found),
        page=page,
        on=on,
        words=words,
    )
