"""Pages of staffing: the board, clearances and preferences."""
