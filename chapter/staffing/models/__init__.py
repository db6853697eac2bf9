"""What a volunteer said of themselves."""
