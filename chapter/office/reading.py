"""What of the log somebody may read: the same on its own page and on the first screen."""

from chapter.audit.queries import Wanted
from chapter.office import naming
from chapter.people.viewer import Viewer
from chapter.volunteering.circles import clearance_keepers

CLEARED = ("clearances",)
"""Told to the volunteer lead alone."""


def readable_by(viewer: Viewer) -> Wanted:
    """The entries that ``viewer`` may read: a director all, others what concerns events; of clearances nobody
    but those who keep them. To be narrowed, never widened."""
    return Wanted(
        kinds=None if viewer.has("director") else naming.EVENT_KINDS,
        without=() if clearance_keepers.includes(viewer) else CLEARED,
    )


def kinds_for(wanted: Wanted) -> dict[str, str]:
    """The kinds of record among what is readable, in words."""
    return {
        kind: words
        for kind, words in naming.KINDS.items()
        if (wanted.kinds is None or kind in wanted.kinds) and kind not in wanted.without
    }
