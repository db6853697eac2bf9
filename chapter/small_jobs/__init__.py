"""Small jobs: guests who asked for one when they booked get a slot of twenty minutes at the badge desk."""
