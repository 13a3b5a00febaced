"""Time zones of practices."""

from zoneinfo import available_timezones

from protocols.refusal import Refusal


class TimeZoneUnknown(Refusal):
    """A time zone that is not in the IANA database."""

    code = "time_zone_unknown"
    title = "There is no such time zone"


def check_time_zone(name: str) -> None:
    """Refuse a name that the IANA time zone database does not have."""
    if name not in available_timezones():
        raise TimeZoneUnknown("Name a time zone of the IANA database, such as Europe/Vienna.", pointer="/time_zone")
