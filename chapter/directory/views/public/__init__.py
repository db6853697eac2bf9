"""What a member shows to everybody."""
