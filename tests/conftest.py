"""What every test may ask for."""

from hypothesis import settings

pytest_plugins = ["tests.postgres"]

# The suite shares two cores with itself: a slow example is a busy machine, not a wrong program.
settings.register_profile("gut", deadline=None)
settings.load_profile("gut")
