"""A small study with stored runs, and the app on it."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from scenarios.study import Study
from tests.ui.small_run import small_study, store_small_runs
from ui import child

ROOT = Path(__file__).resolve().parents[2]
OpenPage = Callable[..., AppTest]


@pytest.fixture(scope="session", autouse=True)
def packages_searched_once() -> Iterator[None]:
    """Each app searches all installed packages for components, which takes longer than most pages.

    What is installed does not change while the tests run.
    """
    with pytest.MonkeyPatch.context() as patch:
        search = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", search)
        yield


@pytest.fixture(scope="session")
def kept_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the study and its runs, made once; nobody writes here."""
    folder = tmp_path_factory.mktemp("small")
    store_small_runs(small_study(folder / "study"), folder / "out")
    return folder


@pytest.fixture
def here(kept_runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the study (study/) and its runs (out/) that a test may change."""
    shutil.copytree(kept_runs, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("EVENREACH_OUT", str(tmp_path / "out"))
    monkeypatch.delenv("EVENREACH_LANG", raising=False)
    return tmp_path


@pytest.fixture
def study(here: Path) -> Study:
    """The small study, loaded."""
    from scenarios.study import load_study

    return load_study(here / "study")


@pytest.fixture
def open_page(here: Path) -> OpenPage:
    """Open a page of the app on the small study: ``open_page("map", lang="en", scenario="today")``."""

    def opened(name: str, **choices: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
        for key, value in ({"study": str(here / "study")} | choices).items():
            app.query_params[key] = value
        app.run()
        if name != "overview":
            app.switch_page(f"ui/pages/{name}.py").run()
        return app

    return opened


@pytest.fixture
def stored(planned: Path, here: Path) -> Path:
    """The folder of the page's plans of sites, beside any run; `planned` is made by the tests' own file."""
    shutil.copytree(planned, here, dirs_exist_ok=True)
    return here / "out" / "eastbay" / ".sites"


@pytest.fixture
def opened(open_page: OpenPage, here: Path) -> OpenPage:
    """Open the page of sites on the study that was planned."""

    def page(lang: str = "en", **choices: str) -> AppTest:
        given = {"scenario": "balanced"} | choices
        return open_page("sites", study=str(here / "siting"), lang=lang, **given)

    return page


@pytest.fixture(autouse=True)
def no_child_left() -> Iterator[None]:
    """Whatever a test starts is stopped when it ends."""
    yield
    for out in list(child.started_in()):
        child.stop(out)
        child.forget(out)
