"""Keeps the search index in step with what people show: in the transaction that changes it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select

from chapter import db
from chapter.people.models import Person
from chapter.people.models.profile import ASK, OFFER, AskOrOffer, Profile, Skill
from chapter.people.models.search_index import (
    ELSEWHERE,
    IN_NAME,
    NEIGHBORHOOD,
    SAYS,
    SKILL,
    WIDTHS,
    SearchText,
    SearchTrait,
    SearchTrigram,
)
from chapter.people.name_matching import indexed_words, normalized, sound_grams_of, trigrams_of, words_of

AT_ONCE = 100
"""People per transaction when the index is rebuilt, so that none takes longer than 100 ms."""

LONGEST_NAME = 200
QUIET = {"synchronize_session": False}


@dataclass
class SearchInput:
    """What one person shows, field by field: their profile, skills, current asks and offers."""

    profile: Profile
    skills: list[str] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    offers: list[str] = field(default_factory=list)

    def fields(self) -> dict[str, list[str]]:
        """The texts that are searched, by field."""
        person = self.profile.person
        return {
            "name": [person.name, person.called],
            "title": [person.title],
            "organisation": [person.organisation],
            "neighborhood": [self.profile.neighborhood],
            "skills": self.skills,
            "asks": self.asks,
            "offers": self.offers,
        }

    def width(self, name: str) -> int:
        """How wide that field's audience is: never wider than the name's, 0 while the profile is hidden."""
        return min(WIDTHS[self.profile.audience(name)], WIDTHS[self.profile.audience("name")])


def reindex(person_ids: Collection[int]) -> None:
    """Rewrite the index rows of these people; somebody who shows nothing has none.

    Call it in the ``writing()`` of whatever changed: a profile, a name, an audience.
    """
    forget(person_ids)
    db.session.flush()
    said = list(_said(person_ids))
    for model, rows in (
        (SearchText, [row for one in said for row in _told(one)]),
        (SearchTrigram, [row for one in said for row in _grams(one)]),
        (SearchTrait, [row for one in said for row in _traits(one)]),
    ):
        if rows:
            db.session.execute(insert(model), rows)


def forget(person_ids: Collection[int]) -> None:
    """Delete the index rows of these people."""
    for model in (SearchText, SearchTrigram, SearchTrait):
        db.session.execute(delete(model).where(model.person_id.in_(person_ids)), execution_options=QUIET)


def next_person_ids(person_id: int) -> list[int]:
    """The ids of the next people with a profile after ``person_id``, for a rebuild."""
    following = select(Profile.person_id).where(Profile.person_id > person_id).order_by(Profile.person_id)
    return list(db.session.scalars(following.limit(AT_ONCE)))


def _said(person_ids: Collection[int]) -> Iterator[SearchInput]:
    profiles = (
        select(Profile)
        .join(Profile.person)
        .where(Profile.person_id.in_(person_ids), Profile.hidden_at.is_(None), Person.erased_at.is_(None))
    )
    found = {profile.person_id: SearchInput(profile) for profile in db.session.scalars(profiles)}
    skills = select(Skill.person_id, Skill.words).where(Skill.person_id.in_(found)).order_by(Skill.id)
    for number, words in db.session.execute(skills):
        found[number].skills.append(words)
    says = select(AskOrOffer.person_id, AskOrOffer.kind, AskOrOffer.words).where(
        AskOrOffer.person_id.in_(found), AskOrOffer.ended_at.is_(None)
    )
    for number, kind, words in db.session.execute(says.order_by(AskOrOffer.id)):
        (found[number].asks if kind == ASK else found[number].offers).append(words)
    return (said for said in found.values() if said.width("name"))


def _told(said: SearchInput) -> Iterator[dict[str, Any]]:
    number = said.profile.person_id
    by_width: dict[int, list[str]] = {}
    for name, texts in said.fields().items():
        if name != "name":
            by_width.setdefault(said.width(name), []).extend(
                word for text in texts for word in words_of(text)
            )
    widest = said.width("name")
    person = said.profile.person
    by_width.setdefault(widest, [])
    for width, words in by_width.items():
        if width and (words or width == widest):
            name = normalized(person.name)[:LONGEST_NAME] if width == widest else ""
            called = words_of(person.called) if width == widest else []
            yield {"person_id": number, "width": width, "name": name, "words": " ".join([*called, *words])}


def _grams(said: SearchInput) -> Iterator[dict[str, Any]]:
    found: dict[str, tuple[int, int]] = {}
    for name, texts in said.fields().items():
        width, place = said.width(name), IN_NAME if name == "name" else ELSEWHERE
        for gram in (
            gram for text in texts for word in indexed_words(text)
            for gram in (*trigrams_of(word), *sound_grams_of(word))
        ):  # fmt: skip
            if width and width > found.get(gram, (0, 0))[0]:
                found[gram] = (width, place)
    number = said.profile.person_id
    for gram, (width, place) in found.items():
        yield {"gram": gram, "field": place, "person_id": number, "width": width}


def _traits(said: SearchInput) -> Iterator[dict[str, Any]]:
    neighborhood = said.profile.neighborhood
    traits = [
        ("neighborhood", NEIGHBORHOOD, [neighborhood] if neighborhood else []),
        ("skills", SKILL, said.skills),
        ("asks", SAYS, [ASK] if said.asks else []),
        ("offers", SAYS, [OFFER] if said.offers else []),
    ]
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for name, kind, texts in traits:
        for words in texts if said.width(name) else []:
            key = normalized(words)[:80]
            row = {"kind": kind, "key": key, "person_id": said.profile.person_id, "words": words[:80]}
            if key:
                found.setdefault((kind, key), {**row, "width": said.width(name)})
    yield from found.values()
