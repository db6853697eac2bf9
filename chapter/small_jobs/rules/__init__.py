"""Rules of small jobs at the badge desk."""
