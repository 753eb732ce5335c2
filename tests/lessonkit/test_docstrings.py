"""What the docstrings show is what one gets."""

import doctest
import importlib
import pkgutil

import pytest

import lessonkit

EXAMPLES = [
    example
    for found in pkgutil.walk_packages(lessonkit.__path__, "lessonkit.")
    for example in doctest.DocTestFinder().find(importlib.import_module(found.name))
    if example.examples
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_examples(example):
    assert doctest.DocTestRunner().run(example).failed == 0
