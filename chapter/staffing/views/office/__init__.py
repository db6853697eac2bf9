"""/office/board, and the clearances of a person."""
