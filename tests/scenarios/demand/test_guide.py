"""docs/demand.md is true: its example can stand in a study, its methods and limits are those of the code."""

from __future__ import annotations

import re

import yaml

from scenarios.demand.forecast import LEAST_YEARS
from scenarios.demand.methods import METHODS
from scenarios.demand.words import method_name
from tests.docs.pages import ROOT, blocks, text
from tests.scenarios.demand.studies import STUDY
from tests.scenarios.study_text import faults_in, load_text

PAGE = ROOT / "docs" / "demand.md"


def test_the_example_of_needs_can_stand_in_a_study_that_has_the_type() -> None:
    (example,) = (yaml.safe_load(content) for language, content in blocks(PAGE) if language == "yaml")
    whole = yaml.safe_load(STUDY) | example
    study = load_text(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False))
    assert dict(study.resolve("balanced").config.ladder[1].needs) == {"cases.legal_aid": 1}  # type: ignore[union-attr]
    whole["demand"]["cases"].pop("legal_aid")
    assert faults_in(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False))


def test_the_methods_and_the_least_number_of_years_are_those_of_the_code() -> None:
    table = text(PAGE).split("| method |")[1].split("\n\n")[0]
    assert re.findall(r"^\| ([^|-]+) \|", table, flags=re.M) == [method_name(name, "en") for name in METHODS]
    assert f"fewer than {LEAST_YEARS} years" in text(PAGE)
