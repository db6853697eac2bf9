"""What may be done with second factors. Nothing here commits."""
