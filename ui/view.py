"""What a page is drawn from: the language, the study and its runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scenarios.messages import Language, has_text, text
from scenarios.study import Study
from ui.markdown import plain

__all__ = ["View"]


@dataclass(frozen=True)
class View:
    """One look at a study.

    Attributes
    ----------
    lang : {'zh', 'en'}
    argument : str
        The study as the person named it: the id of a bundled one, or a path.
    study : Study
    out : Path
        Folder of the runs.
    """

    lang: Language
    argument: str
    study: Study
    out: Path

    def say(self, key: str, /, **params: object) -> str:
        """A text of the catalogue in the language of the page."""
        return text(key, self.lang, **params)

    def word(self, kind: str, value: object) -> str:
        """The catalogue's word ``<kind>.<value>``; a name that only this study knows is shown as it is."""
        key = f"{kind}.{value}"
        return text(key, self.lang) if has_text(key) else str(value)

    @property
    def name(self) -> str:
        """The study's name, harmless in Markdown."""
        return plain(self.study.name.text(self.lang))

    def label(self, scenario: str) -> str:
        """The title of a scenario, harmless in Markdown."""
        return plain(self.title(scenario))

    def title(self, scenario: str) -> str:
        """The title of a scenario as it stands."""
        return self.study.resolve(scenario).scenario.title.text(self.lang)

    def folder(self, scenario: str) -> Path:
        """Where the run of a scenario lies, or would lie."""
        return self.out / self.study.id / scenario

    def has_run(self, scenario: str) -> bool:
        """Tell whether a scenario has been run."""
        return (self.folder(scenario) / "manifest.json").is_file()

    @property
    def today(self) -> str | None:
        """The scenario that only measures today's roster, when the study has one and it has been run."""
        found = ((name, self.study.resolve(name).scenario) for name in self.study.scenarios)
        measured = (name for name, each in found if each.evaluate and not each.sites)
        return next(filter(self.has_run, measured), None)
