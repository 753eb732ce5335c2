"""The cost of a line: its mean squared error, its slope and its lowest point.

The mean squared error is a sum of squares. With the means and the centred products of the data
taken once,

    cost(slope, intercept) = lowest cost
                           + s_xx * (slope - best slope)**2
                           + (mean(y) - slope * mean(x) - intercept)**2

where s_xx is the variance of x. So a cost takes the same time for 159 cars and for 100 million,
loses no digits by subtracting large numbers, and shows why the bowl has one bottom: squares never
fall below zero.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["LineCost", "LinearCost", "Minimum", "standardize"]

Array = NDArray[np.float64]
Numbers = float | Array
"""One number, or an array of them: what `cost` takes and gives."""


class Minimum(NamedTuple):
    """The best line.

    Attributes
    ----------
    slope : float
        In units of y per unit of x (USD per cubic inch for the cars).
    intercept : float
        In units of y (USD).
    cost : float
        The lowest mean squared error, in units of y squared.
    """

    slope: float
    intercept: float
    cost: float


class LinearMinimum(NamedTuple):
    """The best linear model of several features.

    Attributes
    ----------
    weights : numpy.ndarray, shape (n_features,)
        One weight per feature, in units of y per unit of the feature.
    intercept : float
        In units of y.
    cost : float
        The lowest mean squared error, in units of y squared.
    """

    weights: Array
    intercept: float
    cost: float


class LineCost:
    """Mean squared error of the line `slope * x + intercept` over some data.

    Parameters
    ----------
    x, y : array-like, shape (n,)
        What the line predicts from, and what it should predict: engine sizes in cubic inches
        and prices in USD, or both standardized. At least two points, x not all the same.

    Raises
    ------
    TypeError
        If `x` or `y` does not hold numbers.
    ValueError
        If they are empty, not flat, of different lengths, not finite, a single point, or if x is
        constant, since then many lines are equally good.

    Examples
    --------
    >>> cost = LineCost([100, 150, 200], [8000, 12000, 16000])
    >>> cost.cost(80, 0)
    0.0
    """

    def __init__(self, x: ArrayLike, y: ArrayLike) -> None:
        self.x = _numbers("x", x, dimensions=1)
        self.y = _numbers("y", y, dimensions=1)
        _check_same_length("x", self.x, self.y)
        self.n = len(self.x)
        x_centred, x_mean = _centre(self.x)
        y_centred, y_mean = _centre(self.y)
        self._x_mean, self._y_mean = float(x_mean), float(y_mean)
        self._s_xx = float(np.mean(x_centred * x_centred))
        if self._s_xx == 0:
            raise ValueError(
                "x: every value is the same, so every slope through the middle is equally good; "
                "expected at least two different values."
            )
        slope = float(np.mean(x_centred * y_centred)) / self._s_xx
        lowest = float(np.mean((y_centred - slope * x_centred) ** 2))
        self.minimum = Minimum(slope, self._y_mean - slope * self._x_mean, lowest)

    def cost(self, slope: ArrayLike, intercept: ArrayLike) -> Numbers:
        """Return the mean squared error of one line, or of many at once.

        Parameters
        ----------
        slope, intercept : float or array-like
            The lines; arrays are broadcast against each other.

        Returns
        -------
        float or numpy.ndarray
            The cost in units of y squared (USD squared); infinite where it is too large to hold.

        Raises
        ------
        TypeError
            If the slope or the intercept is not a number or an array of numbers.
        """
        with np.errstate(over="ignore"):
            tilt, shift = self._from_best(slope, intercept)
            return self.minimum.cost + self._s_xx * tilt * tilt + shift * shift

    def gradient(self, slope: ArrayLike, intercept: ArrayLike) -> tuple[Numbers, Numbers]:
        """Return the two partial derivatives of the cost, which point uphill.

        They equal `-2/n * sum(x * (y - y_hat))` and `-2/n * sum(y - y_hat)`.

        Parameters
        ----------
        slope, intercept : float or array-like
            Where to take them; arrays are broadcast against each other.

        Returns
        -------
        d_slope, d_intercept : float or numpy.ndarray
            The change of the cost per unit of slope, and per unit of intercept.

        Raises
        ------
        TypeError
            If the slope or the intercept is not a number or an array of numbers.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            tilt, shift = self._from_best(slope, intercept)
            return 2 * self._s_xx * tilt - 2 * self._x_mean * shift, -2 * shift

    @property
    def curvature(self) -> Array:
        """Second derivatives of the cost, the same everywhere: shape (2, 2), slope first."""
        mean_of_squares = self._s_xx + self._x_mean**2
        return 2 * np.array([[mean_of_squares, self._x_mean], [self._x_mean, 1.0]])

    def _from_best(self, slope: ArrayLike, intercept: ArrayLike) -> tuple[Numbers, Numbers]:
        """Return how far the slope is from the best one, and the mean residual."""
        slope, intercept = (
            _number_or_array("slope", slope),
            _number_or_array("intercept", intercept),
        )
        return (
            slope - self.minimum.slope,
            self._y_mean - slope * self._x_mean - intercept,
        )


