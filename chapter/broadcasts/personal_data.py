"""What broadcasts hold of a person: nothing; the mails that come of them do."""

from chapter.broadcasts.models import Broadcast
from chapter.personal_data.declarations import NotPersonal

TABLES = (NotPersonal(Broadcast, reason="what was sent to many about a record of the chapter's own"),)
