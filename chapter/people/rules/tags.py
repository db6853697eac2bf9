"""Tags: words of the office that group people."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select

from chapter import audit, db
from chapter.audit import Actor
from chapter.people.models import Person, name_key
from chapter.people.models.notes import Tag
from chapter.refusal import Refused

MOST = 20


def add(person: Person, words: str, *, by: Actor, now: datetime) -> Tag:
    """Tag ``person``; a tag that others carry already is written as it stands there. Raises Refused."""
    db.lock(person)
    key = name_key(words)
    carried = tags_of([person.id]).get(person.id, [])
    if any(tag.key == key for tag in carried):
        raise Refused("She carries this tag already.", "words")
    if len(carried) >= MOST:
        raise Refused(f"{MOST} tags are enough. Take one away first.", "words")
    as_others_have_it = dict(all_tags()).get(key, words)
    tag = Tag(person_id=person.id, words=as_others_have_it, key=key, given_at=now, given_by=by.person_id)
    db.session.add(tag)
    audit.record("tagged", person, by=by, now=now, after={"tag": tag.words})
    return tag


def remove(person: Person, tag: Tag, *, by: Actor, now: datetime) -> None:
    """Take ``tag`` away from ``person``; once."""
    tag = db.lock(tag)
    if tag.ended_at is None:
        tag.ended_at = now
        audit.record("took a tag from", person, by=by, now=now, before={"tag": tag.words})


def tags_of(person_ids: Collection[int]) -> dict[int, list[Tag]]:
    """The tags of each of these people, by the alphabet, in one statement."""
    found: dict[int, list[Tag]] = {}
    carried = select(Tag).where(Tag.person_id.in_(person_ids), Tag.ended_at.is_(None))
    for tag in db.session.scalars(carried.order_by(Tag.key)):
        found.setdefault(tag.person_id, []).append(tag)
    return found


def all_tags() -> Sequence[tuple[str, str]]:
    """Every tag that somebody carries: (key, words), by the alphabet."""
    words = select(Tag.key, func.min(Tag.words)).where(Tag.ended_at.is_(None))
    return [(key, said) for key, said in db.session.execute(words.group_by(Tag.key).order_by(Tag.key))]
