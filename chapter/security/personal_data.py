"""What the limits on attempts hold of a person: a keyed hash, for minutes."""

from chapter.personal_data.declarations import NotPersonal
from chapter.security.models import AttemptCount

TABLES = (NotPersonal(AttemptCount, reason="a keyed hash of who tried, which names nobody and is gone soon"),)
