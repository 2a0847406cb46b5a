"""The attributes of the arcs, or of the posts, as a constraint sees them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import ExpressionError
from optimizer.expressions.nodes import Attribute
from optimizer.expressions.phrases import Phrase
from optimizer.expressions.source import fault, nearest, shown

__all__ = ["Column", "Table", "is_text"]

#: Numbers (float64), truths (bool), or texts (str or object dtype).
Column = NDArray[Any]

_NUMBERS = (bool, int, float, np.bool_, np.integer, np.floating)
#: Beyond it float64 skips whole numbers.
_WHOLE = 2**53


def is_text(values: Column | float | str) -> bool:
    """Whether these are texts rather than numbers or truths."""
    return isinstance(values, str) or (isinstance(values, np.ndarray) and values.dtype.kind in "UO")


class Table:
    """Columns of one length, each looked at when it is first named.

    Parameters
    ----------
    what : str
        What a row is: ``"arcs"`` or ``"posts"``.
    columns : mapping of str to ndarray
        Attribute by attribute.
    text : str
        The constraint, for its errors.

    Raises
    ------
    ExpressionError
        When the columns differ in length or have not one dimension.
    """

    def __init__(self, what: str, columns: Mapping[str, NDArray[Any]], text: str) -> None:
        self.what, self.text = what, text
        self._raw = {name: np.asarray(column) for name, column in columns.items()}
        self._ready: dict[str, Column] = {}
        shapes = {column.shape: name for name, column in self._raw.items()}
        if len(shapes) > 1 or any(len(shape) != 1 for shape in shapes):
            found = ", ".join(f"{name!r} {shape}" for shape, name in shapes.items())
            raise ExpressionError(f"{what}: attributes of shapes {found}; give each one value a row")
        self.known = bool(shapes)
        self.size = next(iter(shapes))[0] if shapes else 0

    def __contains__(self, name: str) -> bool:
        return name in self._raw

    def column(self, attribute: Attribute) -> Column:
        """Return an attribute as numbers, truths or texts.

        Raises
        ------
        ExpressionError
            When it does not exist, or is none of these.
        """
        name = attribute.name
        if name not in self._raw:
            raise self.fault(attribute, Phrase.of("unknown_attribute", name=shown(name)), self._known(name))
        if name not in self._ready:
            self._ready[name] = self._plain(attribute, self._raw[name])
        return self._ready[name]

    def numbers(self, attribute: Attribute) -> Column:
        """Return an attribute as numbers, or as the texts that it is; true counts as 1."""
        column = self.column(attribute)
        return column.astype(np.float64) if column.dtype.kind == "b" else column

    def truths(self, attribute: Attribute) -> Column:
        """Return an attribute that is true or false.

        Raises
        ------
        ExpressionError
            When it is not.
        """
        column = self.column(attribute)
        if column.size and column.dtype.kind != "b":
            kind = "text_attribute" if is_text(column) else "number_attribute"
            found = Phrase.of("alone", attribute=Phrase.of(kind, name=repr(attribute.name)))
            raise self.fault(attribute, found, Phrase.of("comparison_alone"))
        return column.astype(np.bool_)

    def fault(self, attribute: Attribute, found: str, expected: str) -> ExpressionError:
        """The error that an attribute is not what it has to be."""
        return fault(self.text, attribute.at, found, expected)

    def _known(self, name: str) -> Phrase:
        """What is expected of a name that no column has."""
        near = nearest(name, self._raw)
        if not near:
            return Phrase.of("no_attributes", rows=self.what)
        return Phrase.of("attribute_of", rows=self.what, nearest=repr(near))

    def _plain(self, attribute: Attribute, raw: NDArray[Any]) -> Column:
        kind = raw.dtype.kind
        # A column without rows, as tables make them, says nothing of what it would hold.
        if not raw.size:
            return np.zeros(0)
        if kind == "f":
            return raw.astype(np.float64)
        if kind in "Ub":
            return raw
        if kind in "iu":
            self._check_whole(attribute, max(-int(raw.min()), int(raw.max())))
            return raw.astype(np.float64)
        if kind in "OT":
            return self._objects(attribute, raw.astype(object))
        found = f"the attribute {attribute.name!r} of dtype {raw.dtype}"
        raise self.fault(attribute, found, "texts, numbers, or true and false")

    def _objects(self, attribute: Attribute, raw: NDArray[Any]) -> Column:
        values: list[object] = raw.tolist()
        kinds = {type(value) for value in values}
        if all(issubclass(kind, str) for kind in kinds):
            return raw
        if all(issubclass(kind, bool | np.bool_) for kind in kinds):
            return raw.astype(np.bool_)
        odd = sorted(kind.__name__ for kind in kinds if not issubclass(kind, (str, *_NUMBERS)))
        if odd or any(issubclass(kind, str) for kind in kinds):
            found = f"{odd[0] if odd else 'both texts and numbers'} in the attribute {attribute.name!r}"
            what = f"texts only or numbers only, for every one of the {self.what} ('' or nan where unknown)"
            raise self.fault(attribute, found, what)
        whole = (abs(int(value)) for value in values if isinstance(value, int | np.integer))
        self._check_whole(attribute, max(whole, default=0))
        return raw.astype(np.float64)

    def _check_whole(self, attribute: Attribute, most: int) -> None:
        if most > _WHOLE:
            found = f"a whole number beyond 2**53 in the attribute {attribute.name!r}"
            raise self.fault(attribute, found, "codes of that length as text")
