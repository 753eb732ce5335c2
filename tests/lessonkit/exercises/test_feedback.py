"""What a student reads: the same words as text and HTML, no color alone, pictures."""
# ruff: noqa: ARG001, ARG005 -- students leave arguments out

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from lessonkit import figures as f
from lessonkit.exercises import Feedback, Verdict, check
from lessonkit.exercises.course.learning_rate import WALK
from lessonkit.exercises.feedback import page, paragraph


class Reader(HTMLParser):
    """Reads a page aloud, and minds that every tag is closed."""

    def __init__(self, html):
        super().__init__()
        self.text, self.open, self.pictures = "", [], []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        if tag == "img":
            self.pictures.append(dict(attributes))
        else:
            self.open.append((tag, dict(attributes)))

    def handle_startendtag(self, tag, attributes):
        assert tag == "img", "the one tag here that closes itself"
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        if not any(attributes.get("aria-hidden") for _, attributes in self.open):
            self.text += data


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_is_a_sign_and_words_and_never_a_color_alone(verdict):
    feedback = Feedback("mse", verdict, ("First.", "Second."))
    assert repr(feedback) == f"{verdict.sign} mse: {verdict.words}\nFirst.\nSecond."
    assert f"mse: {verdict.words}" in Reader(feedback._repr_html_()).text
    assert len({one.sign for one in Verdict}) == len({one.words for one in Verdict}) == len(Verdict)


def test_the_colors_of_the_verdicts_are_names_that_jupyterlab_knows():
    names = [re.search(r"--jp-(\w+)-color1", one.color)[1] for one in Verdict]
    assert names == ["success", "error", "info", "warn", "info"]


def test_html_says_what_the_text_says_and_is_announced():
    feedback = Feedback("mse", Verdict.NOT_YET, ("Is `x < y`, and *not* `y & x`?",))
    html = feedback._repr_html_()
    assert 'role="status"' in html
    assert "Is x < y, and not y & x?" in Reader(html).text
    assert "<code>x &lt; y</code>" in html
    assert "<em>not</em>" in html


def test_stars_of_python_are_no_emphasis():
    assert paragraph("`a * b * c`, x*y*z and 2 * 3 * 4") == (
        '<p style="margin: 4px 0"><code>a * b * c</code>, x*y*z and 2 * 3 * 4</p>'
    )


def test_markup_in_what_a_student_writes_stays_text():
    assert "<b>" not in page("<b>", paragraph("`<b>`"), Verdict.STOPPED)


def test_colors_are_those_of_the_theme():
    html = Feedback("mse", Verdict.RIGHT)._repr_html_()
    colors = re.findall(r"(?:color|border-left): ([^;\"]+)", html)
    assert colors
    assert all("var(--jp-" in color for color in colors)


def absolute(slope, intercept, x, y):
    return np.abs(y - slope * x - intercept).mean()


def signed(slope, intercept, x, y):
    return (y - slope * x - intercept).mean()


def squared(slope, intercept, x, y):
    return ((y - slope * x - intercept) ** 2).mean()


def test_a_picture_shows_a_wrong_shape_beside_the_right_one_without_numbers():
    feedback = check("mse", signed)
    assert feedback.picture.alt == (
        "Left: your curve falls and lies partly below zero. "
        "Right: the correct one falls, then rises."
    )
    (picture,) = Reader(feedback._repr_html_()).pictures
    assert picture["alt"] == feedback.picture.alt
    assert feedback.picture.alt in repr(feedback)


def test_a_corner_is_a_wrong_shape():
    assert check("mse", absolute).picture is not None


def test_no_picture_where_only_the_scale_differs():
    assert check("mse", lambda *case: 5 * squared(*case)).picture is None


def test_no_picture_of_a_right_answer():
    assert check("mse", squared).picture is None


def test_a_gradient_uphill_is_seen_to_fall():
    def uphill(w, b, x, y):
        residuals = w * x + b - y
        return -2 * (x * residuals).mean(), -2 * residuals.mean()

    assert "your curve falls" in check("gradient", uphill).picture.alt


def test_a_walk_uphill_is_seen_to_rise():
    feedback = check("walk", lambda *case: WALK.solve(frozenset({"uphill"}), *case))
    assert feedback.picture.alt == "Left: your curve rises. Right: the correct one falls."


def test_a_function_that_gives_no_curve_gets_words_only():
    def only_for_few_points(slope, intercept, x, y):
        assert float(slope).is_integer()
        return 0.0

    feedback = check("mse", only_for_few_points)
    assert feedback.picture is None
    assert feedback.lines


def test_the_picture_has_both_curves_over_a_line_at_zero(drawn):
    check("mse", signed)
    x, y = np.array([1, 2, 4]), np.array([3, 4, 7])
    for ax, title, function in zip(
        drawn, ["yours", "the right shape"], [signed, squared], strict=True
    ):
        curve, zero = ax.lines
        slopes, costs = f.xy(curve).T
        assert (ax.get_title(), ax.get_xlabel()) == (title, "slope")
        assert costs == pytest.approx([function(slope, 0, x, y) for slope in slopes])
        assert set(zero.get_ydata()) == {0}
        assert ax.get_xticks().size == ax.get_yticks().size == 0


def test_a_curve_of_another_length_is_another_shape():
    one_short = check("walk", lambda *case: WALK.solve(frozenset({"one short"}), *case))
    assert one_short.picture is not None


@pytest.mark.parametrize(
    ("curve", "words"),
    [
        (lambda slope: (slope + 0.85) ** 2, "falls, then rises"),
        (np.cos, "rises, then falls, then rises and lies partly below zero"),
        (lambda slope: np.cos(1.3 * slope), "goes up and down again and again"),
        (lambda slope: max(slope, 0.0), "rises"),
        (lambda _slope: 0.5, "is level"),
    ],
)
def test_how_a_curve_runs_is_said(curve, words):
    picture = check("mse", lambda slope, intercept, x, y: curve(slope)).picture
    assert picture.alt.startswith(f"Left: your curve {words}. Right")
