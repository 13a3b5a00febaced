"""What the store refuses."""

from protocols.refusal import Refusal


class NotFound(Refusal):
    """Nothing by this name that the practice may see; another practice's things are not there either."""

    code = "not_found"
    title = "There is no such thing"

    def __init__(self, noun: str, *, pointer: str = "") -> None:
        super().__init__(f"There is no such {noun}.", pointer=pointer)
        self.noun = noun


class Changed(Refusal):
    """Somebody else changed the thing since it was read."""

    code = "changed"
    title = "The thing has changed since it was read"

    def __init__(self, noun: str) -> None:
        super().__init__(f"The {noun} has changed since you read it; read it again, then repeat your change.")


class DuplicateReference(Refusal):
    """A reference that another client of the practice has."""

    code = "duplicate_reference"
    title = "Another client has this reference"


class DuplicateSlug(Refusal):
    """A slug that another protocol of the practice has."""

    code = "duplicate_slug"
    title = "Another protocol has this slug"


class SlugIsFixed(Refusal):
    """A draft under another slug than its protocol's."""

    code = "slug_is_fixed"
    title = "The slug of a protocol cannot change"


class DraftExists(Refusal):
    """A second draft beside the one that is there."""

    code = "draft_exists"
    title = "The protocol already has a draft"


class DuplicateWork(Refusal):
    """A key that another work of the practice has."""

    code = "duplicate_work"
    title = "Another work has this key"


class KeyIsFixed(Refusal):
    """A work that comes back under another key."""

    code = "key_is_fixed"
    title = "The key of a work cannot change"


class DuplicateSubject(Refusal):
    """A name at the identity provider that another person of the practice has."""

    code = "duplicate_subject"
    title = "Another person signs in with this"

    def __init__(self) -> None:
        super().__init__("Another person of the practice signs in with this `subject`.", pointer="/subject")


class WorkIsBuiltIn(Refusal):
    """A change to a work of the library."""

    code = "work_is_built_in"
    title = "The work belongs to the library"
