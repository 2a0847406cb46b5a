"""Paths that a study names: relative, and never out of its folder."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

__all__ = ["leads_inside"]


def leads_inside(path: str, folder: Path) -> bool:
    """Tell whether a path stays inside the folder on every system, links followed."""
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts or "\\" in path or PureWindowsPath(path).drive:
        return False
    try:
        home = folder.resolve()
        return (home / path).resolve().is_relative_to(home)
    except (OSError, RuntimeError, ValueError):
        return False
