"""The small helper behind the gradient descent lesson.

Here are the data, the cost, the walk and its minima, which need numpy alone. Pictures, panels and
exercises are imported from `lessonkit.figures`, `lessonkit.explorers` and `lessonkit.exercises`.
"""

from lessonkit.cost import LinearCost, LineCost, standardize
from lessonkit.data import COLUMNS, load_automobiles, load_columns
from lessonkit.descent import Descent, descend, learning_rate_limit
from lessonkit.minima import BumpyCurve, local_minima

__all__ = [
    "COLUMNS",
    "BumpyCurve",
    "Descent",
    "LineCost",
    "LinearCost",
    "descend",
    "learning_rate_limit",
    "load_automobiles",
    "load_columns",
    "local_minima",
    "standardize",
]
