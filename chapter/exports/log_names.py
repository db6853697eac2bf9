"""What the log says of files of people, gifts and hours; of an event's, see events_office."""

from chapter.audit.log_fields import Field
from chapter.audit.log_kinds import LogVerbs
from chapter.exports.rules import VERB
from chapter.people.models import Person

LOGGED = (LogVerbs(Person, {VERB: "exported a file for"}, {"filter": Field("Filter")}),)
