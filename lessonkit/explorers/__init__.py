"""The interactive panels, one for each step of the lesson."""

from lessonkit.explorers.cost import CostExplorer
from lessonkit.explorers.gradient import GradientExplorer
from lessonkit.explorers.line import LineExplorer

__all__ = ["CostExplorer", "GradientExplorer", "LineExplorer"]
