"""Rules of hellos, companions and do-not-pair."""
