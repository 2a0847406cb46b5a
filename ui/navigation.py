"""Which pages there are, and the way from one to another."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

import streamlit as st

from scenarios.messages import text

__all__ = ["PAGES", "go_to", "pages"]

_FOLDER = Path(__file__).resolve().parent / "pages"
#: Name, which is file and address, to title (a catalogue key) and icon.
PAGES = {
    "overview": ("ui.page.overview", ":material/monitoring:"),
    "map": ("ui.page.map", ":material/map:"),
    "compare": ("ui.page.compare", ":material/compare_arrows:"),
    "run": ("ui.page.run", ":material/play_circle:"),
    "sites": ("ui.page.sites", ":material/add_location_alt:"),
    "growth": ("ui.page.growth", ":material/trending_up:"),
    "lists": ("ui.page.lists", ":material/download:"),
    "demand": ("ui.page.demand", ":material/query_stats:"),
    "data": ("ui.page.data", ":material/table:"),
}


def pages(lang: str) -> dict[str, Any]:
    """The pages by name, titled in a language; their addresses are the same in both."""
    return {
        name: st.Page(
            _FOLDER / f"{name}.py",
            title=text(title, lang),
            icon=icon,
            url_path=name,
            default=name == "overview",
        )
        for name, (title, icon) in PAGES.items()
    }


def go_to(name: str, lang: str) -> NoReturn:
    """Leave this page for another one."""
    st.switch_page(pages(lang)[name])
