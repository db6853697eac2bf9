"""Tables of hellos, meetings, promises and companions."""
