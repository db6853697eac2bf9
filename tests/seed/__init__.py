"""The small chapter that tests read: one person of each kind, and the records that they may touch."""
