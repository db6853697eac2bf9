"""Pages that belong to no noun."""

from typing import TYPE_CHECKING

from chapter.web import assets
from tests.feature import Feature, Records

if TYPE_CHECKING:
    from tests.seed.chapter import World


def build(_world: "World") -> Records:
    """The style sheet, under the name that its content gives it."""
    return {"the style sheet": {"name": assets.asset_url("look.css").removeprefix("/assets/")}}


FEATURE = Feature(
    world=build,
)
