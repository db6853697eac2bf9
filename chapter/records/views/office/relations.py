"""Relations between people, on their pages in the office."""

from flask import flash
from flask.typing import ResponseReturnValue
from sqlalchemy import or_, select

from chapter import db
from chapter.accounts.person_choice import person_of
from chapter.accounts.viewer import current_user, directors
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.people.forms import RelationForm
from chapter.people.models import Relation
from chapter.people.rules import relations
from chapter.records.views.office import bp
from chapter.records.views.office.person import person_or_404, person_page, to_page
from chapter.web.access import allow

NOBODY = "We don’t know anyone with this email. Add them under People first."


@bp.post("/<public_id>/relations")
@allow(directors)
def add_relation(public_id: str) -> ResponseReturnValue:
    """Add a relation between a person and somebody else."""
    person, form = person_or_404(public_id), RelationForm()
    with form.trying(lambda form: person_page(person, relate=form)):
        other = person_of(form.email, NOBODY, besides=person)
        with db.writing():
            relations.add(person, other, str(form.kind.data), by=current_user.actor, now=clock.now())
    flash(f"Saved. The relation is on {person.first_name}’s page and on {other.first_name}’s.")
    return to_page(person)


@bp.post("/<public_id>/relations/<int(max=2147483647):number>/end")
@allow(directors)
def end_relation(public_id: str, number: int) -> ResponseReturnValue:
    """End a relation."""
    person = person_or_404(public_id)
    hers = or_(Relation.person_id == person.id, Relation.other_id == person.id)
    relation = db.first_or_404(select(Relation).where(hers, Relation.id == number))
    with pressed(to_page(person)), db.writing():
        relations.end(relation, by=current_user.actor, now=clock.now())
    flash("Removed the relation.")
    return to_page(person)
