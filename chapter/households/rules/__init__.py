"""What may be done with invitations and bundles: naming, answering, removing, changing the payer."""
