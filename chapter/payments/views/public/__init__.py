"""The pages of payments that everybody reaches."""
