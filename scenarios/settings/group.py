"""What every group of settings is made of: strict, frozen, each setting with meaning, unit and bounds."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

__all__ = ["OWN_FAULT", "Identifier", "LocalName", "RungSettings", "Settings", "Words", "setting", "wrong"]

#: Begins pydantic's type of an error that `wrong` made; what follows is the code of a fault of the study.
OWN_FAULT = "study."

#: Ids become folder names, so they are kept to what every file system takes.
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Words = Annotated[str, Field(min_length=1, max_length=200)]


def setting(default: Any, description: str, *, unit: str = "none", **bounds: Any) -> Any:
    """One setting: pydantic's Field with the unit kept in the schema."""
    return Field(default, description=description, json_schema_extra={"unit": unit}, **bounds)


def wrong(code: str, **words: str) -> PydanticCustomError:
    """What a validator raises about settings that do not go together.

    Parameters
    ----------
    code : str
        One of `scenarios.faults.STUDY_CODES`: the catalogue explains it in both languages.
    **words
        Its params.
    """
    return PydanticCustomError(f"{OWN_FAULT}{code}", code.replace("_", " "), dict(words))


class Settings(BaseModel):
    """A group of settings: no silent conversion, nothing unknown ignored, nothing changed later."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)


class RungSettings(Settings):
    """What every rung of the ladder has."""

    tolerance: float = setting(
        0.0, "Share of this rung's optimum that later rungs may give up", unit="share", ge=0, le=1
    )
    gap: float | None = setting(
        None, "Proven gap at which this rung is good enough; null: solver.gap", unit="share", ge=0, le=1
    )


class LocalName(Settings):
    """A name in both languages."""

    zh: Words = setting(..., "Chinese name")
    en: Words = setting(..., "English name")

    def text(self, lang: str) -> str:
        """The name in a language, ``zh`` or ``en``."""
        return self.zh if lang == "zh" else self.en
