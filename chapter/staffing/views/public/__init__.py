"""What a volunteer without an account says of herself, by the link of a shift."""
