"""What a volunteer said of herself."""
