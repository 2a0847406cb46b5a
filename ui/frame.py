"""What stands around every page: its title, and in the sidebar the language and the study."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from scenarios.errors import ScenarioError
from scenarios.messages import Language, text
from ui.choice import keep, kept, language, language_switch, out_folder, restore_address
from ui.load import bundled_studies, first_study, own_studies, study
from ui.navigation import pages

__all__ = ["PICTURE", "frame"]

# A picture of our own: Streamlit would fetch the picture of a named icon from the net.
PICTURE = Path(__file__).resolve().parent / "icon.svg"
_STYLE = Path(__file__).resolve().parent / "style.css"
_SIDEBAR = 220  # pixels
_FOLDER = "…"


def frame() -> dict[str, Any]:
    """Draw what all pages share; return the pages."""
    restore_address()
    lang = language()
    title = text("ui.title", lang)
    st.set_page_config(
        page_title=title, page_icon=str(PICTURE), layout="wide", initial_sidebar_state=_SIDEBAR
    )
    st.html(_STYLE)
    with st.sidebar:
        language_switch()
        _study_chooser(language())
        st.caption(text("ui.offline", language()))
    return pages(language())


def _study_chooser(lang: Language) -> None:
    """A study in the working directory, a bundled one, or the path of a folder on this machine."""
    own = own_studies()
    known = [*own, *(one for one in bundled_studies() if one not in own)]
    wanted = kept("study") or first_study(out_folder())
    options = [*known, _FOLDER]
    default = options.index(wanted if wanted in known else _FOLDER)
    label = text("ui.study", lang)
    found = st.selectbox(
        label,
        options,
        index=default,
        format_func=lambda one: _study_name(one, lang, own=one in own),
        key=f"study {lang}",
    )
    if found != _FOLDER:
        keep("study", found)
        return
    typed = st.text_input(
        text("ui.study_folder", lang),
        value="" if wanted in known else wanted,
        placeholder=text("ui.study_folder_example", lang),
        key="study folder",
    )
    if typed.strip():
        keep("study", typed.strip())
    else:
        st.caption(text("ui.study_folder_hint", lang))


def _study_name(option: str, lang: str, *, own: bool) -> str:
    """The study's name; with its folder when it is one's own, for a copy is called as the original."""
    if option == _FOLDER:
        return text("ui.study_other", lang)
    try:
        name = study(option).name.text(lang)
        return f"{name} · {option}/" if own else name
    except (ScenarioError, OSError):  # the page says what is wrong with it
        return option
