"""The directory's pages: for members, for everybody, and for each about their own entry."""
