"""Who shows herself in the small chapter, who hides, and whom its member blocks."""

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from chapter import db
from chapter.accounts import queries
from chapter.accounts.models import Account, DeletionRequest
from chapter.accounts.models.email_changes import EmailChange
from chapter.events.models.calendar_feeds import CalendarFeed
from chapter.people.models import Person
from chapter.people.models.profile import FIELDS, OFFER, AskOrOffer, Profile
from chapter.people.rules import blocks, profile_views
from tests import factories
from tests.factories import TODAY
from tests.feature import Edit, Feature, Records
from tests.media.photos import a_photo
from tests.media.pictures import a_picture
from tests.people import profiles

if TYPE_CHECKING:
    from tests.seed.chapter import World


def build(world: "World") -> Records:
    """Who shows herself, who hides, whom the member blocks; pages that are the viewers' own."""
    _own_pages(world.account("director"), world.account("newcomer"))
    return _profiles(world.account("member").person)


def _profiles(member: Person) -> Records:
    """One who shows everything to everybody, one who hides, one who is blocked."""
    shows = profiles.who_tells(
        "Sofia Shows", "public", skills=["Welding"], asks=["a van"], offers=["bread"],
        links=["https://sofia.example"], neighborhood="Pilsen", about="By the lake.", phone="+13125550100",
        organisation="Kedzie Law", title="Lawyer", photo_id=a_picture().id,
    )  # fmt: skip
    hides = profiles.who_tells("Hana Hides", "public", photo_id=a_picture().id, hidden_at=TODAY)
    blocked = profiles.who_tells("Bora Blocked", "members")
    block = blocks.block(member, blocked, now=TODAY)
    profile_views.record_view(member.id, shows.id, now=TODAY - timedelta(days=1))
    db.session.flush()
    farewell = DeletionRequest(
        account=queries.account_of(shows) or factories.an_account(person=shows), asked_at=TODAY
    )
    said = AskOrOffer(person_id=member.id, kind=OFFER, words="bread", said_at=TODAY)
    feed = CalendarFeed(person_id=shows.id, made_at=TODAY, link_version=1)
    profile = Profile(person_id=member.id, photo_id=a_picture().id, audiences={}, changed_at=TODAY)
    moves = factories.an_account()
    change = EmailChange(
        account=moves, email_before=moves.email, email_after="ana@new.example.test", asked_at=TODAY
    )
    db.session.add_all([farewell, said, feed, profile, change])
    db.session.flush()
    return {
        "a farewell": {"token": farewell.token},
        "a change of email": {"token": change.token},
        "a change, told to the old email": {"token": change.back_token},
        "a calendar": {"token": feed.token},
        "what the member offers": {"public_id": said.public_id},
        "her own profile": {"size": "small"},
        "a cover": {"public_id": a_picture("cover", ("800",)).public_id, "size": "800"},
        "a member's photo": {"public_id": a_picture().public_id, "size": "small"},
        "the letter": {"purpose": "news"},
        "who shows herself": _of(shows),
        "who hides": _of(hides),
        "whom the member blocks": _of(blocked),
        "the member’s block": {"number": str(block.id)},
    }


def _own_pages(director: Account, newcomer: Account) -> None:
    """The calendar of one, who asked for another email, and the wish to leave of another."""
    db.session.add(CalendarFeed(person_id=director.person_id, made_at=TODAY, link_version=1))
    before, after = director.email, "dana@new.example.test"
    db.session.add(EmailChange(account=director, email_before=before, email_after=after, asked_at=TODAY))
    db.session.add(DeletionRequest(account=newcomer, asked_at=TODAY))


def grow(world: "World", by: int) -> None:
    """``by`` more people around the member and the director."""
    for kind in ("member", "director"):
        with factories.a_writing():
            _grow(by, world.account(kind).person)


def _grow(by: int, member: Person) -> None:
    """``by`` more people who show themselves, are blocked, and opened the member's record."""
    for number in range(by):
        profiles.who_tells(
            skills=["Welding", f"Skill {number}"], asks=["a van"], neighborhood=f"Place {number}"
        )
        other = profiles.who_tells()
        blocks.block(member, other, now=TODAY)
        profile_views.record_view(member.id, other.id, now=TODAY)


def _of(person: Person) -> dict[str, str]:
    return {"public_id": person.public_id, "size": "small"}


FEATURE = Feature(
    world=build,
    grow=grow,
    payloads={
        "/me/says": {"kind": "ask"},
        "/me/privacy": lambda _account: dict.fromkeys(FIELDS, "members"),
        "/me/photo": lambda _account: {"photo": (BytesIO(a_photo()), "me.png")},
    },
    alone=frozenset({"/me/photo"}),
    edits={
        "/me/profile": Edit(
            ("about", "I bake", "I sew", "I sing"), {"called": "Flo"}, {"skills": "Bread\nSoup"}, own=True
        ),
        "/me/privacy": Edit(
            ("phone", "members", "public", "shared"),
            {"hidden": True},
            {"about": "members"},
            own=True,
            words={
                "members": "All members",
                "public": "Everyone",
                "shared": "Members I share something with",
            },
        ),
    },
)
