"""The page that shows what is in a file before it is made."""
