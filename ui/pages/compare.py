"""Compare: two runs side by side, and the villages whose counsel differ."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import streamlit as st

from scenarios.compare import Comparison, MeasureRow, compare_runs
from scenarios.money.view import further_words
from scenarios.money.words import compared_sides, money_rows
from scenarios.plan_table import JOINT
from scenarios.role_words import measure_title, post_key
from scenarios.rounding import cut_off, percent
from ui.choice import forget, kept
from ui.figures import figure, signed, unit
from ui.load import stored_run
from ui.markdown import plain
from ui.problems import page
from ui.scenario_choice import EVERYWHERE, choose_county, choose_scenario, first_plan
from ui.view import View

_CHANGES = ("gained", "lost", "moved")
_COLOURS = {"better": "color: #2c6e42", "worse": "color: #b3390b"}
_FIGURES = {
    "effective": "summary.effective",
    "short": "summary.short",
    "hours_mean": "summary.hours_mean",
    "minutes_mean": "summary.minutes_mean",
    "counsel_used": "summary.counsel_used",
    "counsel_from_elsewhere": "ui.from_elsewhere",
}
#: Which scenario was chosen elsewhere when the second one was.
_FOLLOWED = "scenario compared"
_WHOLE = ("short", "counsel_used", "counsel_from_elsewhere")


def compare_page(view: View) -> None:
    """Draw the page."""
    st.header(view.say("ui.compare.title", study=view.name))
    _follow_scenario()
    left, right = st.columns(2)
    with left:
        a = choose_scenario(view, name="a", label=view.say("ui.compare.first"), fallback=view.today)
    with right:
        b = choose_scenario(view, name="b", label=view.say("ui.compare.second"), fallback=_second(view, a))
    if a == b:
        st.info(view.say("ui.compare.same"), icon=":material/info:")
        return
    runs = stored_run(view, a), stored_run(view, b)
    found = compare_runs(*runs)
    names = view.title(a), view.title(b)
    _totals(view, found, names)
    of_counsel = [row for row in found.measures if post_key(row.key) is None]
    of_roles = [row for row in found.measures if post_key(row.key) is not None]
    draw: dict[str, Callable[[], None]] = {
        "ui.compare.measures": lambda: _measures(view, found, names, of_counsel),
        "summary.roles": lambda: _measures(view, found, names, of_roles),
        "money.sheet": lambda: _money(view, found, names),
        "ui.compare.counties": lambda: _counties(view, found, names),
        "ui.compare.villages": lambda: _villages(view, found, names, plan=runs[1].plan),
    }
    empty = {"summary.roles": not of_roles, "money.sheet": not _has_money(found)}
    shown = [key for key in draw if not empty.get(key)]
    for key, tab in zip(shown, st.tabs([view.say(key) for key in shown]), strict=True):
        with tab:
            draw[key]()


def _follow_scenario() -> None:
    """When another scenario has been chosen elsewhere, the comparison begins anew with it."""
    chosen = kept("scenario")
    if st.session_state.setdefault(_FOLLOWED, chosen) != chosen:
        st.session_state[_FOLLOWED] = chosen
        forget("b")


def _second(view: View, a: str) -> str | None:
    """The scenario chosen on the other pages, else a plan; something other than the first."""
    chosen = kept("scenario")
    is_ready = chosen in view.study.scenarios and view.has_run(chosen)
    plan = chosen if chosen is not None and is_ready else first_plan(view)
    return (
        plan
        if plan != a
        else next((name for name in view.study.scenarios if name != a and view.has_run(name)), None)
    )


def _totals(view: View, found: Comparison, names: tuple[str, str]) -> None:
    titles = {
        "gained": "ui.compare.gained",
        "lost": "ui.compare.lost",
        "moved": "ui.compare.moved",
        "unchanged": "ui.compare.unchanged",
    }
    for column, (kind, key) in zip(st.columns(len(titles)), titles.items(), strict=True):
        column.metric(view.say(key), f"{found.totals[kind]:,}", border=True)
    st.caption(view.say("ui.compare.hint", first=plain(names[0]), second=plain(names[1])))


def _measures(view: View, found: Comparison, names: tuple[str, str], measures: list[MeasureRow]) -> None:
    """Some measures of both, the difference green or red."""
    rows = [_measure_row(view, found, row) for row in measures]
    headers = [
        view.say("compare.measure"),
        view.say("summary.unit"),
        *names,
        view.say("compare.difference"),
        view.say("ui.compare.verdict"),
    ]
    table = pd.DataFrame(rows, columns=_distinct(headers))
    colours = [_COLOURS.get(row.verdict, "") for row in measures]
    styled = table.style.apply(lambda _: colours, subset=[headers[-2]]).apply(
        lambda _: colours, subset=[headers[-1]]
    )
    st.dataframe(styled, hide_index=True, height="content")


def _measure_row(view: View, found: Comparison, row: MeasureRow) -> list[str]:
    """Title, unit, both figures, their difference, and which of them is better."""
    verdicts = {
        "better": view.say("ui.compare.better"),
        "worse": view.say("ui.compare.worse"),
        "same": "=",
        "neither": "",
    }
    sides = (figure(view, row.key, value, unit_too=False) for value in (row.a, row.b))
    verdict = verdicts[row.verdict]
    title = measure_title(row.key, view.lang, found.roles)
    return [title, unit(view, row.key), *sides, _difference(view, row), verdict]


def _difference(view: View, row: MeasureRow) -> str:
    if row.difference is None:
        return "–"
    return signed(view, row.key, row.difference) or ("≈ 0" if row.difference else "0")


def _has_money(found: Comparison) -> bool:
    """Whether either run has figures of money."""
    return any(metrics.get("money") for metrics in found.metrics)


def _money(view: View, found: Comparison, names: tuple[str, str]) -> None:
    """What both cost: a table by line, one by county and one by who pays, and a further village's cost."""
    st.caption(view.say("money.title"))
    note = further_words(*found.metrics, view.lang)
    if note:
        st.info(plain(note), icon=":material/payments:")
    rows = money_rows(compared_sides(*found.metrics), view.lang)
    for head, kinds in _MONEY.items():
        mine = [row for row in rows if row.kind in kinds]
        cells = [[row.title, *row.yuan, row.difference] for row in mine]
        headers = _distinct([view.say(head), *names, view.say("compare.difference")])
        figures = {each: st.column_config.NumberColumn(format="localized") for each in headers[1:]}
        table = pd.DataFrame(cells, columns=headers).astype(dict.fromkeys(headers[1:], "Int64"))
        st.dataframe(table, hide_index=True, column_config=figures, height="content", placeholder="–")


