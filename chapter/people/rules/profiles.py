"""What people say about themselves, and to whom: they change it, and nobody else does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from chapter import audit, db
from chapter.media import rules as media
from chapter.people import phones
from chapter.people.models import Person, name_key
from chapter.people.models.profile import (
    ASK,
    AUDIENCES,
    FIELDS,
    OFFER,
    AskOrOffer,
    Profile,
    ProfileLink,
    Skill,
)
from chapter.people.name_matching import normalized
from chapter.people.queries import asks_and_offers_of, links_of, skills_of
from chapter.people.rules import search_index
from chapter.personal_data.declarations import Erasure
from chapter.refusal import Refused

MOST_SKILLS, MOST_LINKS, MOST_SAID = 12, 6, 5
LONGEST_SKILL = 60
QUIET = {"synchronize_session": False}
OF_PERSON = ("name", "called", "name_said", "pronouns", "organisation", "title")
OF_PROFILE = ("about", "neighborhood", "phone")


@dataclass(frozen=True)
class ProfileInput:
    """The values of the profile form. ``skills`` and ``links`` (label, address) are lists in their order."""

    name: str
    called: str
    name_said: str
    pronouns: str
    organisation: str
    title: str
    about: str
    neighborhood: str
    phone: str
    skills: tuple[str, ...]
    links: tuple[tuple[str, str], ...]


def profile_of(person: Person, *, now: datetime) -> Profile:
    """The profile of ``person``, locked; a new one whose fields are for nobody when there is none."""
    person = db.lock(person)
    found = db.session.get(Profile, person.id, populate_existing=True)
    if found is None:
        found = Profile(person=person, audiences={}, changed_at=now)
        db.session.add(found)
        db.session.flush()
    return found


def values_of(person: Person) -> ProfileInput:
    """The present values of the profile."""
    profile = db.session.get(Profile, person.id)
    return ProfileInput(
        **{name: getattr(person, name) for name in OF_PERSON},
        **{name: getattr(profile, name) if profile else "" for name in OF_PROFILE},
        skills=tuple(one.words for one in skills_of(person.id)),
        links=tuple((one.label, one.address) for one in links_of(person.id)),
    )


def change(person: Person, told: ProfileInput, *, now: datetime) -> None:
    """Save the profile. The audit log names the fields that changed, not their values.

    Raises Refused for an invalid phone number, or too many skills or links.
    """
    profile = profile_of(person, now=now)
    before = values_of(person)
    told = _checked(told)
    for name in OF_PERSON:
        setattr(profile.person, name, getattr(told, name))
    profile.person.name_key = name_key(told.name)
    for name in OF_PROFILE:
        setattr(profile, name, getattr(told, name))
    _write_skills(person.id, told.skills)
    _write_links(person.id, told.links)
    changed = sorted(
        name for name in ProfileInput.__dataclass_fields__ if getattr(told, name) != getattr(before, name)
    )
    if changed:
        _changed(profile, now)
        audit.record(
            "changed her profile", person, by=person.actor, now=now, after=dict.fromkeys(changed, "…")
        )


def set_audiences(person: Person, audiences: Mapping[str, str], *, hidden: bool, now: datetime) -> None:
    """Set who sees each field, and whether the whole profile is hidden. Raises Refused for an unknown
    audience or field."""
    if not (audiences.keys() <= FIELDS.keys() and set(audiences.values()) <= AUDIENCES.keys()):
        raise Refused("Choose one of these.")
    profile = profile_of(person, now=now)
    before = {**profile.audiences, "hidden": profile.hidden_at is not None}
    profile.audiences = {field: seen for field, seen in audiences.items() if seen != "nobody"}
    profile.hidden_at = (profile.hidden_at or now) if hidden else None
    after = {**profile.audiences, "hidden": hidden}
    if before != after:
        _changed(profile, now)
        audit.record("changed who sees her", person, by=person.actor, now=now, before=before, after=after)


def set_photo(person: Person, kept: media.KeptPicture | None, *, now: datetime) -> None:
    """Save another photo, or none; the previous one is deleted."""
    profile = profile_of(person, now=now)
    old, profile.photo_id = profile.photo_id, media.add_picture(kept, now=now).id if kept else None
    db.session.flush()
    if old is not None:
        media.delete_pictures([old], now=now)
    _changed(profile, now)
    verb = "set her photo" if kept else "took her photo away"
    audit.record(verb, person, by=person.actor, now=now)


def add_ask_or_offer(person: Person, kind: str, words: str, *, now: datetime) -> AskOrOffer:
    """Add an ask or an offer. Raises Refused when there are five of the kind already."""
    profile = profile_of(person, now=now)
    if len([one for one in asks_and_offers_of(person.id) if one.kind == kind]) >= MOST_SAID:
        raise Refused("You can have five at a time. Remove one first.", "words")
    said = AskOrOffer(person_id=person.id, kind=kind, words=words, said_at=now)
    db.session.add(said)
    _changed(profile, now)
    return said


def end_ask_or_offer(said: AskOrOffer, *, now: datetime) -> None:
    """End an ask or an offer. Done once."""
    profile = profile_of(db.session.get_one(Person, said.person_id), now=now)
    said.ended_at = said.ended_at or now
    _changed(profile, now)


def erase(person_ids: Sequence[int], erasure: Erasure) -> None:
    """Delete these profiles with their photos."""
    theirs = Profile.person_id.in_(person_ids)
    photos = [photo for photo in db.session.scalars(select(Profile.photo_id).where(theirs)) if photo]
    db.session.execute(delete(Profile).where(theirs), execution_options=QUIET)
    if photos:
        media.delete_pictures(photos, now=erasure.now)


def _checked(told: ProfileInput) -> ProfileInput:
    if len(told.skills) > MOST_SKILLS:
        raise Refused(
            f"List up to {MOST_SKILLS} skills. Keep the ones you’d like to be asked about.", "skills"
        )
    if any(len(one) > LONGEST_SKILL for one in told.skills):
        raise Refused(
            f"Use {LONGEST_SKILL} characters or fewer per skill. Put each on its own line.", "skills"
        )
    if len(told.links) > MOST_LINKS:
        raise Refused(f"List up to {MOST_LINKS} links.", "links")
    return ProfileInput(**{**vars(told), "phone": phones.parse(told.phone)})


def _write_skills(person_id: int, skills: Sequence[str]) -> None:
    db.session.execute(delete(Skill).where(Skill.person_id == person_id), execution_options=QUIET)
    once = {normalized(words): words for words in reversed(skills)}
    rows = [Skill(person_id=person_id, words=words, key=key[:60]) for key, words in once.items() if key]
    db.session.add_all(reversed(rows))


def _write_links(person_id: int, links: Sequence[tuple[str, str]]) -> None:
    db.session.execute(delete(ProfileLink).where(ProfileLink.person_id == person_id), execution_options=QUIET)
    db.session.add_all(
        ProfileLink(person_id=person_id, label=label, address=address, position=number)
        for number, (label, address) in enumerate(links)
    )


def _changed(profile: Profile, now: datetime) -> None:
    """Note the time of the change, and update the search index."""
    profile.changed_at = now
    db.session.flush()
    search_index.reindex([profile.person_id])


KINDS = {ASK: "Ask", OFFER: "Offer"}
