"""What the log says of erasure."""

from chapter.audit.log_kinds import LogVerbs
from chapter.people.models import Person

LOGGED = (LogVerbs(Person, {"erased": "erased the data of"}),)
