"""Dynamic adjustment (动态调整): what has changed since today's roster, and how it is met in phases.

People leave, villages are added, townships merge (`scenarios.adjust.city`). Then the scenario is planned
phase by phase (`scenarios.adjust.phases`): each starts from the roster that the one before has left and may
end only so many of its pairs (`scenarios.adjust.terms`). What comes out is a list of moves, each with its
reason (`scenarios.adjust.moves`, `scenarios.adjust.reasons`).
"""
