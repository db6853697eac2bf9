"""Moderation: what somebody wrote waits until one of the chapter approves or declines it.

A record that waits is `models.Moderated`: five columns of its own row say who approved or declined it, when
and why. Its package declares a `kinds.ModeratedKind`: what the log calls the acts, what waits, what Today
says of it, and what follows a change. `rules` approve, decline, and let wait again; there is no other way.
"""

from flask import Flask

from chapter import today_sources
from chapter.audit import log_kinds
from chapter.moderation import kinds, log_names, today
from chapter.moderation.kinds import ModeratedKind


def register(app: Flask, *declared: ModeratedKind) -> None:
    """Register what is moderated, with the words of the log and what waits on Today. Raises ValueError for a
    table that is declared twice."""
    kinds.register(app, *declared)
    for kind in declared:
        log_kinds.register(app, log_names.verbs_of(kind))
        today_sources.register(app, today.source_of(kind))
