"""The pages of households and companies: of invitations, of members, of the office."""
