"""Tags: words of the office that group people."""

from datetime import datetime

from chapter import audit, db
from chapter.audit import Actor
from chapter.people.models import Person, name_key
from chapter.people.models.notes import Tag
from chapter.people.queries import all_tags, tags_of
from chapter.refusal import Refused

MOST = 20


def add(person: Person, words: str, *, by: Actor, now: datetime) -> Tag:
    """Tag ``person``; a tag that is in use is written as it is there. Raises Refused."""
    db.lock(person)
    key = name_key(words)
    carried = tags_of([person.id]).get(person.id, [])
    if any(tag.key == key for tag in carried):
        raise Refused("This person already has this tag.", "words")
    if len(carried) >= MOST:
        raise Refused(f"A person can have up to {MOST} tags. Remove one first.", "words")
    as_others_have_it = dict(all_tags()).get(key, words)
    tag = Tag(person_id=person.id, words=as_others_have_it, key=key, given_at=now, given_by=by.person_id)
    db.session.add(tag)
    audit.record("tagged", person, by=by, now=now, after={"tag": tag.words})
    return tag


def remove(person: Person, tag: Tag, *, by: Actor, now: datetime) -> None:
    """Remove ``tag`` from ``person``; once."""
    tag = db.lock(tag)
    if tag.ended_at is None:
        tag.ended_at = now
        audit.record("took a tag from", person, by=by, now=now, before={"tag": tag.words})
