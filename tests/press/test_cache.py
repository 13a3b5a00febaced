"""The cache keeps what was asked for last, and never makes the same thing twice at once."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from api.press.cache import Cache

Make = Callable[[], Coroutine[Any, Any, bytes]]


class Prints:
    """Counts what is made."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def of(self, key: str, size: int = 1) -> Make:
        async def make() -> bytes:
            self.made.append(key)
            await asyncio.sleep(0.01)
            return key.encode() * size

        return make


@pytest.mark.parametrize(
    ("asked", "made"),
    [
        ("aa", "a"),
        ("ab", "ab"),
        ("abca", "abca"),  # c pushed a out
        ("abacab", "abcb"),  # asking for a again kept it, so c pushed b out
    ],
)
def test_two_of_three_fit_and_the_one_asked_for_longest_ago_goes(asked: str, made: str) -> None:
    prints, cache = Prints(), Cache(most_bytes=20)

    async def steps() -> None:
        for key in asked:
            assert await cache.get(key, prints.of(key, size=10)) == key.encode() * 10

    asyncio.run(steps())
    assert "".join(prints.made) == made


def test_something_larger_than_the_cache_is_made_each_time_and_pushes_nothing_out() -> None:
    prints, cache = Prints(), Cache(most_bytes=20)

    async def steps() -> None:
        await cache.get("a", prints.of("a"))
        for _ in range(2):
            await cache.get("b", prints.of("b", size=21))
        await cache.get("a", prints.of("a"))

    asyncio.run(steps())
    assert prints.made == ["a", "b", "b"]


def test_many_who_ask_at_once_get_one_print() -> None:
    prints, cache = Prints(), Cache()

    async def steps() -> list[bytes]:
        return await asyncio.gather(*(cache.get("a", prints.of("a")) for _ in range(9)))

    assert asyncio.run(steps()) == [b"a"] * 9
    assert prints.made == ["a"]


def test_one_who_hangs_up_does_not_end_the_print_of_the_others() -> None:
    prints, cache = Prints(), Cache()

    async def steps() -> bytes:
        first = asyncio.create_task(cache.get("a", prints.of("a")))
        second = asyncio.create_task(cache.get("a", prints.of("a")))
        await asyncio.sleep(0)
        first.cancel()
        return await second

    assert asyncio.run(steps()) == b"a"
    assert prints.made == ["a"]


def test_an_error_reaches_all_who_wait_and_is_not_kept() -> None:
    cache = Cache()

    async def fail() -> bytes:
        await asyncio.sleep(0)
        raise ValueError

    async def steps() -> None:
        answers = await asyncio.gather(*(cache.get("a", fail) for _ in range(2)), return_exceptions=True)
        assert all(isinstance(answer, ValueError) for answer in answers)
        assert await cache.get("a", Prints().of("a")) == b"a"

    asyncio.run(steps())
