"""What the words about signing in mean, for ``/office/help``."""

from chapter.glossary_terms import GlossaryTerm

TERMS = (
    GlossaryTerm(
        "Two-step verification",
        "A second step at sign-in, besides the password: a code from an app, or a passkey. Staff need it.",
        "People",
    ),
    GlossaryTerm(
        "Passkey",
        "A way to sign in with a fingerprint, a face or a PIN instead of a password. It stays on the "
        "person’s own devices.",
        "People",
    ),
    GlossaryTerm(
        "Recovery codes",
        "Ten codes to keep on paper. Each one signs in once, for when a phone is lost.",
        "People",
    ),
)
