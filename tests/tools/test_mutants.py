"""The report on mutants: reasons belong to changes there are, and what has none is named."""

import tomllib

import pytest

from tools import mutants
from tools.mutate_code import changes, selection, tree_of
from tools.rerun import ROOT

REASONS = tomllib.loads(mutants.SURVIVORS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("module", REASONS)
def test_every_reason_belongs_to_a_change_of_its_module(module):
    possible = {words.partition(": ")[2] for words, _ in changes(tree_of(ROOT / module))}
    assert {one["change"] for one in REASONS[module]} <= possible
    assert all(one["reason"].endswith(".") for one in REASONS[module])


def survivor(module, words):
    return mutants.Result(module, words, words, "survived")


def test_a_survivor_has_its_reason_or_is_named_as_unexplained():
    known = survivor("lessonkit/cost.py", "122, line 340: `mean + left_over` with Sub")
    text, reached = mutants.report([known, survivor("lessonkit/new.py", "3, line 9: `x` -> y")])
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


def test_a_panels_mutants_meet_its_own_tests():
    folder = ROOT / "lessonkit" / "explorers"
    chosen = selection(folder / "learning_rate.py")
    assert chosen == "(test_learning_rate or LearningRateExplorer) and not many_moves"
    assert selection(folder / "_panel.py") == "not many_moves"
