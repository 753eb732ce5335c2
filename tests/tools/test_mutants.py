"""The report on mutants: reasons belong to changes there are, and what has none is named."""

import ast
import tomllib
from pathlib import Path

import pytest

from tools import mutants, mutate_code
from tools.mutate_code import changes, statement_at, tree_of
from tools.reach import Reach
from tools.rerun import ROOT

QUICK = "not many_moves and not extremes_are_shown"
REASONS = tomllib.loads(mutants.SURVIVORS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("module", REASONS)
def test_every_reason_belongs_to_a_change_of_its_module(module):
    possible = list(changes(tree_of(ROOT / module)))
    for one in REASONS[module]:
        assert any(mutants.speaks_of(one, c.within, c.words) for c in possible), one
        assert {"within", "change"} & set(one)
        assert one["reason"].endswith(".")


def survivor(module, words):
    return mutants.Result(module, words, words, "survived")


def test_a_survivor_has_its_reason_or_is_named_as_unexplained():
    known = survivor("lessonkit/cost.py", "122, line 340, in _mean: `mean + left_over` with Sub")
    new = survivor("lessonkit/new.py", "3, line 9, in walk: `x` -> y")
    text, reached = mutants.report([known, new])
    assert "with Sub: What is left over is below the rounding" in text
    assert "`x` -> y: NOT EXPLAINED" in text
    assert not reached


def test_the_bar_is_all_that_is_quoted_and_nineteen_of_twenty():
    killed = [mutants.Result("data", "here", str(number), "killed") for number in range(19)]
    prose = mutants.Result("other numbers in prose", "here", "1 (a label)", "survived")
    assert mutants.report([*killed, prose])[1]
    assert not mutants.report([*killed, prose, prose])[1]
    tie = mutants.Result("ties", "here", "0.9", "survived")
    assert not mutants.report([*killed * 9, tie])[1]


def test_a_panels_mutants_meet_all_tests_about_it():
    folder = ROOT / "lessonkit" / "explorers"
    _, chosen, *files = mutate_code.tests_of(folder / "learning_rate.py")
    assert chosen == f"(test_learning_rate or LearningRateExplorer) and {QUICK}"
    assert {"test_learning_rate.py", "test_offers.py"} <= {Path(file).name for file in files}


def test_other_mutants_meet_the_tests_of_their_module_and_those_of_the_whole():
    package = ROOT / "lessonkit"
    _, chosen, *files = mutate_code.tests_of(package / "cost.py")
    assert chosen == f"{QUICK} and (not test_panels or LineExplorer)"
    assert [Path(file).name for file in files] == ["test_cost.py", "test_lesson_figures.py"]
    _, _, *files = mutate_code.tests_of(package / "explorers" / "_ground.py")
    assert [Path(file).name for file in files] == ["test_surface.py", "test_panels.py"]


@pytest.mark.parametrize("path", mutants.modules([]), ids=lambda path: path.stem)
def test_every_module_has_tests(path):
    _, _, *files = mutate_code.tests_of(path)
    assert all(Path(file).exists() for file in files)


SOURCE = """\
WIDE = 3
if WIDE > (
    2
):
    print(
        WIDE,
        4,
    )
"""


@pytest.mark.parametrize(("line", "lines"), [(1, [1]), (3, [2, 3, 4]), (7, [5, 6, 7, 8])])
def test_a_change_is_run_with_the_statement_around_it(line, lines):
    assert list(statement_at(ast.parse(SOURCE), line)) == lines


def test_a_change_is_found_again_by_where_it_is():
    source = "LOW = 3\nclass Ground:\n    high = 4\n    def walk(self):\n        self.step(5)\n"
    found = {(change.within, change.words) for change in changes(ast.parse(source))}
    assert found == {
        ("LOW", "`3` -> 4"),
        ("Ground.high", "`4` -> 5"),
        ("Ground.walk", "`5` -> 6"),
        ("Ground.walk", "`self.step(5)` left out"),
    }


def test_looks_and_made_up_cases_are_left_as_they_are():
    source = """\
def some_costs(count):
    return range(count + 1)
LINE = Exercise(cases=[(2, 3)], near=0.5)
ax.plot(1.5, linewidth=2, zorder=3)
for a, b in zip(x, y, strict=True):
    pass
"""
    found = [change.words for change in changes(ast.parse(source))]
    assert found == [
        "`ax.plot(1.5, linewidth=2, zorder=3)` left out",
        "`0.5` -> 0.55",
        "`1.5` -> 1.6500000000000001",
    ]


def test_only_who_runs_a_line_can_notice():
    names = ["a.py::one", "a.py::two", "b.py::three"]
    lines = {"1": [""], "5": ["a.py::two"], "6": ["b.py"], "7": ["a.py::one", "b.py::three"]}
    reach = Reach(names, {"lessonkit/cost.py": lines})
    assert reach.of("lessonkit/cost.py", range(1, 2)) == names
    assert reach.of("lessonkit/cost.py", range(5, 7)) == ["a.py::two", "b.py::three"]
    assert reach.of("lessonkit/cost.py", range(7, 8)) == ["a.py::one", "b.py::three"]
    assert reach.of("lessonkit/cost.py", range(8, 9)) == []
    assert reach.of("lessonkit/data.py", range(1, 9)) == []


def test_modules_that_were_tried_in_part_are_named():
    name = "lessonkit/server.py"
    every = [survivor(name, str(change)) for change in changes(tree_of(ROOT / name))]
    assert f"- {name}: 1 of {len(every)} changes" in mutants.untried(every[:1])
    assert name not in mutants.untried(every)
