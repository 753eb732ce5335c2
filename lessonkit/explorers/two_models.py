"""The two models of notebook 6: the closed form, and the walk epoch by epoch."""

import warnings
from collections import defaultdict
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import config_context
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LinearRegression, SGDRegressor
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from lessonkit.data import load_columns

__all__ = ["FEATURES", "TwoModels", "gains_of_splits"]

Array = NDArray[np.float64]

FEATURES = ("engine_size", "horsepower", "curb_weight", "width", "highway_mpg")


class TwoModels:
    """`LinearRegression` and `SGDRegressor` on the same training cars.

    A quarter of the cars is set aside for the test, and the scaler knows the training cars only.
    Coefficients are one row: the weights, in USD per standard deviation, then the intercept in USD.
    `best` are those of the closed form, with `best_r2` on the `n_test` test cars. Each `split` is
    another choice of test cars.
    """

    def __init__(self, X: Array, y: Array, split: int = 42) -> None:
        X_train, X_test, self._y_train, self._y_test = train_test_split(
            X, y, test_size=0.25, random_state=split
        )
        scaler = StandardScaler().fit(X_train)
        self._Z_train, self._Z_test = scaler.transform(X_train), scaler.transform(X_test)
        self.n_test = len(self._y_test)
        self.best = _coefficients(LinearRegression().fit(self._Z_train, self._y_train))
        self.best_r2 = self.r2(self.best)
        self._paths: dict[float, list[Array]] = defaultdict(lambda: [np.zeros_like(self.best)])
        self.stop = lru_cache(maxsize=128)(self._stop)

    def predict(self, coefficients: Array) -> Array:
        """Return the prices of the test cars in USD."""
        return np.asarray(self._Z_test @ coefficients[:-1] + coefficients[-1])

    def r2(self, coefficients: Array) -> float:
        """Return the test R^2."""
        return float(r2_score(self._y_test, self.predict(coefficients)))

    def walk(self, eta0: float, epochs: int) -> Array:
        """Return the coefficients of SGD at the start and after each epoch: one row for each."""
        path = self._paths[eta0]
        while len(path) <= epochs:
            # A walk of k epochs is the beginning of every longer one: the same seed, the same
            # order of cars. `partial_fit` would shuffle them otherwise.
            path.append(_coefficients(self._fit(eta0, len(path), tol=None)))
        return np.array(path[: epochs + 1])

    def walked(self, eta0: float) -> Array:
        """Return the coefficients of SGD once it has stopped by its tolerance."""
        return _coefficients(self._fit(eta0, 2000, tol=1e-3))

    def _stop(self, eta0: float, most: int) -> int | None:
        """Return after how many epochs the walk stops by its tolerance; None for over `most`."""
        with warnings.catch_warnings():
            # That it has not converged is the answer here.
            warnings.simplefilter("ignore", ConvergenceWarning)
            epochs = int(self._fit(eta0, most + 1, tol=1e-3).n_iter_)
        return epochs if epochs <= most else None

    def _fit(self, eta0: float, epochs: int, tol: float | None) -> Any:
        model = SGDRegressor(max_iter=epochs, tol=tol, random_state=42, eta0=eta0)
        # To check the same cars again for each epoch would take as long as to walk.
        with config_context(assume_finite=True, skip_parameter_validation=True):
            return model.fit(self._Z_train, self._y_train)


def _coefficients(model: Any) -> Array:
    return np.append(model.coef_, model.intercept_)


@lru_cache(maxsize=1)
def gains_of_splits(splits: int) -> Array:
    """Return the test R^2 of the walk minus that of the closed form, on so many splits."""
    X, (y,) = np.column_stack(load_columns(*FEATURES)), load_columns("price")
    gains = []
    for seed in range(splits):
        models = TwoModels(X, y, seed)
        gains.append(models.r2(models.walked(0.01)) - models.best_r2)
    return np.array(gains)
