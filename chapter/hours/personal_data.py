"""What hours hold of a volunteer. Minutes and days stay, without a name: they are sums in the reports."""

from sqlalchemy import or_

from chapter.hours import valuation
from chapter.hours.models.hours import Hours
from chapter.hours.models.rates import HourRate
from chapter.hours.models.thanks import Thanks
from chapter.membership import words as member_words
from chapter.personal_data.declarations import Blank, NotPersonal, PersonalTable, Section
from chapter.personal_data.subjects import of_people, of_signups

WORDS = {"hours": valuation.hours, "member_words": member_words}
TABLES = (
    PersonalTable(
        Hours,
        export="hours",
        section=Section("hours/public/_my_shifts.html", 5, lambda *_: WORDS, also=("signups",)),
        whose=or_(of_people(Hours.person_id), of_signups(Hours.signup_id)),
        shown=of_people(Hours.person_id),
        erasure=Blank(note="", declined_why=""),
        longest={"declined_why": 2000},
    ),
    NotPersonal(HourRate, reason="what an hour is worth in a year"),
    PersonalTable(Thanks, export="thanks", whose=of_people(Thanks.person_id), longest={"words": 5000}),
)
