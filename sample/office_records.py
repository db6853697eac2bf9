"""Records of the sample chapter's office: tags, notes, tasks, and saved lists."""

import random
from datetime import datetime, timedelta
from typing import Any

from chapter import db
from chapter.people.models import name_key
from chapter.people.models.notes import Note, Tag, Task
from chapter.segments.models import SavedList
from sample import bulk_insert
from sample.people import SIGN_INS, Crowd

TAGS = ("Mentor", "Hosts at home", "Speaks up", "Has a van", "Board 2024", "Night shifts", "Cooks for forty")
NOTES = (
    "Met her at the door in the rain: she brought two friends, and both stayed.",
    "Would like to be asked for the spring table, not for the winter one.",
    "Rings rather than writes. Evenings after eight.",
    "Her daughter starts school in September: no mornings until then.",
    "Said she would gladly read leases for others, once a month.",
)
TO_DO = (
    "Ring her about the mentors’ evening",
    "Ask how the new job began",
    "Send her the photos of the Long Table",
    "Thank her for the bread",
)
LISTS = (
    ("Members who attended no events this year", "who=member&came=nothing", True),
    ("Mentors", "tag=mentor", True),
    ("Logan Square", "who=member&near=logan+square", True),
    ("To ring before Christmas", "who=grace", False),
)
TAGGED, NOTED, PRIVATE = 0.2, 0.1, 0.2
DIRECTOR, EVENTS, VOLUNTEERS = range(3)
"""Who writes, by their index among the sign-ins."""


def save(seed: int, crowd: Crowd, *, now: datetime) -> None:
    """Save tags, notes, tasks and saved lists, in few statements."""
    chance = random.Random(f"{seed} desk")
    others = list(crowd.ids[len(SIGN_INS) :])
    bulk_insert.add(
        Tag, [row for number in _some(chance, others, TAGGED) for row in _tags(chance, number, crowd, now)]
    )
    bulk_insert.add(Note, [_note(chance, number, crowd, now) for number in _some(chance, others, NOTED)])
    bulk_insert.add(
        Task, [_task(place, words, chance.choice(others), crowd, now) for place, words in enumerate(TO_DO)]
    )
    bulk_insert.add(SavedList, [_list(crowd.ids[DIRECTOR], *one, now=now) for one in LISTS])


def _some(chance: random.Random, ids: list[int], share: float) -> list[int]:
    return [number for number in ids if chance.random() < share]


def _tags(chance: random.Random, number: int, crowd: Crowd, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "person_id": number, "words": words, "key": name_key(words),
            "given_at": now - timedelta(days=chance.randint(5, 300)), "given_by": crowd.ids[VOLUNTEERS],
            "ended_at": None,
        }
        for words in chance.sample(TAGS, chance.randint(1, 2))
    ]  # fmt: skip


def _note(chance: random.Random, number: int, crowd: Crowd, now: datetime) -> dict[str, Any]:
    return {
        "public_id": db.public_id(),
        "person_id": number,
        "written_by": crowd.ids[chance.choice((DIRECTOR, EVENTS, VOLUNTEERS))],
        "words": chance.choice(NOTES),
        "private": chance.random() < PRIVATE,
        "written_at": now - timedelta(days=chance.randint(1, 200)),
        "ended_at": None,
    }


def _task(place: int, words: str, about: int, crowd: Crowd, now: datetime) -> dict[str, Any]:
    return {
        "public_id": db.public_id(),
        "person_id": about,
        "doer_id": crowd.ids[(DIRECTOR, DIRECTOR, EVENTS, VOLUNTEERS)[place]],
        "words": words,
        "due_on": (now + timedelta(days=(2, -1, 5, 9)[place])).date(),
        "made_at": now - timedelta(days=3),
        "made_by": crowd.ids[DIRECTOR],
        "done_at": None,
        "done_by": None,
    }


def _list(owner: int, name: str, wanted: str, shared: bool, *, now: datetime) -> dict[str, Any]:
    return {
        "public_id": db.public_id(), "owner_id": owner, "name": name, "wanted": wanted,
        "shared": shared, "saved_at": now - timedelta(days=30),
    }  # fmt: skip
