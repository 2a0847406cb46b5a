"""The plan as a map in one file that opens anywhere and asks the network for nothing.

The page is drawn by ``page/map.js`` from one block of JSON.  Its content security policy forbids every
request and every script but that one (by its hash), so that a name such as ``</script><img …>`` could
do nothing even if it were not escaped, which it is, twice: in the block, and by setting text only.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

import pandas as pd

from scenarios.map_data import CITY_CARDS, COUNTY_CARDS, map_data
from scenarios.messages import LANGUAGES, catalogue, has_text
from scenarios.run_facts import facts_of
from scenarios.store import StoredRun

if TYPE_CHECKING:
    from geo.city import City

__all__ = ["write_map"]

Json = dict[str, Any]
# What page/map.js and page/sites.js say; tests compare them.
_PAGE_TEXTS = (
    "map.all_counties", "map.area", "map.aria", "map.before", "map.change", "map.choose_county",
    "map.closer", "map.counsel", "map.counties", "map.county", "map.effective", "map.evaluated",
    "map.farther", "map.find", "map.hint_all", "map.hint_county", "map.hours", "map.km",
    "map.legend", "map.m", "map.made", "map.minutes", "map.more", "map.new", "map.no_way",
    "map.office", "map.office_sign", "map.other_language", "map.plan", "map.short",
    "map.short_label", "map.status", "map.target", "map.targets", "map.today", "map.unreachable",
    "map.unverified", "map.verified", "map.villages", "map.wanted", "map.whole",
)  # fmt: skip
_SITES_TEXTS = (
    "map.areas", "map.areas_after", "map.areas_before", "map.areas_none", "map.no_point", "map.plan",
    "map.point_plan", "map.point_today", "map.site_figure", "map.sites", "map.task", "map.today",
)  # fmt: skip
_WORDS = ("status.", "change.", "area.", "occupation.", "unit.")
_SITES_WORDS = ("siting_change.", "siting_way.")


def write_map(run: StoredRun, folder: Path, *, city: City, lang: str = "zh") -> Path:
    """Write ``map.html``.

    Parameters
    ----------
    run : StoredRun
        The plan and its figures.
    folder : Path
        The folder that gets the file.
    city : geo.City
        Where villages, offices and counties lie.
    lang : {'zh', 'en'}
        The language in which the page opens; it can be switched there.

    Returns
    -------
    Path
        The file.
    """
    page = files("scenarios") / "page"
    template, style, *scripts = (
        (page / name).read_text(encoding="utf-8") for name in ("map.html", "map.css", "sites.js", "map.js")
    )
    script = "".join(scripts)
    facts = facts_of(run)
    written = Template(template).substitute(
        lang=lang,
        title=html.escape(facts.title(lang)),
        noscript=html.escape(catalogue(LANGUAGES[0])["map.noscript"] + " " + catalogue("en")["map.noscript"]),
        style=style,
        style_hash=_hash(style),
        script=script,
        script_hash=_hash(script),
        data=_embedded(
            {
                "lang": lang,
                "text": {one: _words(one, plan=run.plan, sited="siting" in run.metrics) for one in LANGUAGES},
                **map_data(run, city=city, facts=facts),
            }
        ),
    )
    path = folder / "map.html"
    path.write_text(written, encoding="utf-8", newline="\n")
    return path


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _embedded(contents: Json) -> str:
    """JSON in which no sign can end the block or begin a tag."""
    text = json.dumps(contents, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _words(lang: str, *, plan: pd.DataFrame, sited: bool) -> Json:
    """The texts of the page; an occupation that only this study knows is shown as it is."""
    texts = catalogue("zh" if lang == "zh" else "en")
    words, further = ((*_WORDS, *_SITES_WORDS), _SITES_TEXTS) if sited else (_WORDS, ())
    kept = {key: value for key, value in texts.items() if key.startswith(words)}
    named = {*_PAGE_TEXTS, *further, *(f"measure.{name}" for name in (*CITY_CARDS, *COUNTY_CARDS))}
    own = {
        f"occupation.{one}": one
        for one in set(plan["occupation"])
        if one and not has_text(f"occupation.{one}")
    }
    return {**kept, **{key: texts[key] for key in sorted(named)}, **own}
