"""What the people of the sample chapter say about themselves, and to whom."""

import random
from datetime import datetime, timedelta
from typing import Any

from chapter import db
from chapter.people.models.profile import ASK, FIELDS, OFFER, AskOrOffer, Profile, ProfileLink, Skill
from chapter.people.name_matching import normalized
from chapter.people.rules import search_index
from sample import bulk_insert
from sample.people import SIGN_INS, Crowd, Somebody

TELLS, ASKS, HIDES = 0.7, 0.4, 0.03
NEIGHBORHOODS = (
    "Albany Park", "Andersonville", "Avondale", "Beverly", "Bridgeport", "Bronzeville", "Chatham",
    "Edgewater", "Hyde Park", "Humboldt Park", "Lakeview", "Little Village", "Logan Square", "Oak Park",
    "Pilsen", "Pullman", "Ravenswood", "Rogers Park", "South Shore", "Uptown", "Wicker Park",
)  # fmt: skip
TITLES = (
    "Nurse", "Baker", "Structural engineer", "Bookkeeper", "Librarian", "Tenant lawyer", "Carpenter",
    "School principal", "Violin teacher", "Physical therapist", "Graphic designer", "Union organizer",
    "Electrician", "Translator", "Pharmacist", "Retired, and busier than ever",
)  # fmt: skip
SKILLS = (
    "Bookkeeping", "Grant writing", "Polish", "Spanish", "Tagalog", "Arabic", "Leases", "Salary talks",
    "Public speaking", "Sewing", "Bread", "Bicycles", "First aid", "Spreadsheets", "Wiring", "Welding",
    "Immigration law", "Childcare", "Gardening", "Photography", "Posters", "Boards", "Chairing a meeting",
    "Night shifts", "Swahili", "Vietnamese", "Tax forms", "Kilns", "Sound", "Driving a van",
)  # fmt: skip
WISHES = (
    "a bookkeeper, two hours a month", "somebody to run with, slowly", "a first board seat",
    "a graphic designer for one poster", "a van on the first Saturday", "a mentor who changed fields",
    "a room for twelve on Tuesdays", "somebody who reads leases", "a second pair of eyes on a grant",
    "practice in Spanish, over coffee", "an electrician who explains", "a babysitter near the lake",
)  # fmt: skip
GIFTS = (
    "an hour on your résumé", "mock interviews", "bread for a meeting", "help with tax forms in March",
    "a tour of the workshop", "a quiet place to study", "a ride from the South Side", "hemming",
    "an introduction to two editors", "advice on a first lease", "photos for your page", "a listening ear",
)  # fmt: skip
ABOUT = (
    "Moved here for one year, eleven years ago. Most mornings you find me by the lake.",
    "I mend what others throw away, and like to show how.",
    "Two children, one dog, and a choir on Thursdays.",
    "I came to the chapter by way of a friend, and stayed for the Long Table.",
    "",
)
OPEN = dict.fromkeys(FIELDS, "members") | {"email": "shared", "phone": "nobody", "links": "public"}
MIXES: tuple[dict[str, str], ...] = (
    OPEN,
    OPEN,
    OPEN | {"asks": "shared", "about": "shared"},
    OPEN | {"neighborhood": "nobody", "organisation": "shared"},
    dict.fromkeys(FIELDS, "public") | {"email": "members", "phone": "shared"},
    dict.fromkeys(FIELDS, "shared") | {"phone": "nobody"},
    {"name": "members"},
)


def save(seed: int, crowd: Crowd, *, now: datetime) -> None:
    """Save a profile for most who are or were members, and their search text."""
    chance = random.Random(f"{seed} profiles")
    first = len(SIGN_INS)
    tells = [one for one in crowd.people if one.number < first or (one.member and chance.random() < TELLS)]
    bulk_insert.add(Profile, [_profile(chance, one, crowd.ids[one.number], now) for one in tells])
    ids = [crowd.ids[one.number] for one in tells]
    bulk_insert.add(Skill, [row for number in ids for row in _skills(chance, number)])
    bulk_insert.add(AskOrOffer, [row for number in ids for row in _says(chance, number, now)])
    bulk_insert.add(ProfileLink, [_link(number) for number in ids[::3]])
    for start in range(0, len(ids), search_index.AT_ONCE):
        with db.writing():
            search_index.reindex(ids[start : start + search_index.AT_ONCE])


def _profile(chance: random.Random, one: Somebody, number: int, now: datetime) -> dict[str, Any]:
    signs_in = one.number < len(SIGN_INS)
    return {
        "person_id": number,
        "about": chance.choice(ABOUT),
        "neighborhood": chance.choice(NEIGHBORHOODS),
        "phone": f"+1312555{number % 10_000:04}",
        "photo_id": None,
        "audiences": OPEN if signs_in else chance.choice(MIXES),
        "hidden_at": now - timedelta(days=20) if not signs_in and chance.random() < HIDES else None,
        "changed_at": now - timedelta(days=chance.randint(1, 90)),
        "version": 1,
    }


def _skills(chance: random.Random, number: int) -> list[dict[str, Any]]:
    return [
        {"person_id": number, "words": words, "key": normalized(words)}
        for words in chance.sample(SKILLS, chance.randint(1, 4))
    ]


def _says(chance: random.Random, number: int, now: datetime) -> list[dict[str, Any]]:
    said = [
        (kind, chance.choice(words))
        for kind, words in ((ASK, WISHES), (OFFER, GIFTS))
        if chance.random() < ASKS
    ]
    return [
        {
            "public_id": db.public_id(), "person_id": number, "kind": kind, "words": words,
            "said_at": now - timedelta(days=chance.randint(1, 60)), "ended_at": None,
        }
        for kind, words in said
    ]  # fmt: skip


def _link(number: int) -> dict[str, Any]:
    address = f"https://people.example/{number}"
    return {"person_id": number, "label": "My page", "address": address, "position": 0}
