"""How legal service personnel grow: from the study's settings and tables to a problem, and its answer."""
