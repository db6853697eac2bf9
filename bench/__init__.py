"""How fast it is: ``make bench``. Ratios to a bare Flask application, side by side in one run."""
