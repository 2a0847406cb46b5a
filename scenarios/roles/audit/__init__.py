"""Recheck who holds what in the roles beside counsel, from the tables and the settings alone.

This shares no code with what builds units, pools, pairs and rules, nor with the optimiser: plain dictionaries
and loops. What a plan may lack at a price (requirements, shares, the mean) is no fault.
"""

from scenarios.roles.audit.recheck import audit_roles

__all__ = ["audit_roles"]
