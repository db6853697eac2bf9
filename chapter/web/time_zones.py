"""What people call time zones."""

from zoneinfo import ZoneInfo

CITIES_BY_NAME = {
    "Eastern Time": (
        "New_York", "Detroit", "Indiana/Indianapolis", "Indiana/Marengo", "Indiana/Petersburg",
        "Indiana/Vevay", "Indiana/Vincennes", "Indiana/Winamac", "Kentucky/Louisville",
        "Kentucky/Monticello", "Toronto",
    ),
    "Central Time": (
        "Chicago", "Indiana/Knox", "Indiana/Tell_City", "Menominee", "North_Dakota/Beulah",
        "North_Dakota/Center", "North_Dakota/New_Salem", "Winnipeg",
    ),
    "Mountain Time": ("Denver", "Boise", "Edmonton"),
    "Arizona Time": ("Phoenix",),
    "Pacific Time": ("Los_Angeles", "Vancouver"),
    "Alaska Time": ("Anchorage", "Juneau", "Metlakatla", "Nome", "Sitka", "Yakutat"),
    "Atlantic Time": ("Puerto_Rico", "Halifax"),
}  # fmt: skip
NAMES = {f"America/{city}": name for name, cities in CITIES_BY_NAME.items() for city in cities} | {
    "Pacific/Honolulu": "Hawaii Time",
    "UTC": "UTC",
}


def zone_name(zone: ZoneInfo) -> str:
    """``Eastern Time``, as people say it; elsewhere by its city: ``Paris time``."""
    city = zone.key.rpartition("/")[2].replace("_", " ")
    return NAMES.get(zone.key, f"{city} time")
