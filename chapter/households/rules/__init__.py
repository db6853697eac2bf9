"""Naming, answering, taking out, handing over."""
