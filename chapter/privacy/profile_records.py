"""Everything stored of what people say about themselves, for a person who asks to see it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Select, select

from chapter import db
from chapter.accounts.models import Account, DeletionRequest
from chapter.accounts.models.email_changes import EmailChange
from chapter.people.models.blocks import Block
from chapter.people.models.profile import AskOrOffer, Profile, ProfileLink, ProfileView, Skill

Row = TypeVar("Row")


@dataclass(frozen=True)
class ProfileRecords:
    """The rows of these tables about some people. Only blocks that they made: they are not told who blocks
    them."""

    profiles: list[Profile]
    skills: list[Skill]
    links: list[ProfileLink]
    asks_and_offers: list[AskOrOffer]
    blocks: list[Block]
    openings: list[ProfileView]
    farewells: list[DeletionRequest]
    email_changes: list[EmailChange]


def profile_records_of(person_ids: Collection[int]) -> ProfileRecords:
    """The profile records of these people."""
    hers = select(Account.id).where(Account.person_id.in_(person_ids))
    return ProfileRecords(
        profiles=_all(select(Profile).where(Profile.person_id.in_(person_ids))),
        skills=_all(select(Skill).where(Skill.person_id.in_(person_ids)).order_by(Skill.id)),
        links=_all(select(ProfileLink).where(ProfileLink.person_id.in_(person_ids)).order_by(ProfileLink.id)),
        asks_and_offers=_all(
            select(AskOrOffer).where(AskOrOffer.person_id.in_(person_ids)).order_by(AskOrOffer.id)
        ),
        blocks=_all(select(Block).where(Block.person_id.in_(person_ids)).order_by(Block.id)),
        openings=_all(
            select(ProfileView).where(ProfileView.person_id.in_(person_ids)).order_by(ProfileView.id)
        ),
        farewells=_all(
            select(DeletionRequest).where(DeletionRequest.account_id.in_(hers)).order_by(DeletionRequest.id)
        ),
        email_changes=_all(
            select(EmailChange).where(EmailChange.account_id.in_(hers)).order_by(EmailChange.id)
        ),
    )


def _all(rows: Select[Row]) -> list[Row]:
    return list(db.session.scalars(rows))
