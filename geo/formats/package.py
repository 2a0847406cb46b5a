"""One layer of a GeoPackage."""

from __future__ import annotations

import warnings

import geopandas as gpd
import pandas as pd
import pyogrio

from geo.formats.cells import Cells, FormatFault, cell_text, text_frame
from geo.source import Source

__all__ = ["read_gpkg"]


def read_gpkg(source: Source) -> Cells:
    """Read the attributes of a layer as text, and its geometry.

    Raises
    ------
    FormatFault
        If the file is no GeoPackage, or the layer is not found or not told apart.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about measured geometries and field types, which are not used
            frame = pyogrio.read_dataframe(source.path, layer=_layer(source))
    except FormatFault:
        raise
    except pyogrio.errors.DataSourceError as error:
        raise FormatFault("unreadable", reason="not a GeoPackage") from error
    except Exception as error:  # GDAL, WKB and text decoding each have their own exceptions
        raise FormatFault("unreadable", reason=type(error).__name__) from error
    rows = range(2, len(frame) + 2)
    spatial = isinstance(frame, gpd.GeoDataFrame)
    attributes = pd.DataFrame(frame.drop(columns="geometry")) if spatial else frame
    columns = [[cell_text(value) for value in attributes[name].tolist()] for name in attributes.columns]
    texts = text_frame(columns, rows) if columns else pd.DataFrame(index=pd.Index(list(rows)))
    geometry = frame.geometry.set_axis(pd.Index(list(rows))).loc[texts.index] if spatial else None
    return Cells(tuple(map(str, attributes.columns)), texts, geometry=geometry)


def _layer(source: Source) -> str:
    names = [str(name) for name, _ in pyogrio.list_layers(source.path)]
    if source.layer is None:
        if len(names) != 1:
            raise FormatFault("ambiguous_layer", found=", ".join(names))
        return names[0]
    if source.layer not in names:
        raise FormatFault("missing_layer", layer=source.layer, found=", ".join(names))
    return source.layer
