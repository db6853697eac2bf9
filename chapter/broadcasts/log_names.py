"""What the log says of a broadcast, of whatever record it is about."""

HELD = {
    "took back": "undid a change before any email was sent:",
    "sent now": "sent the emails right away about",
}
"""The verbs of holds.undo and holds.send_now, for each kind of record that a broadcast is about."""