class LinearCost:
    """Mean squared error of the linear model `X @ weights + intercept` over some data.

    Parameters
    ----------
    X : array-like, shape (n, n_features)
        One row per example, one column per feature.
    y : array-like, shape (n,)
        What the model should predict.

    Raises
    ------
    TypeError
        If `X` or `y` does not hold numbers.
    ValueError
        If they are empty, of the wrong shape, not finite, or if the features are collinear, so
        that many models are equally good.
    """

    def __init__(self, X: ArrayLike, y: ArrayLike) -> None:
        self.X = _numbers("X", X, dimensions=2)
        self.y = _numbers("y", y, dimensions=1)
        _check_same_length("X", self.X, self.y)
        self.n, n_features = self.X.shape
        centred, self._x_mean = _centre(self.X)
        y_centred, self._y_mean = _centre(self.y)
        weights, _, rank, _ = np.linalg.lstsq(centred, y_centred)
        if rank < n_features:
            raise ValueError(
                f"X: its {n_features} columns are collinear (rank {rank} once centred), so many "
                "models are equally good; leave out a column that others already tell, or give "
                "more rows."
            )
        lowest = float(np.mean((y_centred - centred @ weights) ** 2))
        self._covariance = centred.T @ centred / self.n
        self.minimum = LinearMinimum(
            weights.astype(float), float(self._y_mean - self._x_mean @ weights), lowest
        )

    def cost(self, *parameters: float) -> float:
        """Return the mean squared error at `n_features` weights and an intercept.

        Parameters
        ----------
        *parameters : float
            The weights in the order of the columns, then the intercept.

        Returns
        -------
        float
            The cost in units of y squared; infinite where it is too large to hold.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            tilt, shift = self._from_best(parameters)
            cost = self.minimum.cost + tilt @ self._covariance @ tilt + shift * shift
        return float(cost) if np.isfinite(cost) else float("inf")

    def gradient(self, *parameters: float) -> tuple[float, ...]:
        """Return the partial derivatives of the cost, in the order of the parameters.

        Parameters
        ----------
        *parameters : float
            The weights in the order of the columns, then the intercept.

        Returns
        -------
        tuple of float
            The change of the cost per unit of each weight, and of the intercept.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            tilt, shift = self._from_best(parameters)
            d_weights = 2 * self._covariance @ tilt - 2 * self._x_mean * shift
            return *d_weights.tolist(), float(-2 * shift)

    @property
    def curvature(self) -> Array:
        """Second derivatives of the cost: shape (n_features + 1, n_features + 1)."""
        mean_of_squares = self._covariance + np.outer(self._x_mean, self._x_mean)
        column = self._x_mean[:, np.newaxis]
        return 2 * np.block([[mean_of_squares, column], [column.T, np.ones((1, 1))]])

    def _from_best(self, parameters: tuple[float, ...]) -> tuple[Array, float]:
        if len(parameters) != len(self._x_mean) + 1:
            raise ValueError(
                f"parameters: got {len(parameters)} numbers, expected {len(self._x_mean)} weights "
                "and an intercept."
            )
        weights = np.array(parameters[:-1], dtype=float)
        shift = self._y_mean - self._x_mean @ weights - parameters[-1]
        return weights - self.minimum.weights, shift


def standardize(values: ArrayLike) -> Array:
    """Shift and scale values so that their mean is 0 and their standard deviation 1.

    The standard deviation is the population's (divided by n, not by n - 1), as in
    `sklearn.preprocessing.StandardScaler`.

    Parameters
    ----------
    values : array-like, shape (n,) or (n, n_features)
        The values; columns are standardized one by one.

    Returns
    -------
    numpy.ndarray
        The same shape, without units: how many standard deviations above the mean.

    Raises
    ------
    TypeError
        If `values` does not hold numbers.
    ValueError
        If it is empty, of another shape, not finite, or a column is constant.
    """
    array = _numbers("values", values, dimensions=2 if np.ndim(values) == 2 else 1)
    centred, _ = _centre(array)
    deviation = np.sqrt(np.mean(centred * centred, axis=0))
    if np.any(deviation == 0):
        raise ValueError("values: a column is constant, so there is no spread to scale to 1.")
    return np.asarray(centred / deviation)


def _numbers(name: str, values: ArrayLike, dimensions: int) -> Array:
    """Return `values` as floats, or say by the argument's name what is wrong with them."""
    array = np.asarray(values)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name}: expected numbers, got values of type {array.dtype}.")
    if array.ndim != dimensions:
        shape = "(n,)" if dimensions == 1 else "(n, n_features)"
        raise ValueError(f"{name}: expected the shape {shape}, got {array.shape}.")
    if array.size == 0:
        raise ValueError(f"{name}: it is empty; expected at least two values.")
    if len(array) == 1:
        raise ValueError(f"{name}: a single point fits many lines; expected at least two.")
    array = array.astype(float)
    wrong = np.argwhere(~np.isfinite(array))
    if len(wrong):
        place = ", ".join(map(str, wrong[0]))
        raise ValueError(
            f"{name}: {name}[{place}] is {array[tuple(wrong[0])]}; expected finite numbers."
        )
    return array


def _number_or_array(name: str, value: Any) -> Numbers:
    if isinstance(value, float):  # the walk asks thousands of times: keep plain numbers plain
        return value
    array = np.asarray(value)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name}: expected a number or an array of numbers, got {value!r}.")
    return array.astype(float) if array.ndim else float(array)


def _check_same_length(name: str, x: Array, y: Array) -> None:
    if len(x) != len(y):
        raise ValueError(
            f"{name}, y: expected one y for each row of {name}, got {len(x)} rows and "
            f"{len(y)} values."
        )


def _centre(values: Array) -> tuple[Array, Array]:
    """Return values minus their mean, and the mean.

    The mean of what is left corrects the rounding of the first mean, which matters when the
    values are far from zero and close together.
    """
    mean = np.mean(values, axis=0)
    left_over = np.mean(values - mean, axis=0)
    return (values - mean) - left_over, mean + left_over
