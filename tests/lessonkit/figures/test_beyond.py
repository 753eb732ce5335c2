"""Logistic regression by the loop of notebook 7, and the pictures there."""

import io

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, log_loss
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from lessonkit import LinearCost, descend, load_columns, standardize
from lessonkit import figures as f
from lessonkit.exercises.lesson import my_logistic, my_momentum

DIGITS, NAMES = load_digits(n_class=2, return_X_y=True)
DIGITS = DIGITS / 16


def probabilities(X, weights, bias):
    return 1 / (1 + np.exp(-(X @ weights + bias)))


def test_a_long_walk_ends_where_scikit_learns_logistic_regression_does():
    random = np.random.default_rng(7)
    X = random.normal(size=(80, 2))
    y = (X @ [1.5, -1] + random.normal(size=80) > 0.3).astype(int)  # no line parts them
    weights, bias = my_logistic(X, y, 1.0, 3000)
    # The default solver asks scipy for options that a newer scipy no longer knows.
    theirs = LogisticRegression(C=1e10, tol=1e-9, solver="newton-cholesky").fit(X, y)
    np.testing.assert_allclose(weights, theirs.coef_[0], rtol=1e-3)
    assert bias == pytest.approx(theirs.intercept_[0], rel=1e-3)


def test_momentum_zero_is_gradient_descent():
    w, step = my_momentum(np.array([3.0]), np.array([2.0]), np.array([4.0]), 0.5, 0.0)
    assert (w, step) == (1, -2)


def test_other_data_needs_scaling():
    X_train, X_test, y_train, y_test = train_test_split(
        *load_breast_cancer(return_X_y=True), test_size=0.25, random_state=42
    )
    scaler = StandardScaler().fit(X_train)
    right = {}
    with np.errstate(over="ignore"):
        for name, change in {"scaled": scaler.transform, "raw": np.asarray}.items():
            weights, bias = my_logistic(change(X_train), y_train, 0.5, 200)
            right[name] = np.mean((change(X_test) @ weights + bias > 0) == y_test)
    assert right["raw"] < 0.95 < right["scaled"]


def test_a_reading_says_the_loss_and_the_accuracy():
    steps = (0, 1, 50)
    picture = f.show_reading(my_logistic, DIGITS, NAMES, 0.5, steps)
    for count in steps:
        p = probabilities(DIGITS, *my_logistic(DIGITS, NAMES, 0.5, count))
        assert picture.facts["losses"][count] == pytest.approx(log_loss(NAMES, p))
        right = int(accuracy_score(NAMES, p > 0.5, normalize=False))
        assert picture.facts["right"][count] == right
        assert f"{right}" in picture.alt
    assert "+ in the middle, - left and right of it" in picture.alt


def test_a_guess_stands_before_the_truth():
    picture = f.show_reading(my_logistic, DIGITS, NAMES, steps=(0, 1), guess="Your guess: half")
    assert picture.alt.startswith("Your guess: half. Left, the loss curve")


def test_digits_are_shown_under_their_names():
    picture = f.show_digits(DIGITS, NAMES, count=4)
    assert picture.alt == "Handwritten digits, images of 8 by 8 pixels: 0, 1, 0, 1."
    assert picture.facts["pixels"] == DIGITS.shape[1]


def test_more_digits_are_shown_in_more_rows_of_the_same_size():
    pngs = [f.show_digits(DIGITS, NAMES, count=count).png for count in (8, 9, 24)]
    sizes = [Image.open(io.BytesIO(png)).size for png in pngs]
    assert [width for width, _ in sizes] == [sizes[0][0]] * 3
    heights = [height for _, height in sizes]
    # Each is a whole number of pixels.
    assert heights == pytest.approx([rows * heights[0] for rows in (1, 2, 3)], abs=2)


@pytest.mark.parametrize("count", [0, 81, "8", 2.5])
def test_so_many_digits_cannot_be_shown(count):
    with pytest.raises(ValueError, match=r"count: got .*, expected a whole number from 1 to 80"):
        f.show_digits(DIGITS, NAMES, count=count)


def test_what_is_left_of_a_path_is_the_mean_of_its_last_ten_places():
    X = np.column_stack(load_columns("engine_size", "curb_weight"))
    bowl = LinearCost(standardize(X), standardize(load_columns("price")[0]))
    points = descend(bowl, (0, 0, 0), 0.1, 40).points[:, :2]
    left = f.show_paths(bowl, {"a": points, "b": points[:2]}).facts["left"]
    away = np.linalg.norm(points - bowl.minimum.weights, axis=1)
    assert left["a"] == pytest.approx(away[-10:].mean() / away[0])
    assert left["b"] == pytest.approx((1 + away[1] / away[0]) / 2)
