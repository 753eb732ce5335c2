"""The interactive panels, one for each notebook.

Notebooks use what is listed here; the files inside are private.
"""

from lessonkit.explorers.beyond import BatchExplorer
from lessonkit.explorers.cost import CostExplorer
from lessonkit.explorers.gradient import GradientExplorer
from lessonkit.explorers.learning_rate import LearningRateExplorer
from lessonkit.explorers.line import LineExplorer
from lessonkit.explorers.minima import MinimaExplorer
from lessonkit.explorers.sgd import SklearnExplorer
from lessonkit.explorers.surface import SurfaceExplorer

__all__ = [
    "BatchExplorer",
    "CostExplorer",
    "GradientExplorer",
    "LearningRateExplorer",
    "LineExplorer",
    "MinimaExplorer",
    "SklearnExplorer",
    "SurfaceExplorer",
]
