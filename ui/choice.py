"""What the person has chosen: language, study, scenario. Kept for the session and in the page's address."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import streamlit as st

from scenarios.messages import LANGUAGES, Language

__all__ = ["choose", "forget", "keep", "kept", "language", "language_switch", "out_folder", "restore_address"]

_LANGUAGE_NAMES = {"zh": "中文", "en": "English"}


def kept(name: str) -> str | None:
    """What was chosen under a name in this session, else what the page's address says."""
    found = st.session_state.get(_slot(name)) or st.query_params.get(name)
    return str(found) if found else None


def keep(name: str, value: str) -> None:
    """Remember a choice over pages, and over a reload of the browser by way of the address."""
    st.session_state[_slot(name)] = value
    if st.query_params.get(name) != value:
        st.query_params[name] = value


def restore_address() -> None:
    """Write all choices into the address again; going to another page empties it."""
    for slot, value in list(st.session_state.items()):
        if str(slot).startswith(_slot("")):
            keep(str(slot).removeprefix(_slot("")), str(value))


def forget(name: str) -> None:
    """Let a choice go."""
    st.session_state.pop(_slot(name), None)
    if name in st.query_params:
        del st.query_params[name]


def _slot(name: str) -> str:
    """Not the key of a widget: Streamlit forgets those when their page is left."""
    return f"chosen {name}"


def choose(
    name: str,
    options: Sequence[str],
    *,
    label: str,
    shown: Callable[[str], str],
    lang: str,
    fallback: str | None = None,
) -> str:
    """Let the person choose one of a few options, and remember it.

    Parameters
    ----------
    name : str
        Under which it is remembered.
    options : sequence of str
        At least one.
    label, shown : str, callable
        Words for the whole and for each option.
    lang : str
        Part of the widget's key: the browser sends labels back, and those change with the language.
    fallback : str, optional
        Chosen as long as the person has not; else the first.
    """
    wanted = kept(name)
    default = wanted if wanted in options else fallback if fallback in options else options[0]
    key = f"{name} {lang} {' '.join(options)}"
    found = st.segmented_control(label, options, default=default, format_func=shown, key=key, required=True)
    value = str(found or default)
    keep(name, value)
    return value


def language(environment: Mapping[str, str] = os.environ) -> Language:
    """The language of this session: chosen, else EVENREACH_LANG, else Chinese."""
    for found in (kept("lang"), environment.get("EVENREACH_LANG")):
        if found in LANGUAGES:
            return "en" if found == "en" else "zh"
    return "zh"


def language_switch() -> None:
    """Chinese or English."""
    found = st.segmented_control(
        "语言 Language",
        LANGUAGES,
        default=language(),
        format_func=_LANGUAGE_NAMES.__getitem__,
        key="language",
        required=True,
        label_visibility="collapsed",
        on_change=lambda: keep("lang", str(st.session_state["language"])),
    )
    keep("lang", str(found or language()))


def out_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder of the runs: EVENREACH_OUT, else ./out."""
    return Path(environment.get("EVENREACH_OUT") or "out").absolute()
