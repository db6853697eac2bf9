"""What staffing holds of a volunteer: when they are free, and what they enjoy."""

from chapter.personal_data.declarations import PersonalTable
from chapter.personal_data.subjects import of_people
from chapter.staffing.models.profiles import VolunteerProfile

TABLES = (
    PersonalTable(
        VolunteerProfile,
        export="volunteer_profiles",
        whose=of_people(VolunteerProfile.person_id),
        longest={"available": 5000, "enjoys": 5000},
    ),
)
