"""The interactive panels, one for each step of the lesson."""

from lessonkit.explorers.line import LineExplorer

__all__ = ["LineExplorer"]
