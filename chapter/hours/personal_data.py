"""What hours hold of a volunteer. Minutes and days stay, without a name: they are sums in the reports."""

from sqlalchemy import or_

from chapter.hours.models.hours import Hours
from chapter.hours.models.rates import HourRate
from chapter.hours.models.thanks import Thanks
from chapter.personal_data.declarations import Blank, NotPersonal, PersonalTable
from chapter.personal_data.subjects import of_people, of_signups

TABLES = (
    PersonalTable(
        Hours,
        export="hours",
        whose=or_(of_people(Hours.person_id), of_signups(Hours.signup_id)),
        shown=of_people(Hours.person_id),
        erasure=Blank(note="", declined_why=""),
        longest={"declined_why": 2000},
    ),
    NotPersonal(HourRate, reason="what an hour is worth in a year"),
    PersonalTable(Thanks, export="thanks", whose=of_people(Thanks.person_id), longest={"words": 5000}),
)
