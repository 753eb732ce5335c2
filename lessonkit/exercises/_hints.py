"""Hints in three rungs: where to look, how to go about it, and all but the last step."""

from dataclasses import dataclass

from lessonkit.exercises._feedback import Verdict, page, paragraph

__all__ = ["HINTS", "Hint", "folded", "hint"]

HINTS: dict[str, tuple[str, str, str]] = {
    "line": (
        "Say it in words first: which of the two numbers is counted once for every cubic inch?",
        "The slope belongs to each cubic inch, the intercept to the car as a whole.",
        "Start with `dollars = slope * engine_size`. One number is still to be used.",
    ),
    "two-costs": (
        "Make a table with a row for each car: engine size, price, prediction, residual, square.",
        (
            "The prediction is the slope times the engine size. The residual is price minus "
            "prediction."
        ),
        "Square each residual and add the squares up. The mean is one division away.",
    ),
    "mse": (
        "Read the name backwards: error, squared, mean. That is the order of your lines.",
        "First `predicted`, from slope, intercept and `x`; then `residuals`, what is left of `y`.",
        (
            "With `squares = residuals**2` in hand, turn the many squares into one number that "
            "does not grow with the number of cars."
        ),
    ),
    "standardize": (
        "There are two things to do: move the mean to zero, then make the spread one.",
        "The mean moves if every value moves. The spread shrinks if every value is divided.",
        "With `centred = x - x.mean()` the first half is done. What is `centred` to be divided by?",
    ),
    "gradient": (
        "Both derivatives start from the same residuals. Compute them once.",
        "Along `w` each residual is multiplied by its `x`; along `b` it stands alone.",
        "`grad_b` is `-2 * residuals.mean()`. The other one has one factor more inside the mean.",
    ),
    "step": (
        "`cost.gradient(w, b)` gives both derivatives at once. Ask before anything moves.",
        "Each weight goes *against* its own derivative, by a part that the learning rate sets.",
        (
            "After `grad_w, grad_b = cost.gradient(w, b)` the new weight is `w - learning_rate * "
            "grad_w`. The other weight goes alike; return them both."
        ),
    ),
    "walk": (
        "Write down the cost before you set off. Then repeat: step, write down the cost.",
        "A list starts as `costs = [cost.cost(w, b)]` and grows with `costs.append(...)`.",
        (
            "In a `for` loop, first `grad_w, grad_b = cost.gradient(w, b)`, then both weights move "
            "in one line. What is to be written down at the end of each turn, and how many turns "
            "are there?"
        ),
    ),
    "stop": (
        "Two questions, and one yes is enough: did the last step gain too little? Is it time?",
        (
            "The last gain is the cost before the last step minus the cost after it: `costs[-2] - "
            "costs[-1]`."
        ),
        (
            "`len(costs)` counts the start too, so there were `len(costs) - 1` steps. Compare the "
            "gain with `tol` and the steps with `max_iter`, and join the two."
        ),
    ),
    "valleys": (
        "Draw the numbers as hills and valleys, from left to right.",
        "Equal neighbours are one floor. At an edge there is only one neighbour to look at.",
        (
            "Ask of every floor whether all the neighbours that it has are higher. Two places may "
            "surprise you: the flat one, and one at an edge."
        ),
    ),
    "minima": (
        "Plateaus are the hard part. What would the list look like if each were a single value?",
        (
            "First build a list without repeats next to each other. Then compare each value with "
            "the neighbours that it has."
        ),
        (
            "After `import math`, put something higher than everything on either side, "
            "`[math.inf, *values, math.inf]`, "
            "and the edges need no rule of their own. What is left is to keep the values that are "
            "lower than both neighbours."
        ),
    ),
    "scale": (
        "Which rows may the scaler look at? Only those the model may learn from.",
        "Take the means and the standard deviations once, column by column. Use them twice.",
        (
            "`scaler = StandardScaler().fit(X_train)` has looked at the right rows. It now has to "
            "transform both tables; it must not be fitted again."
        ),
    ),
}
"""The hints of each exercise. The last leaves the final step to the student."""

_opened: dict[str, int] = {}


@dataclass(frozen=True)
class Hint:
    """One rung of the hints to an exercise.

    Attributes
    ----------
    name : str
        The exercise.
    rung : int
        1, 2 or 3.
    """

    name: str
    rung: int

    def __repr__(self) -> str:
        """Return the hint as plain text."""
        return f"{self._title}\n{self.text}\n{self._more}"

    def _repr_html_(self) -> str:
        return page(self._title, paragraph(self.text) + paragraph(self._more), Verdict.UNANSWERED)

    @property
    def text(self) -> str:
        """What the hint says."""
        return HINTS[self.name][self.rung - 1]

    @property
    def _title(self) -> str:
        return f"{self.name}: hint {self.rung} of {len(HINTS[self.name])}"

    @property
    def _more(self) -> str:
        if self.rung == len(HINTS[self.name]):
            return "The last step is yours."
        return f'Try again first. Then `hint("{self.name}")` opens the next.'


def hint(name: str, rung: int | None = None) -> Hint:
    """Open a hint: the first, and with each further call the next.

    Parameters
    ----------
    name : str
        The exercise, such as "mse"; every check says its name.
    rung : {1, 2, 3}, optional
        Which one, whatever has been opened before.

    Raises
    ------
    ValueError
        If there is no such exercise or no such rung.
    """
    if name not in HINTS:
        raise ValueError(f"name: there are no hints for {name!r}; choose from {', '.join(HINTS)}.")
    last = len(HINTS[name])
    if rung is None:
        rung = _opened[name] = min(_opened.get(name, 0) + 1, last)
    if rung not in range(1, last + 1):
        raise ValueError(f"rung: got {rung!r}, expected a whole number from 1 to {last}.")
    return Hint(name, rung)


def folded(name: str) -> str:
    """Return the hints of an exercise as markdown that is folded away, rung within rung.

    Raises
    ------
    ValueError
        If there is no such exercise.
    """
    text = ""
    for rung in (3, 2, 1):
        inner = f"\n{text}\n" if text else ""
        opened = f"\n\n{hint(name, rung).text}\n{inner}"
        text = f"<details><summary>Hint {rung}</summary>{opened}</details>"
    return text
