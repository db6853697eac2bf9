"""In the sample chapter every entry of the log names its record and reads as words."""

import re

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.audit import Entry, log_kinds
from chapter.people.models import Person

A_RULE = re.compile(r"FREQ=|INTERVAL=|[{}\[\]]")


def entries() -> list[Entry]:
    """The whole log."""
    return list(db.session.scalars(select(Entry).options(joinedload(Entry.values))))


def test_no_record_is_gone_and_no_verb_is_without_words(sample: Flask) -> None:
    logged = entries()
    assert len({entry.record_kind for entry in logged}) > 20
    with sample.test_request_context():
        names = log_kinds.names_of_records(logged)
    assert [kind for (kind, _), named in names.items() if named.words == log_kinds.GONE] == []
    assert [
        (entry.record_kind, entry.verb)
        for entry in logged
        if not log_kinds.is_declared(entry.record_kind, entry.verb)
    ] == []


def test_no_id_and_no_rule_of_a_computer_stands_in_a_field(sample: Flask) -> None:
    public_ids = set(db.session.scalars(select(Person.public_id)))
    with sample.test_request_context():
        changes = log_kinds.changes_of(entries())
    said = {(label, text) for rows in changes.values() for label, *texts in rows for text in texts}
    assert ("Method", "Check") in said
    assert [one for one in said if one[1] in public_ids or A_RULE.search(one[1])] == []
    assert [label for label, _ in said if re.search(r"(?i)\b(id|ids|cents|rrule)\b|_", label)] == []
