"""The panel of notebook 6: SGDRegressor and the closed form, as scikit-learn has them."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression, SGDRegressor
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from lessonkit import load_automobiles
from lessonkit.explorers import SklearnExplorer
from lessonkit.explorers.sgd import EPOCHS, _spread
from lessonkit.explorers.two_models import FEATURES
from lessonkit.figures import xy

CARS = load_automobiles()
X, Y = CARS[list(FEATURES)], CARS["price"]
# Not the frame: its columns lie otherwise in memory, so sums round otherwise, and a walk that
# diverges makes much of a last digit.
X_TRAIN, X_TEST, Y_TRAIN, Y_TEST = train_test_split(
    X.to_numpy(float), Y.to_numpy(float), test_size=0.25, random_state=42
)
SCALER = StandardScaler().fit(X_TRAIN)
Z_TRAIN, Z_TEST = SCALER.transform(X_TRAIN), SCALER.transform(X_TEST)
OLS = LinearRegression().fit(Z_TRAIN, Y_TRAIN)

several = settings(max_examples=20)
eta0s = st.floats(-4, 1).map(lambda power: min(max(10**power, 1e-4), 10))


def sgd(eta0: float, epochs: int) -> SGDRegressor:
    return SGDRegressor(max_iter=epochs, tol=None, random_state=42, eta0=eta0).fit(Z_TRAIN, Y_TRAIN)


def make():
    return SklearnExplorer(X, Y)


def test_the_lesson_walks_39_epochs_to_0_795(panel):
    X_train, X_test, y_train, y_test = train_test_split(X, Y, test_size=0.25, random_state=42)
    scaler = StandardScaler().fit(X_train)
    lesson = SGDRegressor(max_iter=2000, random_state=42, eta0=0.01)
    lesson.fit(scaler.transform(X_train), y_train)
    assert lesson.n_iter_ == 39
    panel.preset("eta0 0.01, 39 epochs")
    assert panel.state == {"epochs": 39, "eta0": 0.01}
    np.testing.assert_allclose([xy(path)[-1, 1] for path in panel.paths], lesson.coef_, rtol=1e-9)
    assert panel.intercept == pytest.approx(lesson.intercept_[0])
    assert panel.r2 == pytest.approx(lesson.score(scaler.transform(X_test), y_test))
    assert "after 39 epochs: test R² 0.795. Closed form (OLS): test R² 0.793." in repr(panel)
    assert "it stops after 39 epochs" in repr(panel)
    assert list(panel.stop_line.get_xdata()) == [39, 39]


@pytest.mark.parametrize("eta0", [0.005, 0.01, 0.1, 0.3, 3])
def test_the_walk_is_the_one_that_stops_by_itself(panel, eta0):
    alone = SGDRegressor(max_iter=2000, random_state=42, eta0=eta0).fit(Z_TRAIN, Y_TRAIN)
    panel.eta0 = eta0
    assert panel.stop == (alone.n_iter_ if alone.n_iter_ <= EPOCHS else None)
    assert panel.stop_line.get_visible() == (alone.n_iter_ <= EPOCHS)
    if panel.stop is None:
        assert "walks on past 60 epochs" in repr(panel)
    else:
        panel.epochs = panel.stop
        np.testing.assert_array_equal([xy(path)[-1, 1] for path in panel.paths], alone.coef_)


def test_a_walk_that_stops_at_the_last_epoch_shown_is_seen_to_stop(panel):
    assert panel.models.stop(0.01, 39) == 39
    assert panel.models.stop(0.01, 38) is None


@several
@given(eta0s, st.integers(1, EPOCHS))
@example(10.0, EPOCHS)
@example(1e-4, 1)
def test_weights_and_predictions_are_those_of_scikit_learn(panel, eta0, epochs):
    panel.set(eta0=eta0, epochs=epochs)
    model = sgd(eta0, epochs)
    for path, weight in zip(panel.paths, model.coef_, strict=True):
        np.testing.assert_array_equal(xy(path)[:, 0], np.arange(epochs + 1))
        assert tuple(xy(path)[0]) == (0, 0)
        assert xy(path)[-1, 1] == pytest.approx(weight)
    closed, walked = xy(panel.dots).T
    np.testing.assert_allclose(closed, OLS.predict(Z_TEST))
    np.testing.assert_allclose(walked, model.predict(Z_TEST), rtol=1e-6)
    assert panel.r2 == pytest.approx(model.score(Z_TEST, Y_TEST))


@several
@given(eta0s, st.integers(0, EPOCHS))
@example(10.0, EPOCHS)
@example(3.0, 5)
def test_what_leaves_the_picture_is_signed_and_said(panel, eta0, epochs):
    panel.set(eta0=eta0, epochs=epochs)
    now = np.array([xy(path)[-1, 1] for path in panel.paths])
    assert panel.up.get_visible() == (now > panel.top).any()
    assert panel.down.get_visible() == (now < panel.bottom).any()
    outside = ((now > panel.top) | (now < panel.bottom)).sum()
    assert ("off the picture" in repr(panel)) == (outside > 0)
    assert f"{outside} of 5 weights are off" in repr(panel) or not outside
    closed, walked = xy(panel.dots).T
    np.testing.assert_array_equal(xy(panel.above)[:, 0], closed[walked > panel.most])
    np.testing.assert_array_equal(xy(panel.below)[:, 0], closed[walked < panel.least])
    assert ("worse than guessing the mean" in repr(panel)) == (panel.r2 < 0)


@pytest.mark.parametrize("place", range(len(FEATURES)))
@pytest.mark.parametrize("up", [True, False])
def test_any_weight_that_leaves_the_picture_alone_is_signed(panel, place, up):
    walk = np.zeros((2, len(FEATURES) + 1))
    walk[-1, place] = 2 * (panel.top if up else panel.bottom)
    panel._place_paths(walk)
    assert (panel.up.get_visible(), panel.down.get_visible()) == (up, not up)


def test_every_epoch_of_a_walk_is_a_walk_of_its_own(panel):
    panel.epochs = EPOCHS
    weights = np.array([xy(path)[:, 1] for path in panel.paths]).T
    for epochs in (1, 2, 17, 38, 39, 40, 59):
        np.testing.assert_array_equal(weights[epochs], sgd(0.01, epochs).coef_)


def test_the_readout_names_the_farthest_weight(panel):
    panel.epochs = 39
    gaps = np.abs(sgd(0.01, 39).coef_ - OLS.coef_)
    place = int(gaps.argmax())
    now, best = sgd(0.01, 39).coef_[place], OLS.coef_[place]
    said = f"Farthest weight: {FEATURES[place]}, {now:,.0f} USD per SD; closed form {best:,.0f}."
    assert said in repr(panel)
    apart = np.abs(OLS.predict(Z_TEST) - sgd(0.01, 39).predict(Z_TEST)).max()
    assert f"on the 40 test cars: {apart:,.0f} USD." in repr(panel)


def test_the_alt_text_has_the_numbers_drawn(panel):
    panel.preset("eta0 3")
    alt = panel.pictures[0].alt
    outside = len(xy(panel.above)) + len(xy(panel.below))
    assert outside
    assert "5 weights after 5 epochs" in alt
    assert f"40 test cars, SGD against OLS, at most {panel._apart()} USD apart" in alt
    assert alt.endswith(f"{outside} of them off the picture.")


def test_the_presets_do_what_the_notebook_says(panel):
    panel.preset("eta0 0.0003")
    assert panel.stop is None
    assert panel.r2 < 0
    panel.preset("eta0 0.3")
    assert 0 < panel.r2 < 0.7
    panel.preset("eta0 3")
    assert panel.r2 < -1e9


def test_the_goal_keeps_the_best_score_until_reset(panel):
    closed = f"{OLS.score(Z_TEST, Y_TEST):.3f}"
    assert f"Goal: a test R² above {closed}." in repr(panel)
    assert "Reached" not in repr(panel)
    panel.set(eta0=0.03, epochs=3)
    best = sgd(0.03, 3).score(Z_TEST, Y_TEST)
    assert best > OLS.score(Z_TEST, Y_TEST)
    said = f"Your best: {best:.3f}, with eta0 0.03 after 3 epochs. Reached."
    assert said in repr(panel)
    panel.preset("eta0 3")
    assert said in repr(panel)
    panel.reset()
    assert "Reached" not in repr(panel)


@pytest.mark.parametrize("eta0", [0.01, 3])
def test_where_it_stops_is_said_above_the_curves(panel, eta0):
    panel.set(eta0=eta0, epochs=EPOCHS)
    figure = panel.pictures[0].figure
    figure.draw_without_rendering()
    axes = figure.axes[0].get_window_extent()
    word = panel.stop_word.get_window_extent()
    assert word.y0 >= axes.y1
    assert word.x0 >= 0
    assert word.y1 <= figure.bbox.y1


def test_names_of_features_are_clear_of_the_next_picture(panel):
    figure = panel.pictures[0].figure
    figure.draw_without_rendering()
    paths, agreement = figure.axes
    names = [text for text in paths.texts if text.get_text() in FEATURES]
    right = max(name.get_window_extent().x1 for name in names)
    assert right + 5 < agreement.yaxis.get_tightbbox().x0


def test_an_array_will_do_for_a_frame(panel):
    other = SklearnExplorer(X.to_numpy(), Y.to_numpy())
    assert repr(other) == repr(panel)
    other.close()


def test_columns_give_the_features_their_names():
    panel = SklearnExplorer(X.rename(columns={"curb_weight": "heft"}), Y)
    assert "Farthest weight: heft" in repr(panel)
    panel.close()


def test_other_tables_are_refused():
    with pytest.raises(ValueError, match="X: expected 5 columns"):
        SklearnExplorer(X[["engine_size", "width"]], Y)


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=5), st.floats(1, 1e3))
def test_labels_are_spread_in_their_order(values, gap):
    moved = _spread(np.array(values), gap)
    order = np.argsort(values)
    assert (np.diff(moved[order]) >= gap - 1e-6).all()


def test_labels_that_are_apart_stay():
    np.testing.assert_allclose(_spread(np.array([5.0, 0.0, 10.0]), 3), [5, 0, 10])


def test_before_the_first_epoch_all_is_zero(panel):
    assert panel.epochs == 0
    assert not np.array([xy(path) for path in panel.paths]).any()
    assert not xy(panel.dots)[:, 1].any()
    assert "after 0 epochs" in repr(panel)
    assert "Intercept: 0;" in repr(panel)
