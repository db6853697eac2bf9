"""Today, the log and the outbox."""

from tests.factories import TODAY
from tests.feature import Edit, Feature

FEATURE = Feature(
    fields={"last": "999999999", "saw": TODAY.isoformat()},
    payloads={
        "/office/mails/<public_id>/again": {"to": "lost@example.test"},
    },
    edits={
        "/office/settings": Edit(
            ("tagline", "One", "Two", "Three"), {"sender_role": "Chair"}, {"signature": "Warmly"}
        ),
    },
)
