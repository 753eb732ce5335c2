"""Right answers in the styles that students write: bodies of functions, or expressions."""

HONEST = {
    "line": [
        "slope * engine_size + intercept",
        "sum([intercept, engine_size * slope])",
        "np.polyval([slope, intercept], engine_size)",
    ],
    "mse": [
        "np.mean((y - (slope * x + intercept)) ** 2)",
        """
        total = 0
        for i in range(len(x)):
            residual = y[i] - (slope * x[i] + intercept)
            total += residual**2
        return total / len(x)
        """,
        "sum((b - slope * a - intercept) ** 2 for a, b in zip(x, y)) / len(y)",
        """
        residuals = np.asarray(y) - (slope * np.asarray(x) + intercept)
        return residuals @ residuals / residuals.size
        """,
        """
        cars = pd.DataFrame({"x": x, "y": y})
        cars["predicted"] = slope * cars["x"] + intercept
        return ((cars["y"] - cars["predicted"]) ** 2).mean()
        """,
        "y.sub(x.mul(slope).add(intercept)).pow(2).mean()",
        "return mean_squared_error(y, slope * x + intercept)",
    ],
    "standardize": [
        "(x - x.mean()) / x.std()",
        """
        mean = sum(x) / len(x)
        spread = (sum((value - mean) ** 2 for value in x) / len(x)) ** 0.5
        scaled = np.zeros(len(x))
        for i, value in enumerate(x):
            scaled[i] = (value - mean) / spread
        return scaled
        """,
        """
        x = pd.Series(x)
        return (x - x.mean()) / x.std(ddof=0)
        """,
        "x.sub(x.mean()).div(x.std(ddof=0))",
        "return StandardScaler().fit_transform(x.reshape(-1, 1)).ravel()",
    ],
    "gradient": [
        """
        grad_w = grad_b = 0
        for i in range(len(x)):
            miss = w * x[i] + b - y[i]
            grad_w += 2 * x[i] * miss
            grad_b += 2 * miss
        return grad_w / len(x), grad_b / len(x)
        """,
        """
        table = np.column_stack([x, np.ones(len(x))])
        return 2 / len(y) * table.T @ (table @ [w, b] - y)
        """,
        """
        cars = pd.DataFrame({"x": x, "y": y})
        residuals = cars["y"] - w * cars["x"] - b
        return [-2 * (cars["x"] * residuals).mean(), -2 * residuals.mean()]
        """,
    ],
    "step": [
        "np.array([w, b]) - learning_rate * np.array(cost.gradient(w, b))",
        """
        along_w, along_b = cost.gradient(w, b)
        new_w = w - learning_rate * along_w
        new_b = b - learning_rate * along_b
        return [new_w, new_b]
        """,
    ],
    "walk": [
        """
        costs = []
        while len(costs) <= steps:
            costs.append(float(cost.cost(w, b)))
            w, b = np.array([w, b]) - learning_rate * np.array(cost.gradient(w, b))
        return np.array(costs)
        """,
        """
        from lessonkit import descend
        return descend(cost, (w, b), learning_rate, max_iter=steps).costs
        """,
    ],
    "stop": [
        """
        if len(costs) > max_iter:
            return True
        if costs[-1] > costs[-2]:
            return True
        return costs[-2] - costs[-1] < tol
        """,
        "np.any([-np.diff(costs)[-1] < tol, len(costs) - 1 >= max_iter])",
    ],
    "minima": [
        """
        found = []
        start = 0
        while start < len(values):
            stop = start
            while stop + 1 < len(values) and values[stop + 1] == values[start]:
                stop += 1
            left_is_higher = start == 0 or values[start - 1] > values[start]
            right_is_higher = stop == len(values) - 1 or values[stop + 1] > values[stop]
            if left_is_higher and right_is_higher:
                found.append(values[start])
            start = stop + 1
        return found
        """,
        """
        values = np.asarray(values)
        floors = values[np.append(True, np.diff(values) != 0)]
        falls = np.append(True, np.diff(floors) < 0)
        rises = np.append(np.diff(floors) > 0, True)
        return floors[falls & rises]
        """,
        """
        floors = pd.Series(values)
        floors = floors[floors != floors.shift()]
        higher_before = floors.shift(fill_value=floors.max() + 1) > floors
        higher_after = floors.shift(-1, fill_value=floors.max() + 1) > floors
        return floors[higher_before & higher_after].tolist()
        """,
        """
        pairs = zip(values, [*values[1:], None])
        fenced = [float("inf"), *(a for a, b in pairs if a != b), float("inf")]
        return [b for a, b, c in zip(fenced, fenced[1:], fenced[2:]) if a > b < c]
        """,
    ],
    "scale": [
        """
        mean, spread = X_train.mean(), X_train.std(ddof=0)
        return (X_train - mean) / spread, (X_test - mean) / spread
        """,
        """
        X_train, X_test = np.asarray(X_train), np.asarray(X_test)
        mean, spread = X_train.mean(axis=0), X_train.std(axis=0)
        return (X_train - mean) / spread, (X_test - mean) / spread
        """,
        """
        scaled_train, scaled_test = X_train.astype(float), X_test.astype(float)
        for column in X_train.columns:
            mean, spread = X_train[column].mean(), X_train[column].std(ddof=0)
            scaled_train[column] = (X_train[column] - mean) / spread
            scaled_test[column] = (X_test[column] - mean) / spread
        return scaled_train, scaled_test
        """,
        """
        mean = [X_train[:, j].mean() for j in range(X_train.shape[1])]
        spread = [X_train[:, j].std() for j in range(X_train.shape[1])]
        return [(X_train - mean) / spread, (X_test - mean) / spread]
        """,
        """
        scaler = StandardScaler()
        return scaler.fit_transform(X_train), scaler.transform(X_test)
        """,
    ],
}
