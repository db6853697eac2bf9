"""What of the log a viewer may read: the same on the log page and on Today."""

from chapter.accounts.viewer import Viewer, directors
from chapter.audit import log_kinds
from chapter.audit.log_kinds import LogKind
from chapter.audit.queries import EntryFilter


def readable_by(viewer: Viewer) -> EntryFilter:
    """The entries that ``viewer`` may read: of each kind whoever its package declares, a director also what
    was logged of tables that are gone. To be narrowed, never widened."""
    readable = {kind for kind, declared in log_kinds.all_kinds().items() if _reads(viewer, declared)}
    if directors.includes(viewer):
        return EntryFilter(without=log_kinds.all_kinds().keys() - readable)
    return EntryFilter(kinds=readable)


def kinds_for(wanted: EntryFilter) -> dict[str, str]:
    """The readable kinds of record, each with its label, by label."""
    labels = {
        kind: declared.label
        for kind, declared in log_kinds.all_kinds().items()
        if (wanted.kinds is None or kind in wanted.kinds) and kind not in wanted.without
    }
    return dict(sorted(labels.items(), key=lambda one: one[1]))


def _reads(viewer: Viewer, declared: LogKind) -> bool:
    return any(circle.includes(viewer) for circle in declared.readers or (directors,))
