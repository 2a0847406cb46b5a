"""Targets as data: measures of tables, formulas over measures, and the index of all targets."""
