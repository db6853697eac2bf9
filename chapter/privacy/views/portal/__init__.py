"""What a member takes along or has erased."""
