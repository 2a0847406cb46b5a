"""What stands beside every figure of demand: how it was come by, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from scenarios.messages import text
from scenarios.rounding import number

if TYPE_CHECKING:
    from scenarios.demand.forecast import Forecast
    from scenarios.demand.history import Refusal
    from scenarios.demand.shares import CaseShare, VillageCases
    from scenarios.settings import StudyConfig

__all__ = ["assumptions", "error_words", "forecast_notes", "forecast_title", "method_name", "refusal_words",
           "refusals_words"]  # fmt: skip

_FIGURES = {
    "pop_resident": "demand.by.pop_resident",
    "households": "demand.by.households",
    "elderly": "demand.by.elderly",
    "disabled": "demand.by.disabled",
    "migrant_workers": "demand.by.migrant_workers",
    "disputes_year": "demand.by.disputes_year",
}
_METHODS = {
    "naive": "demand.method.naive",
    "smoothing": "demand.method.smoothing",
    "damped": "demand.method.damped",
}


def assumptions(cases: VillageCases, lang: str) -> Iterator[str]:
    """How the cases of each type were shared, and what that leaves out; one sentence or two each."""
    yield text("demand.assumption", lang)
    for share in cases.shares:
        yield _shared(share, lang)
        if share.blank:
            params = {"count": share.blank, "all": len(cases.villages), "column": share.settings.by}
            yield text("demand.blank", lang, name=share.settings.name.text(lang), file=cases.file, **params)
    yield from _hours(cases.shares, lang)


def _shared(share: CaseShare, lang: str) -> str:
    case = share.settings
    known = {
        "name": case.name.text(lang),
        "years": _span(case.years),
        "source": case.source or text("demand.no_source", lang),
        "figure": text(_FIGURES[case.by], lang),
        "column": case.by,
    }
    if case.yearly is not None:
        return text("demand.shared_yearly", lang, yearly=number(case.yearly), **known)
    yearly = f"{case.a_year:,.1f}"
    return text("demand.shared_total", lang, total=number(case.total), yearly=yearly, **known)


def _hours(shares: Sequence[CaseShare], lang: str) -> Iterator[str]:
    known = [s for s in shares if s.settings.hours is not None]
    if known:
        comma = text("reach.comma", lang)
        each = comma.join(
            text("demand.hours_each", lang, name=s.settings.name.text(lang), hours=number(s.settings.hours))
            for s in known
        )
        without = comma.join(s.settings.name.text(lang) for s in shares if s.settings.hours is None)
        key = "demand.hours_some" if without else "demand.hours_all"
        yield text(key, lang, each=each, without=without)


def _span(years: Sequence[int]) -> str:
    """2020–2022 where the years follow one another."""
    ordered = sorted(years)
    if len(ordered) > 1 and ordered[-1] - ordered[0] == len(ordered) - 1:
        return f"{ordered[0]}–{ordered[-1]}"
    return ", ".join(map(str, ordered))


def method_name(name: str, lang: str) -> str:
    """A method in words."""
    return text(_METHODS[name], lang)


def forecast_title(found: Forecast, name: str, lang: str) -> str:
    """Title of a table of forecasts: that it is one, by which method, and how far such were off."""
    return text(
        "demand.forecast_title",
        lang,
        name=name,
        years=_span(found.years),
        method=method_name(found.method, lang),
        error=error_words(found, lang),
    )


def error_words(found: Forecast, lang: str) -> str:
    """The error on held-out years of the sum over the counties, beside that of taking the last value."""
    error = found.whole
    key = "demand.error_better" if error.mae < error.mae_naive else "demand.error_no_better"
    params = {"mae": f"{error.mae:,.1f}", "naive": f"{error.mae_naive:,.1f}"}
    return text(key, lang, years=_span(found.held_out), **params)


def forecast_notes(config: StudyConfig, refused: Sequence[Refusal], lang: str) -> Iterator[str]:
    """What holds for all forecasts, and what is not forecast."""
    if config.demand.history_note is not None:
        yield config.demand.history_note.text(lang)
    yield text("demand.forecast_how", lang)
    yield text("demand.forecast_figures", lang)
    for refusal in refused:
        yield refusal_words(refusal, config, lang)


def refusals_words(refused: Sequence[Refusal], config: StudyConfig, lang: str) -> str:
    """Why types are not forecast: once for all types that have the same reason."""
    alike: dict[tuple[str, tuple[tuple[str, Any], ...]], list[str]] = {}
    for each in refused:
        name = config.demand.cases[each.case_type].name.text(lang)
        alike.setdefault((each.key, tuple(each.params.items())), []).append(name)
    comma, file = text("reach.comma", lang), config.sources["cases"].path
    sentences = [
        text(key, lang, name=comma.join(names), file=file, **dict(params))
        for (key, params), names in alike.items()
    ]
    return ("" if lang == "zh" else " ").join(sentences)


def refusal_words(refusal: Refusal, config: StudyConfig, lang: str) -> str:
    """Why a type, or one county of it, is not forecast."""
    name = config.demand.cases[refusal.case_type].name.text(lang)
    return text(refusal.key, lang, name=name, file=config.sources["cases"].path, **refusal.params)
