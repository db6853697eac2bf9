"""What the log says of approving and declining: in the words of each kind."""

from chapter.audit.log_kinds import LogVerbs
from chapter.moderation.kinds import ModeratedKind


def verbs_of(kind: ModeratedKind) -> LogVerbs:
    """The acts on records of this kind."""
    acts = (kind.approved, kind.declined, kind.reopened)
    return LogVerbs(kind.model, {act.verb: act.words for act in acts if act is not None})
