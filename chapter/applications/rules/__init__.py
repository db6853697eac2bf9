"""Asking to join, deciding, the chapter’s own questions and welcome mails."""