_MONEY = {
    "money.line": ("lines", "total"),
    "summary.county": ("by_county", "total"),
    "money.source": ("by_source", "total"),
}


def _distinct(headers: list[str]) -> list[str]:
    """Two scenarios may bear one title; two columns may not."""
    return [f"{head} ({place})" if headers.count(head) > 1 else head for place, head in enumerate(headers)]


def _counties(view: View, found: Comparison, names: tuple[str, str]) -> None:
    """One figure of every county in both runs; a figure at a time can be read."""
    found_figure = st.segmented_control(
        view.say("ui.compare.figure"),
        list(_FIGURES),
        default="effective",
        required=True,
        format_func=lambda one: view.say(_FIGURES[one]),
        key=f"figure {view.lang}",
        label_visibility="collapsed",
    )
    chosen = str(found_figure or "effective")
    sides = [f"{chosen}_a", f"{chosen}_b", f"{chosen}_difference"]
    table = found.by_county[["name", *sides]].copy()
    if chosen == "effective":
        table[sides[:2]] = table[sides[:2]].map(cut_off)
    headers = _distinct([view.say("summary.county"), *names, view.say("compare.difference")])
    table.columns = pd.Index(headers)
    digits = "d" if chosen in _WHOLE else ".1f"
    formats = (f"%{digits}", f"%{digits}", f"%+{digits}")
    columns = {
        head: st.column_config.NumberColumn(format=one)
        for head, one in zip(headers[1:], formats, strict=True)
    }
    st.dataframe(table, hide_index=True, column_config=columns, height="content", placeholder="–")


