"""The reasons for a plan: why this person, what is in the way, what would mend it, whose loss would hurt."""
