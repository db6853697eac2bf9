"""The directory's pages: for members, for everybody, and what each may ask about themselves."""
