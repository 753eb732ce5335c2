"""In a real kernel: nothing that a checked function does ends it, fills it or changes it."""

import re

import nbformat
import pytest
from nbclient import NotebookClient

BODIES = {
    "exit()": "tried to end Python",
    "quit()": "tried to end Python",
    "import os; os._exit(1)": "tried to end Python",
    "!kill -9 $$": "tried to run another program",
    "%reset -f": "It never uses its own",
    "input('slope? ')": "asks for input",
    "plt.figure(); plt.show(); display(slope)": "It also displays something",
    "global price; price = 0; sizes.append(1)": "and not its own",
}
BEFORE = """
import os
os.environ["LESSONKIT_PROGRESS"] = "off"
import matplotlib.pyplot as plt
from lessonkit.exercises import check
price, sizes = 7, [1, 2]
"""


@pytest.fixture(scope="module")
def run():
    checks = [
        f"def my_line(slope, intercept, engine_size):\n    {body}\n    return 1\n\n\n"
        'plt.plot([price, 2])\ncheck("line", my_line)'
        for body in BODIES
    ]
    cells = [BEFORE, *checks, "print(price, sizes, plt.get_fignums())"]
    notebook = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, cells)))
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    return dict(zip(["before", *BODIES, "after"], notebook.cells, strict=True))


@pytest.mark.parametrize("body", BODIES)
def test_the_kernel_and_its_own_picture_are_there_and_the_student_is_told(run, body):
    told, picture = run[body].outputs
    assert BODIES[body] in told.data["text/plain"]
    assert re.match(r"<Figure size \d+x\d+ with 1 Axes>", picture.data["text/plain"])


def test_the_variables_are_as_they_were(run):
    (output,) = run["after"].outputs
    assert output.text == "7 [1, 2] []\n"
