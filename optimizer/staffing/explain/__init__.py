"""Reasons for a staffing plan, in ids and numbers."""
