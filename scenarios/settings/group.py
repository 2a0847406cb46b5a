"""What every group of settings is made of: strict, frozen, each setting with meaning, unit and bounds."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Identifier", "LocalName", "RungSettings", "Settings", "Words", "setting"]

#: Ids become folder names, so they are kept to what every file system takes.
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Words = Annotated[str, Field(min_length=1, max_length=200)]


def setting(default: Any, description: str, *, unit: str = "none", **bounds: Any) -> Any:
    """One setting: pydantic's Field with the unit kept in the schema."""
    return Field(default, description=description, json_schema_extra={"unit": unit}, **bounds)


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
