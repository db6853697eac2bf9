"""/office/volunteers: opportunities, their shifts, and who came."""
