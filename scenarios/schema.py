"""What the settings models allow at a path: used to name valid keys and to check the paths of overrides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from scenarios.origins import IDENTITIES, Steps, Tree

__all__ = ["keys_at", "mapping_keys", "models_at"]


def models_at(model: type[BaseModel], path: Steps, value: Any) -> list[type[BaseModel]]:
    """The models that may stand at `path` inside `model`.

    Parameters
    ----------
    model : type
        Where the path begins.
    path : tuple of str or int
    value : Any
        Plain values of the whole; a member of a union is told by the name it carries there.
    """
    types = _types_at(model, path)
    models = [held for held in types if isinstance(held, type) and issubclass(held, BaseModel)]
    name = IDENTITIES.get(path[:-1]) if path else None
    member = Tree(value).at(path)
    if name is None or not isinstance(member, Mapping):
        return models
    return [held for held in models if _may_be(held, name, member.get(name))]


def mapping_keys(model: type[BaseModel], path: Steps, value: Any) -> list[str] | None:
    """The keys of the mapping at `path`, where an override may step on.

    Returns
    -------
    list of str or None
        The literal keys of the mapping's type; for a mapping of models (such as roles) the keys that are
        there, for an override changes what a study has; empty when any key will do; None when no mapping can
        stand there.
    """
    for held in _types_at(model, path):
        if not _is_mapping(held):
            continue
        key, below = get_args(held)
        if get_origin(key) is Literal:
            return list(get_args(key))
        has_models = any(isinstance(part, type) and issubclass(part, BaseModel) for part in _open(below))
        there = Tree(value).at(path)
        return list(there) if has_models and isinstance(there, Mapping) else []
    return None


def keys_at(model: type[BaseModel], path: Steps, value: Any) -> list[str]:
    """The keys that may stand at `path`, in the order of the models."""
    models = models_at(model, path, value)
    return list(
        dict.fromkeys(field.alias or name for held in models for name, field in held.model_fields.items())
    )


def _may_be(model: type[BaseModel], name: str, value: Any) -> bool:
    """Tell whether the literal field `name` of a model can hold `value`."""
    field = model.model_fields.get(name)
    literal = field is not None and get_origin(field.annotation) is Literal
    return not literal or value in get_args(model.model_fields[name].annotation)


def _types_at(model: type[BaseModel], path: Steps) -> list[Any]:
    types: list[Any] = [model]
    for step in path:
        types = [found for held in types for found in _below(held, step)]
    return types


def _is_mapping(held: Any) -> bool:
    origin = get_origin(held)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _below(held: Any, step: str | int) -> list[Any]:
    """The types that may stand at `step` inside a type."""
    if isinstance(held, type) and issubclass(held, BaseModel):
        fields = {field.alias or name: field for name, field in held.model_fields.items()}
        return _open(fields[step].annotation) if step in fields else []
    return [found for part in get_args(held) for found in _open(part)]


def _open(annotation: Any) -> list[Any]:
    """A type itself and, for unions and annotated types, what is within; never what a container holds."""
    origin = get_origin(annotation)
    if origin is Literal:
        return []
    is_container = isinstance(origin, type) and issubclass(origin, Mapping | tuple)
    if origin is None or is_container:
        return [annotation]
    return [found for part in get_args(annotation) for found in _open(part)]
