"""The cost of a line: its mean squared error, its gradient and its lowest point."""

import math
from decimal import Decimal
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["LineCost", "LinearCost", "LinearMinimum", "Minimum", "standardize"]

Array = NDArray[np.float64]
Numbers = float | Array


class LineCost:
    """The cost of the line `slope * x + intercept` over some data: its mean squared error.

    Parameters
    ----------
    x, y : array-like, shape (n,)
        What the line predicts from, and what it should predict: engine sizes in cubic inches
        and prices in USD, or both standardized.

    Attributes
    ----------
    minimum : Minimum
        The best line: its `slope`, its `intercept` and its `cost`.

    Raises
    ------
    TypeError
        If `x` or `y` does not hold numbers.
    ValueError
        If they do not fit together (lengths, row labels), have another shape or fewer than two
        values, a value is masked, nan or infinite, or all of x are the same.

    Examples
    --------
    >>> bowl = LineCost([100, 150, 200], [8000, 12000, 16000])
    >>> bowl.cost(80, 0)
    0.0
    """

    def __init__(self, x: ArrayLike, y: ArrayLike) -> None:
        self.x, self.y = as_data("x", x, dimensions=1), as_data("y", y, dimensions=1)
        _check_same_rows("x", x, y)
        self.n = len(self.x)
        x_centered, x_mean = _center(self.x)
        y_centered, y_mean = _center(self.y)
        self._x_mean, self._y_mean = float(x_mean), float(y_mean)
        self._s_xx = float(np.mean(x_centered * x_centered))
        if self._s_xx == 0:
            raise ValueError(
                "x: its values are all the same, or too close to tell apart, so many lines are "
                "equally good; expected at least two different values."
            )
        slope = float(np.mean(x_centered * y_centered)) / self._s_xx
        lowest = float(np.mean((y_centered - slope * x_centered) ** 2))
        self.minimum = Minimum(slope, self._y_mean - slope * self._x_mean, lowest)

    def cost(self, slope: ArrayLike, intercept: ArrayLike) -> Numbers:
        """Return the mean squared error: `mean((y - (slope * x + intercept))**2)`.

        Shown in notebook 1, cell mse. It is computed as the same sum of squares that is derived
        in notebook 5, cell sum-of-squares, where s_xx is the variance of x:

            lowest cost + s_xx * (slope - best slope)**2
                        + (mean(y) - slope * mean(x) - intercept)**2

        So it takes the same time for any number of cars, and loses no digits.

        Parameters
        ----------
        slope, intercept : float or array-like
            The line, or many lines: arrays are broadcast against each other.

        Returns
        -------
        float or numpy.ndarray
            The cost, in units of y squared (USD squared); infinite where it is too large to hold.

        Raises
        ------
        TypeError
            If the slope or the intercept is neither a number nor an array of numbers.
        """
        with np.errstate(over="ignore"):
            tilt, mean_residual = self._from_best(slope, intercept)
            return self.minimum.cost + self._s_xx * tilt * tilt + mean_residual * mean_residual

    def gradient(self, slope: ArrayLike, intercept: ArrayLike) -> tuple[Numbers, Numbers]:
        """Return `-2/n * sum(x * residuals)` and `-2/n * sum(residuals)`.

        Shown in notebook 3, cell gradient; a residual is y minus what the line says. Parameters,
        and errors raised, are those of `cost`.

        Returns
        -------
        d_slope, d_intercept : float or numpy.ndarray
            The change of the cost per unit of slope, and per unit of intercept.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            tilt, mean_residual = self._from_best(slope, intercept)
            d_slope = 2 * self._s_xx * tilt - 2 * self._x_mean * mean_residual
            return d_slope, -2 * mean_residual

    @property
    def curvature(self) -> Array:
        """The second derivatives of the cost, shape (2, 2), slope first: the same everywhere."""
        mean_of_squares = self._s_xx + self._x_mean**2
        return 2 * np.array([[mean_of_squares, self._x_mean], [self._x_mean, 1.0]])

    def _from_best(self, slope: ArrayLike, intercept: ArrayLike) -> tuple[Numbers, Numbers]:
        """Return how far the slope is from the best one, and the mean residual."""
        slope, intercept = as_numbers("slope", slope), as_numbers("intercept", intercept)
        return slope - self.minimum.slope, self._y_mean - slope * self._x_mean - intercept


class LinearCost:
    """The cost of the linear model `X @ weights + intercept`: its mean squared error.

    Shown in notebook 4, cell two-features.

    Parameters
    ----------
    X : array-like, shape (n, n_features)
        One row per example, one column per feature.
    y : array-like, shape (n,)
        What the model should predict.

    Attributes
    ----------
    minimum : LinearMinimum
        The best model: its `weights`, its `intercept` and its `cost`.

    Raises
    ------
    TypeError
        If `X` or `y` does not hold numbers.
    ValueError
        If they do not fit together (lengths, row labels), have another shape or fewer than two
        rows, a value is masked, nan or infinite, or the features are collinear.
    """

    def __init__(self, X: ArrayLike, y: ArrayLike) -> None:
        self.X, self.y = as_data("X", X, dimensions=2), as_data("y", y, dimensions=1)
        _check_same_rows("X", X, y)
        self.n, n_features = self.X.shape
        centered, self._x_mean = _center(self.X)
        y_centered, self._y_mean = _center(self.y)
        weights, _, rank, _ = np.linalg.lstsq(centered, y_centered)
        if rank < n_features:
            raise ValueError(
                f"X: its {n_features} columns are collinear (rank {rank}, once centered), so many "
                "models are equally good. Leave out a column that follows from the others, or "
                "give more rows."
            )
        lowest = float(np.mean((y_centered - centered @ weights) ** 2))
        self._covariance = centered.T @ centered / self.n
        intercept = float(self._y_mean - self._x_mean @ weights)
        self.minimum = LinearMinimum(np.asarray(weights, float), intercept, lowest)

    def cost(self, *parameters: float) -> float:
        """Return the mean squared error: `mean((y - (X @ weights + intercept))**2)`.

        Parameters
        ----------
        *parameters : float
            One weight per column of X, then the intercept.

        Returns
        -------
        float
            The cost, in units of y squared; infinite where it is too large to hold.

        Raises
        ------
        TypeError
            If a parameter is not a number.
        ValueError
            If there are too few or too many of them.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            tilt, mean_residual = self._from_best(parameters)
            cost = float(self.minimum.cost + tilt @ self._covariance @ tilt + mean_residual**2)
        overflow = math.isnan(cost) and not any(map(math.isnan, parameters))
        return math.inf if overflow else cost

    def gradient(self, *parameters: float) -> tuple[float, ...]:
        """Return the partial derivatives of the cost, in the order of the parameters.

        Parameters, and errors raised, are those of `cost`.

        Returns
        -------
        tuple of float
            The change of the cost per unit of each weight, and of the intercept.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            tilt, mean_residual = self._from_best(parameters)
            d_weights = 2 * self._covariance @ tilt - 2 * self._x_mean * mean_residual
            return *d_weights.tolist(), float(-2 * mean_residual)

    @property
    def curvature(self) -> Array:
        """The second derivatives of the cost, shape (n_features + 1, n_features + 1)."""
        mean_of_squares = self._covariance + np.outer(self._x_mean, self._x_mean)
        column = self._x_mean[:, np.newaxis]
        return 2 * np.block([[mean_of_squares, column], [column.T, np.ones((1, 1))]])

    def _from_best(self, parameters: tuple[float, ...]) -> tuple[Array, Any]:
        """Return how far the weights are from the best ones, and the mean residual."""
        if len(parameters) != len(self._x_mean) + 1:
            raise ValueError(
                f"parameters: got {len(parameters)} numbers, expected {len(self._x_mean)} weights "
                "and an intercept."
            )
        *weights, intercept = (as_number("parameters", value) for value in parameters)
        tilt = np.array(weights) - self.minimum.weights
        return tilt, self._y_mean - self._x_mean @ weights - intercept


def standardize(values: ArrayLike) -> Array:
    """Return `(values - mean) / standard deviation`: mean 0 and standard deviation 1.

    Shown in notebook 2, cell condition. The standard deviation is divided by n, not by n - 1,
    as in `sklearn.preprocessing.StandardScaler`.

    Parameters
    ----------
    values : array-like, shape (n,) or (n, n_features)
        The values; columns are standardized one by one.

    Returns
    -------
    numpy.ndarray
        The same shape, without unit: how many standard deviations above the mean.

    Raises
    ------
    TypeError
        If `values` does not hold numbers.
    ValueError
        If it has another shape or fewer than two rows, a value is masked, nan or infinite, or a
        column is constant.
    """
    centered, _ = _center(as_data("values", values, dimensions=2 if np.ndim(values) == 2 else 1))
    deviation = np.sqrt(np.mean(centered * centered, axis=0))
    if np.any(deviation == 0):
        raise ValueError(
            "values: a column is constant, so its standard deviation is 0; expected at least two "
            "different values."
        )
    return np.asarray(centered / deviation)


class Minimum(NamedTuple):
    """The best line: slope (USD per cubic inch), intercept (USD), cost (USD squared)."""

    slope: float
    intercept: float
    cost: float


class LinearMinimum(NamedTuple):
    """The best linear model: weights, shape (n_features,), intercept and cost."""

    weights: Array
    intercept: float
    cost: float


def _center(values: Array) -> tuple[Array, Any]:
    """Return values minus their mean, and the mean.

    Values far from zero and close together lose digits in the mean; the mean of what is left
    gives them back.
    """
    mean = np.mean(values, axis=0)
    left_over = np.mean(values - mean, axis=0)
    return (values - mean) - left_over, mean + left_over


# Below: bad input gets an error that names the argument, what is wrong and what is expected.


def as_data(name: str, values: ArrayLike, dimensions: int) -> Array:
    """Return data as an array of finite floats with one or two dimensions."""
    array = np.asarray(as_numbers(name, values))
    if array.ndim != dimensions:
        shape = "(n,)" if dimensions == 1 else "(n, n_features)"
        raise ValueError(f"{name}: expected the shape {shape}, got {array.shape}.")
    if array.size == 0 or len(array) == 1:
        raise ValueError(f"{name}: expected at least two values, got {array.size and 'one'}.")
    wrong = np.argwhere(~(np.abs(array) < 1e150))  # the square of a larger number overflows
    if len(wrong):
        place, value = ", ".join(map(str, wrong[0])), array[tuple(wrong[0])]
        expected = "a number below 1e150 in size" if np.isfinite(value) else "a finite number"
        raise ValueError(f"{name}: {name}[{place}] is {value}; expected {expected}.")
    return array


def as_numbers(name: str, values: Any) -> Numbers:
    """Return a number as a float, or numbers as an array of floats."""
    if isinstance(values, float):  # first, since a walk asks thousands of times
        return values
    if np.ma.is_masked(values):
        raise ValueError(f"{name}: some values are masked; leave out their rows first.")
    try:
        array = np.asarray(values)
        if array.dtype.kind in "iuf":
            return array.astype(float) if array.ndim else float(array)
        objects = np.array(values, dtype=object)
    except ValueError:
        raise ValueError(f"{name}: its rows have different lengths.") from None
    if array.dtype.kind in "mM":
        raise TypeError(f"{name}: expected numbers, got dates or times ({array.dtype}).")
    if objects.ndim == 0:
        return as_number(name, values, "a number or an array of numbers")
    numbers = [
        as_number(name, value, where=f" at {name}[{', '.join(map(str, place))}]")
        for place, value in np.ndenumerate(objects)
    ]
    return np.reshape(numbers, objects.shape)


def as_number(name: str, value: Any, expected: str = "a number", where: str = "") -> float:
    """Return one number as a float; `where` tells its place in the error."""
    if isinstance(value, float):
        return value
    if isinstance(value, bool | np.bool) or not isinstance(value, Real | Decimal):
        words = " ".join(repr(value).split())[:60]
        raise TypeError(f"{name}: expected {expected}, got {words}{where}.")
    try:
        return float(value)
    except OverflowError:
        raise ValueError(f"{name}: the number{where} is too large for a float.") from None


def _check_same_rows(name: str, x: Any, y: Any) -> None:
    if len(x) != len(y):
        raise ValueError(
            f"{name}, y: expected one y for each row of {name}, got {len(x)} rows and {len(y)} "
            "values."
        )
    # The labels of a pandas object can be compared; the `index` of a list is a method.
    labels: list[Any] = [getattr(values, "index", None) for values in (x, y)]
    if all(hasattr(each, "equals") for each in labels) and not labels[0].equals(labels[1]):
        raise ValueError(
            f"{name}, y: their row labels (index) differ, so they hold different cars, or the "
            f"same cars in another order. Take both from the same rows, as in y.loc[{name}.index];"
            " if the rows do match, give .to_numpy() of both."
        )
