"""The office’s acts on a household or company."""
