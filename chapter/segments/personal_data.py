"""What saved segments hold of a person: nothing of those whom they select."""

from sqlalchemy import and_

from chapter.personal_data.declarations import DELETE, AsStaff, NotPersonal
from chapter.personal_data.subjects import of_people
from chapter.segments.models import SavedList

TABLES = (
    NotPersonal(
        SavedList,
        reason="how a list of people is asked for; those that all staff read stay",
        reasons={"name": "what staff call the list"},
        as_staff=(AsStaff(and_(of_people(SavedList.owner_id), SavedList.shared.is_(False)), DELETE),),
    ),
)
"""What staff saved for themselves goes with them."""
