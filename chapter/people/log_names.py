"""What the log calls people, and what was done to them."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from chapter.audit.log_fields import Field, names_by, one_of
from chapter.audit.log_kinds import ERASED_NAME, LogKind, Names, RecordName, names_from
from chapter.people.models import Person
from chapter.people.models.blocks import DoNotPair
from chapter.people.models.profile import AUDIENCES, FIELDS
from chapter.people.verification import ACCOUNT, DOOR, MAILBOX, STAFF, TYPED


def person_name(name: str, public_id: str) -> RecordName:
    """A person, with the office's page about them; an erased one has none."""
    return with_page(name, "records_office.person", public_id)


def with_page(name: str, endpoint: str, public_id: str) -> RecordName:
    """A person, with the office's page ``endpoint`` about them; an erased one has none."""
    return RecordName(name, url_for(endpoint, public_id=public_id)) if name else RecordName(ERASED_NAME)


def through_person(
    model: Any,
    key: ColumnElement[Any] | Any,
    name: Callable[..., RecordName] = person_name,
    *besides: Any,
) -> Names:
    """Names for the records of ``model``, each by the person whom its column ``key`` refers to. ``name`` gets
    the person's name, their public id, and the columns ``besides``."""
    rows = select(model.id, Person.name, Person.public_id, *besides)
    return names_from(rows.join(Person, Person.id == key), name)


PERSON_BY_ID = names_by(select(Person.id, Person.name))
PERSON_BY_PUBLIC_ID = names_by(select(Person.public_id, Person.name))
"""For fields that refer to a person."""


def _relations(kept: Collection[str]) -> dict[str, str]:
    """Relations as the log stores them, what it is and ``person`` with a public id, with the name instead."""
    parts = {words: words.rpartition(" person ") for words in kept}
    names = PERSON_BY_PUBLIC_ID({public_id for _, _, public_id in parts.values()})
    return {words: f"{what} {names.get(other) or ERASED_NAME}" for words, (what, _, other) in parts.items()}


PROOF = one_of(
    {
        TYPED: "not confirmed yet",
        MAILBOX: "by a link in an email",
        DOOR: "at the door",
        ACCOUNT: "by their account",
        STAFF: "by the office",
    },
    "Confirmed",
)
"""The field that says how a record about a person was proved."""

SEEN_BY: Mapping[str, Field] = {
    name: one_of(AUDIENCES, f"{label}, seen by") for name, label in FIELDS.items()
}

One, Other = aliased(Person), aliased(Person)


def _apart(one: str, other: str) -> RecordName:
    return RecordName(f"{one or ERASED_NAME} and {other or ERASED_NAME}", url_for("office.do_not_pair_list"))


LOGGED = (
    LogKind(
        Person,
        {
            "wrote down": "added",
            "changed": "edited the record of",
            "changed her profile": "edited their own profile",
            "changed who sees her": "edited who sees their own profile",
            "set her photo": "changed their own photo",
            "took her photo away": "removed their own photo",
            "wrote a note on": "added a note about",
            "took away a note on": "deleted a note about",
            "put back a note on": "restored a note about",
            "noted relation": "added a relation of",
            "ended relation": "ended a relation of",
            "tagged": "tagged",
            "took a tag from": "removed a tag from",
            "gave a task about": "added a task about",
            "did a task about": "finished a task about",
            "opened a task again about": "reopened a task about",
            "let go of tasks of": "ended the tasks of",
        },
        {
            "called": Field("Goes by"),
            "organisation": Field("Organization"),
            "name_said": Field("Pronunciation of name"),
            "relation": Field(refers=_relations),
        },
        label="People",
        names=names_from(select(Person.id, Person.name, Person.public_id), person_name),
    ),
    LogKind(
        DoNotPair,
        {
            "kept apart": "added to the do-not-pair list:",
            "no longer kept apart": "removed from the do-not-pair list:",
        },
        label="Do not pair",
        untold="whoever keeps two people apart reads of it, and nobody else",
        names=names_from(
            select(DoNotPair.id, One.name, Other.name)
            .join(One, One.id == DoNotPair.one_id)
            .join(Other, Other.id == DoNotPair.other_id),
            _apart,
        ),
    ),
)
