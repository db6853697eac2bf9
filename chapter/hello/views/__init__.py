"""Pages of hellos, companions and do-not-pair."""
