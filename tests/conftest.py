"""What every test shares."""

import os

from hypothesis import settings

# No deadline: it would time the machine. In CI the examples are the same at every run.
settings.register_profile("lesson", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("lesson")