def _villages(view: View, found: Comparison, names: tuple[str, str], *, plan: pd.DataFrame) -> None:
    """The villages whose counsel differ, filtered by change, county and a piece of text."""
    kinds, county, words = st.columns([2, 1, 1], vertical_alignment="bottom")
    with kinds:
        wanted = st.pills(
            view.say("list.change"),
            _CHANGES,
            selection_mode="multi",
            wrap=True,
            default=_CHANGES,
            key=f"changes {view.lang}",
            format_func=lambda one: f"{view.word('change', one)} {found.totals[one]:,}",
        )
    with county:
        code = choose_county(view, plan)
    with words:
        text = st.text_input(
            view.say("ui.compare.search"), key="search", placeholder=view.say("ui.compare.search_hint")
        )
    rows = filtered(found.villages, changes=wanted, county=None if code == EVERYWHERE else code, words=text)
    st.dataframe(_village_table(view, rows, names), hide_index=True, height=420)
    st.caption(view.say("ui.rows", count=f"{len(rows):,}"))
    _downloads(view, found)


def filtered(villages: pd.DataFrame, *, changes: list[str], county: str | None, words: str) -> pd.DataFrame:
    """Villages of some kinds of change, of one county or all, with a piece of text in a name or code."""
    rows = villages.loc[villages["change"].isin(changes)]
    if county is not None:
        rows = rows.loc[rows["county_code"] == county]
    wanted = words.strip().casefold()
    if wanted:
        names = ("village", "township", "village_code", "counsel_before", "counsel_after")
        hit = pd.concat(
            [rows[name].str.casefold().str.contains(wanted, regex=False) for name in names], axis=1
        )
        rows = rows.loc[hit.any(axis=1)]
    return rows


def _village_table(view: View, rows: pd.DataFrame, names: tuple[str, str]) -> pd.DataFrame:
    def words(joined: str) -> str:
        return "、".join(view.word("status", one) for one in joined.split(JOINT))

    columns: dict[str, pd.Series[str]] = {
        view.say("list.county"): rows["county"],
        view.say("list.township"): rows["township"],
        view.say("list.village"): rows["village"],
        view.say("list.change"): rows["change"].map(lambda one: view.word("change", one)),
    }
    for position, (side, name) in enumerate(zip(("before", "after"), names, strict=True)):
        head = name if names[0] != names[1] else f"{name} ({position + 1})"
        columns |= {
            f"{head} · {view.say('list.counsel')}": rows[f"counsel_{side}"].str.replace(JOINT, "、"),
            f"{head} · {view.say('list.minutes')}": rows[f"minutes_{side}"].map(
                lambda one: "–" if pd.isna(one) else f"{one:.1f}"
            ),
            f"{head} · {view.say('list.hours')}": rows[f"hours_{side}"].map(percent),
            f"{head} · {view.say('list.status')}": rows[f"status_{side}"].map(words),
        }
    return pd.DataFrame(columns)


def _downloads(view: View, found: Comparison) -> None:
    stem = f"{found.study}-{found.a}-{found.b}"
    with st.container(horizontal=True):
        st.download_button(
            view.say("ui.compare.xlsx"),
            data=_bytes(lambda path: found.to_xlsx(path, lang=view.lang)),
            file_name=f"{stem}.xlsx",
            icon=":material/download:",
        )
        st.download_button(
            view.say("ui.compare.csv"),
            data=_bytes(found.to_csv),
            file_name=f"{stem}.csv",
            icon=":material/download:",
        )


def _bytes(write: Callable[[Path], object]) -> Callable[[], bytes]:
    """Make a file only when somebody asks for it, and leave nothing on the disk."""

    def made() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "file"
            write(path)
            return path.read_bytes()

    return made


if __name__ == "__main__":
    page(compare_page)()
