"""The office’s pages: the list of members, one member, levels."""
