"""Pages that belong to no domain: assets, and health checks."""
