"""What levels and their requirements hold of a person."""

from chapter.levels.models import Level, Requirement, RequirementTick
from chapter.personal_data.declarations import Blank, NotPersonal, PersonalTable
from chapter.personal_data.subjects import of_people

TABLES = (
    NotPersonal(Level, reason="what one can be a member at", reasons={"name": "the level's own"}),
    NotPersonal(Requirement, reason="what a level asks of everybody"),
    PersonalTable(
        RequirementTick,
        export="ticks",
        whose=of_people(RequirementTick.person_id),
        erasure=Blank(note=""),
    ),
)
