"""The hold between an act and its mails to many."""
