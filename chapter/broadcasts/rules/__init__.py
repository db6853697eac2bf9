"""The hold between a press and the mails to many."""
