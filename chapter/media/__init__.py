"""Pictures: re-encoded from what was sent, in a few sizes, without a camera's metadata."""
