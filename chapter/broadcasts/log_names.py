"""What the log says of a broadcast, of whatever record it is about."""

HELD = {
    "took back": "took back a change that nobody had been told of yet:",
    "sent now": "let everybody be told at once of",
}
"""The verbs of holds.undo and holds.send_now, for each kind of record that a broadcast is about."""
