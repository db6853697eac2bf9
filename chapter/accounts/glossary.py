"""What the words about accounts and roles mean, for ``/office/help``."""

from chapter.glossary_terms import GlossaryTerm

TERMS = (
    GlossaryTerm(
        "Account",
        "What a person signs in with: an email, and a password or a passkey. Guests don’t need one.",
        "People",
    ),
    GlossaryTerm(
        "Role",
        "What someone may do in the office: managing director, events, volunteers, treasurer or "
        "communications. A person can have several.",
        "People",
    ),
    GlossaryTerm(
        "Consent",
        "A person’s yes or no to one kind of email, such as news, with the date. The latest one counts.",
        "Mail",
    ),
)
