"""Roles beside counsel: their units and people, who may fill what, the rules, and what a plan comes to.

A role is data (`scenarios.settings.PostSettings`). Its people and units come from the tables, its pairs from
where they live, and it becomes people, posts and arcs of the one staffing problem that counsel are in, too.
"""

from scenarios.roles.case import Role, add_roles
from scenarios.roles.figures import role_figures, share_blanks
from scenarios.roles.table import ROLE_CHANGES, ROLE_COLUMNS, no_posts, role_table, today_table

__all__ = [
    "ROLE_CHANGES",
    "ROLE_COLUMNS",
    "Role",
    "add_roles",
    "no_posts",
    "role_figures",
    "role_table",
    "share_blanks",
    "today_table",
]
