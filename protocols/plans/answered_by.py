"""Who answered the screening questions."""

from protocols.text import Line
from protocols.value import Value


class TheClient(Value, frozen=True, tag="client", tag_field="kind"):
    """The client answered."""


class ForTheClient(Value, frozen=True, tag="for_client", tag_field="kind"):
    """Somebody answered for the client: the name, and what that person is to the client, such as `mother`."""

    name: Line
    relation: Line


AnsweredBy = TheClient | ForTheClient
