"""A cell that is run again closes the panel that it showed, and no other."""

import pytest

from lessonkit.explorers import panel as panel_module
from tests.lessonkit.explorers.test_panel import Steps


class Kernel:
    """What the front end tells a kernel about the cell that it runs."""

    def __init__(self):
        self.metadata, self.run = {"cellId": "slope-panel"}, 1

    def get_parent(self):
        return {"metadata": self.metadata, "header": {"msg_id": f"run {self.run}"}}


@pytest.fixture
def kernel(monkeypatch):
    kernel = Kernel()
    shell = type("Shell", (), {"kernel": kernel})()
    monkeypatch.setattr(panel_module, "get_ipython", lambda: shell)
    monkeypatch.setattr(panel_module, "_SHOWN", {})
    return kernel


def test_running_a_cell_again_closes_what_it_showed(kernel):
    first, second, third = Steps(), Steps(), Steps()
    first._repr_mimebundle_()
    second._repr_mimebundle_()
    assert first.comm is not None
    kernel.run = 2
    third._repr_mimebundle_()
    assert first.comm is None
    assert second.comm is None
    assert third.comm is not None
    kernel.run = 3
    third._repr_mimebundle_()
    assert third.comm is not None
    third.close()


def test_another_cell_closes_nothing(kernel):
    first, second = Steps(), Steps()
    first._repr_mimebundle_()
    kernel.run, kernel.metadata = 2, {"cellId": "another"}
    second._repr_mimebundle_()
    kernel.run, kernel.metadata = 3, {}
    second._repr_mimebundle_()
    assert first.comm is not None
    first.close()
    second.close()
