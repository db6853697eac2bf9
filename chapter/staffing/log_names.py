"""What the log says of when volunteers are free."""

from chapter.audit.log_fields import Field
from chapter.audit.log_kinds import LogVerbs
from chapter.people.models import Person

LOGGED = (
    LogVerbs(
        Person,
        {"said when she is free": "said when they are free to help:"},
        {"hours_a_month": Field("Hours a month"), "available": Field("Free on")},
    ),
)
