"""What of the log somebody may read: the same on its own page and on the first screen."""

from chapter.accounts.viewer import Viewer
from chapter.audit.queries import EntryFilter
from chapter.office import record_names
from chapter.shifts.permissions import clearance_keepers

CLEARANCE_KINDS = ("clearances",)
"""Told to the volunteer lead alone."""


def readable_by(viewer: Viewer) -> EntryFilter:
    """The entries that ``viewer`` may read: a director all, others what concerns events; of clearances nobody
    but those who keep them. To be narrowed, never widened."""
    return EntryFilter(
        kinds=None if viewer.has("director") else record_names.EVENT_KINDS,
        without=() if clearance_keepers.includes(viewer) else CLEARANCE_KINDS,
    )


def kinds_for(wanted: EntryFilter) -> dict[str, str]:
    """The kinds of record among what is readable, in words."""
    return {
        kind: words
        for kind, words in record_names.KINDS.items()
        if (wanted.kinds is None or kind in wanted.kinds) and kind not in wanted.without
    }
