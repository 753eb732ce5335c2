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
        "np.array([w, b]) - learning_rate * np.array(my_gradient(w, b, x, y))",
        """
        along_w, along_b = my_gradient(w, b, x, y)
        new_w = w - learning_rate * along_w
        new_b = b - learning_rate * along_b
        return [new_w, new_b]
        """,
        """
        miss = w * x + b - y
        return w - learning_rate * 2 * (x * miss).mean(), b - learning_rate * 2 * miss.mean()
        """,
    ],
    "walk": [
        """
        w = b = 0
        costs = []
        while len(costs) <= steps:
            costs.append(my_mse(w, b, x, y))
            if len(costs) <= steps:
                w, b = my_step(w, b, x, y, learning_rate)
        return w, b, np.array(costs)
        """,
        """
        places = [(0, 0)]
        for _ in range(steps):
            places.append(my_step(*places[-1], x, y, learning_rate))
        return *places[-1], [my_mse(*place, x, y) for place in places]
        """,
        """
        from lessonkit import LineCost, descend
        walk = descend(LineCost(x, y), (0, 0), learning_rate, max_iter=steps)
        return [*walk.points[-1], list(walk.costs)]
        """,
    ],
    "fit": [
        """
        Z = (X - X.mean(axis=0)) / X.std(axis=0)
        weights, bias = np.zeros(Z.shape[1]), 0
        for _ in range(steps):
            miss = Z @ weights + bias - y
            weights = weights - learning_rate * 2 * (Z.T @ miss) / len(y)
            bias = bias - learning_rate * 2 * miss.mean()
        return weights, bias
        """,
        """
        columns = [my_standardize(X[:, j]) for j in range(X.shape[1])]
        weights, bias = [0.0] * len(columns), 0.0
        for _ in range(steps):
            predicted = bias + sum(w * column for w, column in zip(weights, columns))
            residuals = y - predicted
            weights = [
                w + learning_rate * 2 * np.mean(column * residuals)
                for w, column in zip(weights, columns)
            ]
            bias += learning_rate * 2 * np.mean(residuals)
        return weights, bias
        """,
        """
        table = np.column_stack([StandardScaler().fit_transform(X), np.ones(len(X))])
        p = np.zeros(table.shape[1])
        for _ in range(steps):
            p -= learning_rate * 2 / len(y) * table.T @ (table @ p - y)
        return p[:-1], p[-1]
        """,
        """
        Z = X.apply(lambda column: my_standardize(column.to_numpy()))
        weights, bias = pd.Series(0.0, index=Z.columns), 0.0
        for _ in range(steps):
            residuals = y - Z.dot(weights) - bias
            weights = weights + learning_rate * 2 * Z.mul(residuals, axis=0).mean()
            bias = bias + learning_rate * 2 * residuals.mean()
        return weights, bias
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
