"""What the privacy page tells: every kind of thing that is kept about people, why, and for how long.

The words stand in one place, where somebody who reads policies can check them against each other; a test
holds them against the declarations of all tables (``personal_data``), so that none is left out.
"""

from dataclasses import dataclass

ASKED = "Until you ask us to erase it."
BOOKS = "Amounts and dates as long as we keep our books. Your name until you ask us to erase it."


@dataclass(frozen=True)
class Kept:
    """A row of the page. ``how_long`` may name ``{guest_days}``, the chapter's own number in words.
    ``tables``: the names of those that hold it, separated by spaces."""

    what: str
    why: str
    how_long: str
    tables: str


KEPT = (
    Kept(
        "Your name and email with a booking",
        "To save your seats and tell you about changes.",
        "For {guest_days} after the event. Then only how many people came.",
        "rsvps calendar_feeds",
    ),
    Kept(
        "How you’d like to arrive, what the kitchen or the door should know, and a small job you took",
        "For the people who run the event and its greeters, and nobody else.",
        "As long as the booking.",
        "small_jobs door_links",
    ),
    Kept(
        "When you came in at the door",
        "To know who is there, and how many came.",
        "Your name as long as the booking. Numbers and times stay.",
        "checkin_events shift_checkin_events",
    ),
    Kept(
        "Who you said hello to and met, and what you promised them",
        "To bring you together, and to remind you of your promise.",
        "As long as the booking, or until you erase it.",
        "hellos meetings promises companions",
    ),
    Kept("What you thought of an event", "To make the next one better.", ASKED, "event_opinions"),
    Kept(
        "Your yes to our news",
        "To send news only to people who asked for it.",
        "Until you unsubscribe.",
        "consents",
    ),
    Kept(
        "The emails we sent you",
        "To know that they were sent.",
        "30 days. Then only the fact that we sent one.",
        "mails",
    ),
    Kept(
        "Your gifts: amount, date, the drive, a message, in whose memory, and your receipts",
        "To thank you, to send receipts, and to keep our books.",
        BOOKS,
        "gifts receipts soft_credits statements",
    ),
    Kept(
        "What you paid us, and how",
        "To keep our books and to refund you. We never see your card’s number.",
        BOOKS,
        "orders order_lines attempts payments ledger refund_requests mirrored_transactions",
    ),
    Kept(
        "What you tell us when you apply",
        "To get to know new members.",
        "A month if you don’t finish it. Otherwise {guest_days} after it is closed.",
        "applications requirement_ticks",
    ),
    Kept(
        "Your membership: level, dates, dues and household",
        "To know who is a member, and to keep our books.",
        BOOKS,
        "members memberships enrollments terms dues departures bundle_invitations",
    ),
    Kept(
        "Your profile: photo, neighborhood, work, skills, links, what you ask for and offer",
        "So that others find you. You decide for each field who sees it.",
        "Until you change it, or ask us to erase it.",
        "profiles skills profile_links asks_and_offers search_texts search_traits search_trigrams",
    ),
    Kept(
        "Your shifts as a volunteer, how you like to help, and a training or background check",
        "To plan shifts. What a check found is never written down, only until when it is valid.",
        "Sign-ups of guests for {guest_days} after the shift. The rest until you ask us to erase it.",
        "signups shift_invitations clearances volunteer_profiles event_staff",
    ),
    Kept(
        "Hours you volunteered, and our thanks",
        "To thank you, and to report how much was given.",
        "Hours without your name stay in our totals. The rest until you ask us to erase it.",
        "hours thanks",
    ),
    Kept(
        "Who you are to us: your name, email and pronouns, notes, tags, tasks, roles and ties to others",
        "So that we know you, and keep our word.",
        ASKED,
        "people name_words name_keys role_grants relations ties notes tags tasks",
    ),
    Kept(
        "People you blocked, and people we keep apart from you",
        "To keep you apart in lists, at events and on shifts.",
        "Until it is lifted, or you ask us to erase it.",
        "blocks do_not_pairs",
    ),
    Kept("Which of our staff opened your record", "So that you can see it.", ASKED, "profile_views"),
    Kept(
        "Your account, your ways to sign in, and where you’re signed in",
        "So that only you can open it.",
        "Until you close it. Each browser for 30 days.",
        "accounts sessions one_use_links authenticator_apps passkeys recovery_codes",
    ),
    Kept(
        "Your old and new address when you change your email",
        "So that you can stop or undo the change from the old one.",
        "30 days.",
        "email_changes",
    ),
    Kept(
        "That you asked us to erase your data",
        "To show that it was done. It says nothing else about you.",
        "For good.",
        "deletion_requests",
    ),
)
"""The page's rows, in the order in which most people meet them."""

LOG = Kept(
    "A log of changes",
    "To know who made each change.",
    "For good. Your own words are deleted when you ask us to erase them.",
    "",
)
"""What is kept of all of them."""


def rows(guest_days: str) -> list[Kept]:
    """Every row, with the chapter's number of days in words."""
    return [
        Kept(one.what, one.why, one.how_long.format(guest_days=guest_days), one.tables)
        for one in (*KEPT, LOG)
    ]
