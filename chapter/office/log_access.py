"""What of the log a viewer may read: the same on the log page and on Today."""

from chapter.accounts.viewer import Viewer
from chapter.audit.queries import EntryFilter
from chapter.office import record_names
from chapter.shifts.circles import clearance_keepers

CLEARANCE_KINDS = ("clearances",)
"""Kinds of record that only the volunteer lead may see."""


def readable_by(viewer: Viewer) -> EntryFilter:
    """The entries that ``viewer`` may read: a director all, others what concerns events; of clearances only
    those who manage them. To be narrowed, never widened."""
    return EntryFilter(
        kinds=None if viewer.has("director") else record_names.EVENT_KINDS,
        without=() if clearance_keepers.includes(viewer) else CLEARANCE_KINDS,
    )


def kinds_for(wanted: EntryFilter) -> dict[str, str]:
    """The readable kinds of record, each with its label."""
    return {
        kind: words
        for kind, words in record_names.KINDS.items()
        if (wanted.kinds is None or kind in wanted.kinds) and kind not in wanted.without
    }
