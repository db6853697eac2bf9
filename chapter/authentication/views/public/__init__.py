"""Signing in: for everybody."""
