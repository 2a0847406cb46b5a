"""Files of a city to validated tables, and roads to minutes of travel."""

from geo.city import City
from geo.crs import KNOWN_CRS, from_cgcs2000, to_cgcs2000
from geo.errors import CrsError, GeoError, RoadError, TableError
from geo.faults import FAULT_CODES, LISTED_PER_CODE, Fault
from geo.read import read_city
from geo.roads import RoadNetwork, road_network
from geo.schema import SCHEMAS
from geo.snapping import snap
from geo.source import Source
from geo.tables import OUTLINES, TABLES
from geo.travel import TravelTimes, travel_times

__all__ = [
    "FAULT_CODES",
    "KNOWN_CRS",
    "LISTED_PER_CODE",
    "OUTLINES",
    "SCHEMAS",
    "TABLES",
    "City",
    "CrsError",
    "Fault",
    "GeoError",
    "RoadError",
    "RoadNetwork",
    "Source",
    "TableError",
    "TravelTimes",
    "from_cgcs2000",
    "read_city",
    "road_network",
    "snap",
    "to_cgcs2000",
    "travel_times",
]
