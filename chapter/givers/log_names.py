"""What the log says of thanks, credits and letters to givers."""

from chapter.audit.log_fields import Field
from chapter.audit.log_kinds import LogVerbs
from chapter.broadcasts.log_names import HELD
from chapter.giving.models import Drive, Gift
from chapter.people.log_names import PERSON_BY_PUBLIC_ID
from chapter.settings.models import Chapter

LOGGED = (
    LogVerbs(Drive, {"told what gifts did": "sent givers an update about", **HELD}),
    LogVerbs(Chapter, {"asked for statements": "sent the year-end statements of"}),
    LogVerbs(
        Gift,
        {
            "thanked": "thanked for the gift of",
            "sent a card by post": "sent the card by mail for the gift of",
            "credited softly": "added a soft credit for the gift of",
            "took a soft credit back": "removed a soft credit for the gift of",
        },
        {"person": Field("Credited", refers=PERSON_BY_PUBLIC_ID)},
    ),
)
