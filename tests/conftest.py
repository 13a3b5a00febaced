"""What every test may ask for."""

from hypothesis import settings

pytest_plugins = ["tests.counting", "tests.postgres"]

# The suite shares two cores with itself: a slow example is a busy machine, not a wrong program.
settings.register_profile("gut", deadline=None)
settings.register_profile("soak", deadline=None, max_examples=3000)
settings.load_profile("gut")
