"""Where service points are opened: candidates, ways, the problem of each task, its plan, its figures."""
