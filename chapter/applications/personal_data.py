"""What asking to join holds of a person."""

from sqlalchemy import or_

from chapter.applications.models import Question, WelcomeMail
from chapter.applications.rules import retention
from chapter.membership.models.applications import Application
from chapter.personal_data.declarations import Act, NotPersonal, PersonalTable, Section
from chapter.personal_data.subjects import of_people, typed_under_it
from chapter.security import throttle

TABLES = (
    PersonalTable(
        Application,
        export="applications",
        section=Section("applications/public/_my_applications.html", 2),
        whose=or_(of_people(Application.person_id), typed_under_it(Application.email_key)),
        secrets="nonce",
        left_out="email_key",
        erasure=Act(retention.erase),
        key=Application.email_key,
        longest={"others": 20_000, "answers": 100_000, "decided_why": 2000},
        limit=throttle.MAILED_LINK,
    ),
    NotPersonal(Question, reason="what everybody is asked who wants to join"),
    NotPersonal(WelcomeMail, reason="what every new member reads"),
)
