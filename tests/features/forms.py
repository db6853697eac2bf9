"""Fields that forms of several packages have."""

from tests.feature import Feature

FEATURE = Feature(
    fields={
        "name": "Eve Elsewhere",
        "email": "eve@example.test",
        "nonce": "a-nonce-of-hers",
        "title": "Evening",
        "summary": "In short",
        "subject": "Hello",
        "text": "Hello",
        "why": "because",
        "kind": "line",
        "words": "Come to two events",
        "amount": "75",
        "slug": "a-level",
        "note": "She came",
    },
)
