"""Whom a handout is for, and whose letterhead it carries."""

from api.store.clients import StoredClient
from api.store.practices import PracticeSettings
from protocols.handouts.page import Identity, Letterhead


def identity_of(client: StoredClient) -> Identity:
    """The client by two identifiers and the practice's own reference."""
    return Identity(display_name=client.display_name, birth_date=client.birth_date, reference=client.reference)


def letterhead_of(settings: PracticeSettings) -> Letterhead:
    """What the practice says of itself on paper."""
    return Letterhead(
        practice=settings.name,
        address=settings.contact_lines,
        phone=settings.phone,
        out_of_hours=settings.out_of_hours,
        emergency_number=settings.emergency_number,
    )
