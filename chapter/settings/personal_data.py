"""What the chapter's own settings hold of a person: nothing."""

from chapter.personal_data.declarations import NotPersonal
from chapter.settings.models import Chapter

OURS = "the chapter's own"
TABLES = (
    NotPersonal(
        Chapter,
        reason="the chapter's own name, address, colors and texts, as it shows them to everybody",
        reasons=dict.fromkeys(("name", "short_name", "legal_name", "address", "email", "sender_name"), OURS),
    ),
)
