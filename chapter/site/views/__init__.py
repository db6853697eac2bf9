"""The public face: home, feeds."""
