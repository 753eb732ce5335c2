"""Pictures: a notebook draws each with one call, such as `show_residuals(...)`.

What the words beside it quote is in `picture.facts`. The panels draw with the parts, `draw_...`.
Notebooks and panels use what is listed here; the files inside are private.
"""

from lessonkit.figures.beyond import show_digits, show_paths, show_reading
from lessonkit.figures.cost import (
    show_absolute_and_squared,
    show_misses,
    show_residuals,
    show_squares,
    show_two_lines,
)
from lessonkit.figures.cost_surface import (
    show_bowl,
    show_lines_and_places,
    show_turns,
    show_valley_and_bowl,
)
from lessonkit.figures.drawing import (
    draw_agreement,
    draw_cars,
    draw_contours,
    draw_line,
    draw_path,
    draw_point,
    draw_residuals,
    draw_slice,
    draw_valleys,
    residual_segments,
    surface,
)
from lessonkit.figures.gradient import show_circle_of_steps, show_learning_line, show_tangent
from lessonkit.figures.learning_rate import (
    WALK,
    draw_valley,
    show_arrivals,
    show_hops,
    show_loss_curves,
    show_valley,
    show_walks,
)
from lessonkit.figures.minima import show_chords, show_costs_of_slopes, show_valleys
from lessonkit.figures.sgd import show_agreement, show_loss_of_fit, show_many_splits
from lessonkit.picture import (
    BLUE,
    INK,
    ORANGE,
    RUNS,
    VERMILLION,
    Picture,
    add_legend,
    label,
    new_figure,
    show,
    xy,
)

__all__ = ["BLUE", "INK", "ORANGE", "RUNS", "VERMILLION"]
__all__ += ["Picture", "add_legend", "label", "new_figure", "show", "xy"]
__all__ += ["draw_agreement", "draw_cars", "draw_contours", "draw_line", "draw_path", "draw_point"]
__all__ += ["draw_residuals", "draw_slice", "draw_valleys", "residual_segments", "surface"]
__all__ += ["WALK", "draw_valley"]
__all__ += ["show_absolute_and_squared", "show_misses", "show_residuals", "show_squares"]
__all__ += ["show_two_lines"]
__all__ += ["show_bowl", "show_lines_and_places", "show_turns", "show_valley_and_bowl"]
__all__ += ["show_circle_of_steps", "show_learning_line", "show_tangent"]
__all__ += ["show_chords", "show_costs_of_slopes", "show_valleys"]
__all__ += ["show_arrivals", "show_hops", "show_loss_curves", "show_valley", "show_walks"]
__all__ += ["show_agreement", "show_loss_of_fit", "show_many_splits"]
__all__ += ["show_digits", "show_paths", "show_reading"]
