"""What is said to whoever shows a token that does not open the service."""

from api.faults import RequestRefusal


class TokenRefused(RequestRefusal):
    """A token that proves nothing here; it is not said which check it failed (RFC 6750, section 3.1).

    The `why` is for the log of whoever runs the service: one of our own words, nothing of the token.
    """

    code = "token_refused"
    title = "The token is not taken here"

    def __init__(self, why: str) -> None:
        super().__init__("Sign in again: the token is expired, or was not given out for this service by its provider.")
        self.why = why


class PersonUnknown(RequestRefusal):
    """A good token of nobody in the practice that it names; whether there is such a practice is not said."""

    code = "person_unknown"
    title = "The person is not of this practice"

    def __init__(self) -> None:
        super().__init__("Ask whoever administers the practice to enter your `subject` beside your name.")


class ProviderUnreachable(RequestRefusal):
    """Nobody can say whether a token is good: the provider's keys are not known, and cannot be fetched."""

    code = "identity_provider_unreachable"
    title = "The identity provider does not answer"

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            "Whether the token is good cannot be told now. Try again after the seconds that Retry-After says.",
            headers={"Retry-After": str(retry_after)},
        )
