"""The levels of the small chapter."""

from typing import TYPE_CHECKING

from tests.feature import Feature, Records
from tests.membership.members import a_free_level, a_household

if TYPE_CHECKING:
    from tests.seed.chapter import World


def build(_world: "World") -> Records:
    """A paid level for households, and a free one for which the office approves."""
    paid, _free = a_household(slug="household"), a_free_level(slug="friend", staff_approves=True)
    return {"an open level": {"slug": paid.slug}}


FEATURE = Feature(
    world=build,
    fields={
        "price": "75",
        "period_kind": "rolling",
        "months": "12",
        "turns_month": "1",
        "turns_day": "1",
        "bundle_most": "4",
        "bundle_kind": "household",
        "grace_days": "30",
        "offered": "y",
    },
)
