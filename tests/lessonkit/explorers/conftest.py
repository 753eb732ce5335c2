"""What the tests of the panels share: one panel for all tests of a file, reset before each."""

import pytest


@pytest.fixture(scope="module")
def panel(request):
    """What the file's own `make` makes."""
    made = request.module.make()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def as_at_first(request):
    """Reset the panel, if the test takes one."""
    if "panel" in request.fixturenames:
        request.getfixturevalue("panel").reset()
