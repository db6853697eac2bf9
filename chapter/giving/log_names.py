"""What the log says of drives and gifts."""

from collections.abc import Sequence

from flask import url_for
from sqlalchemy import select

from chapter.audit.log_fields import Field, amount
from chapter.audit.log_kinds import ERASED_NAME, LogKind, RecordName, names_from
from chapter.giving.models import Drive, Gift
from chapter.people.log_names import PROOF


def _drive(title: str, slug: str) -> RecordName:
    return RecordName(title, url_for("giving_office.show", slug=slug))


def _gift(name: str, public_id: str, drive: str) -> RecordName:
    return RecordName(f"{name or ERASED_NAME}, {drive}", url_for("givers_office.gift", public_id=public_id))


def _suggested(amounts: Sequence[tuple[int, str]]) -> str:
    return "; ".join(f"{amount(cents)}: {does}" for cents, does in amounts)


LOGGED = (
    LogKind(
        Drive,
        {
            "wrote drive": "added the drive",
            "changed drive": "edited the drive",
            "switched drive": "edited who can see the drive",
        },
        {
            "slug": Field("Web address"),
            "goal_cents": Field("Goal"),
            "least_cents": Field("Smallest gift"),
            "most_cents": Field("Largest gift online"),
            "fee_rate": Field("Card fee in percent", lambda points: f"{points / 100:g}%"),
            "fee_fixed_cents": Field("Card fee per payment"),
            "rungs": Field("Suggested amounts", _suggested),
            "wall_held": Field("Giver wall is reviewed"),
            "seen": Field("Shown to the public"),
            "stops_at_goal": Field("Ends at the goal"),
            "thanks_name": Field("Thanks signed by"),
            "thanks_words": Field("Thank-you message"),
        },
        label="Drives",
        names=names_from(select(Drive.id, Drive.title, Drive.slug), _drive),
    ),
    LogKind(
        Gift,
        {
            "proved": "confirmed the gift of",
        },
        {"proof": PROOF},
        label="Gifts",
        names=names_from(select(Gift.id, Gift.name, Gift.public_id, Drive.title).join(Gift.drive), _gift),
    ),
)
