"""What plans cost: rates by line, who pays, and budgets that plans keep.

Rates are data (`scenarios.settings.MoneySettings`). The bill of a plan is worked out from its tables alone,
whole yuan a line and county, and parted among those who pay so that the parts add up to it.
"""
