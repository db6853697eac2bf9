"""What the log says of thanks, credits and letters to givers."""

from chapter.audit.log_fields import Field
from chapter.audit.log_kinds import LogVerbs
from chapter.broadcasts.log_names import HELD
from chapter.giving.models import Drive, Gift
from chapter.people.log_names import PERSON_BY_PUBLIC_ID
from chapter.settings.models import Chapter

LOGGED = (
    LogVerbs(Drive, {"told what gifts did": "told givers what their gifts did:", **HELD}),
    LogVerbs(Chapter, {"asked for statements": "asked for the year’s statements:"}),
    LogVerbs(
        Gift,
        {
            "thanked": "thanked for the gift of",
            "sent a card by post": "sent a card by post for the gift of",
            "credited softly": "credited somebody else with the gift of",
            "took a soft credit back": "took back the credit of somebody else with the gift of",
        },
        {"person": Field("Credited", refers=PERSON_BY_PUBLIC_ID)},
    ),
)
