"""Programs, to which opportunities belong."""

from datetime import datetime

from chapter import audit, db
from chapter.audit import Actor
from chapter.opportunities import queries as opportunities_queries
from chapter.refusal import Refused
from chapter.shifts.models.programs import Program


def add_program(name: str, *, by: Actor, now: datetime) -> Program:
    """Add a program. Raises Refused when there is one of this name."""
    if opportunities_queries.program_named(name) is not None:
        raise Refused("There is already a program with this name.", "name")
    program = Program(name=name, teens=0, created_at=now)
    db.session.add(program)
    db.session.flush()
    audit.record("wrote down", program, by=by, now=now, after={"name": name})
    return program
