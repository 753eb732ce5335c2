"""The errors that beginners meet, in plain words."""

import re

_WORDS = r"""
NameError | 'np'
    Numpy has no name here yet. Run `import numpy as np` in a cell of its own, once.
NameError | 'pd'
    Pandas has no name here yet. Run `import pandas as pd` in a cell of its own, once.
NameError | is not defined
    Python does not know this name here. Is it misspelled, or used too early?
UnboundLocalError |
    This name is used in the function before the function gives it a value.
IndexError |
    A position beyond the end was asked for.
ZeroDivisionError |
    Something was divided by zero.
RecursionError |
    The function calls itself again and again.
NotFittedError |
    It has not seen any rows yet: call `fit` first.
AttributeError | 'NoneType' .*'append'
    `append` changes the list itself and returns nothing: write `costs.append(...)` without
    `costs =` before it.
AttributeError | 'NoneType'
    The value is `None`. Does the function that makes it end on `return`?
AttributeError |
    This kind of value has nothing of that name. (`append` needs a list.)
NotImplementedError |
    The function says itself that it is not written yet.
SystemExit |
    The function tried to end Python; it should return instead.
UFuncTypeError |
    An array of whole numbers cannot hold decimals: make it one of floats with `.astype(float)`.
OverflowError |
    A number became too large to hold.
TypeError | 'LineCost' object is not callable
    A bowl made by `LineCost` is not a function. It has two: `bowl.cost(w, b)` and
    `bowl.gradient(w, b)`.
TypeError | '(list|tuple)' object is not callable
    A position in a list stands in square brackets, as in `costs[-1]`.
TypeError | object is not callable
    Something that is not a function is called. Is a `*` missing in front of a parenthesis, or
    does a variable have the name of the function?
TypeError | bitwise_xor|unsupported .* for \^
    In Python a power is written `**`, as in `2**3`; `^` is something else.
TypeError | function object|function_or_method'|'(function|method)'|_ArrayFunctionDispatcher'
    A function stands where its value is needed: its parentheses are missing, as in `x.mean()`.
TypeError | can't multiply sequence
    A list or a pair is multiplied by a number as a whole. `my_gradient(w, b, x, y)` gives a
    pair: take its two numbers apart first.
TypeError | NoneType
    One of the values is `None`. A function without a `return` gives that, and so do `append`,
    `sort` and `print`.
TypeError | unsupported operand .*'(tuple|list)'|can only concatenate (tuple|list)
    A number meets a whole list or pair. Take the numbers out of it first, or make it an array
    with `np.array(...)`.
TypeError | ^'[<>]=?' not supported .*'list'
    A whole list is compared with a number. Take one value out of it, or count its values with
    `len(...)`.
TypeError | 'str'|must be str|concatenate str
    A text meets a number. Leave out the quotes, or turn the text into a number with
    `float(...)`.
TypeError | not subscriptable|not iterable|non-iterable|has no len|unsized|0-d array
    A single number is used as if it were a list: it has no positions and no length. In a loop,
    `range(n)` counts `n` turns.
TypeError | \.fit\(\) missing
    A class stands where an object is needed. Parentheses make one: `StandardScaler().fit(...)`.
TypeError | positional argument|keyword argument|takes .* argument
    A function is called with too many arguments or with too few.
TypeError,ValueError | (length-1|0-dimensional) arrays|scalar arrays|setting an array element
    A whole array stands where a single number is needed.
TypeError | indices must be integers|cannot be interpreted as an integer|slice indices
    A position in a list, or a number of turns, has to be a whole number.
TypeError |
    An operation met a kind of value that it cannot work with.
ValueError | truth value
    A comparison of whole arrays has many answers, and `if`, `and` and `or` need one.
ValueError | matmul
    The shapes do not fit: `@` needs as many columns on the left as there are rows, or values, on
    the right. `.T` turns a table, so `Z @ weights` and `Z.T @ residuals` fit.
ValueError | broadcast|not aligned|mismatch in its core dimension|must match|same length
    Two arrays of different lengths are combined. Do both belong to the same cars? Or is one of
    them a pair, such as what `my_step` returns?
ValueError | values to unpack
    There are more names on the left of the `=` than values on the right, or fewer.
ValueError | Expected 2D array|2D array
    scikit-learn wants a table: a row for each car, a column for each feature.
ValueError | could not convert|invalid literal
    This text is not a number.
ValueError | empty
    A smallest, largest or mean value is asked of an empty list.
ValueError |
    The kind of value is right, but not this value.
KeyError |
    There is nothing under this name. Is a column misspelled, or does the table lack it? With
    labels, `.iloc[0]` gives the first row.
ImportError |
    Python does not find what is to be imported.
"""
# Each error: its kinds, after a stroke what its message has in it, and what it means.


def in_plain_words(error: BaseException) -> str:
    """Return what an error means, or nothing if it is none of the known ones."""
    names = {one.__name__ for one in type(error).__mro__}
    for kinds, pattern, words in known_errors():
        if names & kinds and re.search(pattern, str(error)):
            return words
    return ""


def known_errors() -> list[tuple[set[str], str, str]]:
    """Return the kinds of each error, the pattern of its message, and what it means."""
    entries = re.findall(r"^(\S+) \| ?(.*)\n((?: {4}.*\n)+)", _WORDS, re.MULTILINE)
    return [
        (set(kinds.split(",")), pattern, " ".join(words.split()))
        for kinds, pattern, words in entries
    ]
