"""Wrong answers as students write them, each with the flaws that its checker must name."""


def _walk(step: str = "", turns: str = "steps", keep: str = "costs", note: str = "") -> str:
    step = step or "w - learning_rate * grad_w, b - learning_rate * grad_b"
    return f"""
        w, b = 0, 0
        costs = [my_mse(w, b, x, y)]
        for _ in range({turns}):
            {note or "pass"}
            grad_w, grad_b = my_gradient(w, b, x, y)
            w, b = {step}
            {"pass" if note else "costs.append(my_mse(w, b, x, y))"}
        return w, b, {keep}
        """


def _walk_in_turn(first: str, second: str) -> str:
    return f"""
        w, b = 0, 0
        costs = [my_mse(w, b, x, y)]
        for _ in range(steps):
            {first}
            {second}
            costs.append(my_mse(w, b, x, y))
        return w, b, costs
        """


W_MOVES = "w = w - learning_rate * my_gradient(w, b, x, y)[0]"
B_MOVES = "b = b - learning_rate * my_gradient(w, b, x, y)[1]"


def _step(body: str) -> str:
    return f"""
        grad_w, grad_b = my_gradient(w, b, x, y)
        return {body}
        """


def _fit(
    columns: str = "(X - X.mean(axis=0)) / X.std(axis=0)",
    rate: str = "learning_rate",
    turns: str = "steps",
    mean: str = "/ len(y)",
    keep: str = "weights, bias",
) -> str:
    return f"""
        Z = {columns}
        weights, bias = np.zeros(Z.shape[1]), 0
        for _ in range({turns}):
            miss = Z @ weights + bias - y
            weights = weights - {rate} * 2 * (Z.T @ miss) {mean}
            bias = bias - {rate} * 2 * miss.sum() {mean}
        return {keep}
        """


def _gradient(grad_w: str, grad_b: str, residuals: str = "y - (w * x + b)") -> str:
    return f"""
        residuals = {residuals}
        return {grad_w}, {grad_b}
        """


def _minima(padded: str = "[np.inf, *floors, np.inf]", keep: str = "a > b < c") -> str:
    return f"""
        floors = [v for i, v in enumerate(values) if i == 0 or values[i - 1] != v]
        p = {padded}
        return [b for a, b, c in zip(p, p[1:], p[2:]) if {keep}]
        """


AS_THEY_ARE = "[np.inf, *values, np.inf]"

WRONG = {
    "line": [
        ("swapped", "intercept * engine_size + slope"),
        ("no intercept", "slope * engine_size"),
        ("minus", "slope * engine_size - intercept"),
        ("added", "slope + engine_size + intercept"),
        ("bracket", "slope * (engine_size + intercept)"),
    ],
    "mse": [
        ("sum", "np.sum((y - slope * x - intercept) ** 2)"),
        ("absolute", "np.mean(np.abs(y - slope * x - intercept))"),
        ("sum; absolute", "sum(abs(b - slope * a - intercept) for a, b in zip(x, y))"),
        ("signed", "np.mean(y - slope * x - intercept)"),
        ("square of the mean", "np.mean(y - slope * x - intercept) ** 2"),
        ("squared apart", "np.mean(y**2 - (slope * x + intercept) ** 2)"),
        ("root", "np.sqrt(np.mean((y - slope * x - intercept) ** 2))"),
        ("half", "np.sum((y - slope * x - intercept) ** 2) / (2 * len(x))"),
        ("n - 1", "np.sum((y - slope * x - intercept) ** 2) / (len(x) - 1)"),
        ("each", "(y - slope * x - intercept) ** 2"),
        ("no intercept", "np.mean((y - slope * x) ** 2)"),
    ],
    "standardize": [
        ("sample", "(x - x.mean()) / x.std(ddof=1)"),
        ("sample", "x = pd.Series(x); return (x - x.mean()) / x.std()"),
        ("not centered", "x / x.std()"),
        ("not scaled", "x - x.mean()"),
        ("variance", "(x - x.mean()) / x.var()"),
        ("range", "(x - x.mean()) / (x.max() - x.min())"),
        ("to 0 and 1", "(x - x.min()) / (x.max() - x.min())"),
        ("median", "(x - np.median(x)) / x.std()"),
        ("bracket", "x - x.mean() / x.std()"),
    ],
    "gradient": [
        ("uphill", _gradient("-2 * np.mean(x * residuals)", "-2 * np.mean(residuals)", "w*x+b-y")),
        ("half", _gradient("-np.mean(x * residuals)", "-np.mean(residuals)")),
        ("uphill; half", _gradient("np.mean(x * residuals)", "np.mean(residuals)")),
        ("sum", _gradient("-2 * np.sum(x * residuals)", "-2 * np.sum(residuals)")),
        ("x twice", _gradient("-2 * np.mean(x * residuals)", "-2 * np.mean(x * residuals)")),
        ("no x", _gradient("-2 * np.mean(residuals)", "-2 * np.mean(residuals)")),
        ("squared", _gradient("-2 * np.mean(x * residuals**2)", "-2 * np.mean(residuals**2)")),
        ("each", _gradient("-2 * x * residuals", "-2 * residuals")),
        ("swapped", _gradient("-2 * np.mean(residuals)", "-2 * np.mean(x * residuals)")),
    ],
    "step": [
        ("uphill", _step("w + learning_rate * grad_w, b + learning_rate * grad_b")),
        ("twice", _step("w - learning_rate**2 * grad_w, b - learning_rate**2 * grad_b")),
        ("no rate", _step("w - grad_w, b - grad_b")),
        (
            "sum",
            """
            miss = w * x + b - y
            return w - learning_rate * 2 * sum(x * miss), b - learning_rate * 2 * sum(miss)
            """,
        ),
        ("in turn, w first", f"{W_MOVES}; {B_MOVES}; return w, b"),
        ("in turn, b first", f"{B_MOVES}; {W_MOVES}; return w, b"),
        (
            "uphill; in turn, w first",
            f"{W_MOVES}; {B_MOVES}; return w, b".replace(" - ", " + "),
        ),
        ("only w", _step("w - learning_rate * grad_w, b")),
        ("mixed up", _step("w - learning_rate * grad_b, b - learning_rate * grad_w")),
        ("change", _step("-learning_rate * grad_w, -learning_rate * grad_b")),
    ],
    "walk": [
        ("one short", _walk(turns="steps - 1")),
        ("one more", _walk(turns="steps + 1")),
        ("no start", _walk(keep="costs[1:]")),
        ("no end", _walk(note="if _ > 0: costs.append(my_mse(w, b, x, y))")),
        ("last only", _walk(keep="costs[-1:]")),
        ("uphill", _walk("w + learning_rate * grad_w, b + learning_rate * grad_b")),
        ("twice", _walk("w - learning_rate**2 * grad_w, b - learning_rate**2 * grad_b")),
        ("no rate", _walk("w - grad_w, b - grad_b")),
        ("sum", _walk("w - learning_rate*len(x) * grad_w, b - learning_rate*len(x) * grad_b")),
        ("only w", _walk("w - learning_rate * grad_w, b")),
        ("in turn, w first", _walk_in_turn(W_MOVES, B_MOVES)),
        ("in turn, b first", _walk_in_turn(B_MOVES, W_MOVES)),
        ("late", _walk(note="costs.append(my_mse(w, b, x, y))")),
        (
            "taken once",
            """
            w, b = 0, 0
            costs = [my_mse(w, b, x, y)]
            grad_w, grad_b = my_gradient(w, b, x, y)
            for _ in range(steps):
                w, b = w - learning_rate * grad_w, b - learning_rate * grad_b
                costs.append(my_mse(w, b, x, y))
            return w, b, costs
            """,
        ),
        (
            "one short; uphill",
            _walk("w + learning_rate * grad_w, b + learning_rate * grad_b", "steps - 1"),
        ),
    ],
    "fit": [
        ("not standardized", _fit("np.asarray(X)")),
        ("one for all", _fit("(X - X.mean()) / X.std()")),
        ("sample", _fit("(X - X.mean(axis=0)) / X.std(axis=0, ddof=1)")),
        ("uphill", _fit(rate="-learning_rate")),
        ("twice", _fit(rate="learning_rate**2")),
        ("no rate", _fit(rate="1")),
        ("sum", _fit(mean="")),
        ("half", _fit(rate="learning_rate / 2")),
        ("no bias", _fit(keep="weights, 0")),
        ("one short", _fit(turns="steps - 1")),
        ("one more", _fit(turns="steps + 1")),
        ("swapped", _fit(keep="bias, weights")),
        ("twice; one short", _fit(rate="learning_rate**2", turns="steps - 1")),
    ],
    "stop": [
        ("reversed", "costs[-2] - costs[-1] > tol or len(costs) - 1 >= max_iter"),
        ("backwards", "costs[-1] - costs[-2] < tol or len(costs) - 1 >= max_iter"),
        ("level", "costs[-1] < tol or len(costs) - 1 >= max_iter"),
        ("from the start", "costs[0] - costs[-1] < tol or len(costs) - 1 >= max_iter"),
        ("absolute", "abs(costs[-2] - costs[-1]) < tol or len(costs) - 1 >= max_iter"),
        ("just the tolerance", "costs[-2] - costs[-1] <= tol or len(costs) - 1 >= max_iter"),
        ("start counts", "costs[-2] - costs[-1] < tol or len(costs) >= max_iter"),
        ("one late", "costs[-2] - costs[-1] < tol or len(costs) - 1 > max_iter"),
        ("no cap", "costs[-2] - costs[-1] < tol"),
        ("no tolerance", "len(costs) - 1 >= max_iter"),
        ("both", "costs[-2] - costs[-1] < tol and len(costs) - 1 >= max_iter"),
    ],
    "minima": [
        ("edges", _minima("floors")),
        ("plateaus", _minima(AS_THEY_ARE)),
        ("edges; plateaus", _minima("values")),
        (
            "twice",
            """
            found = []
            for i, v in enumerate(values):
                before = next((u for u in values[i::-1] if u != v), np.inf)
                after = next((u for u in values[i:] if u != v), np.inf)
                found += [v] * (before > v < after)
            return found
            """,
        ),
        ("ties", _minima(AS_THEY_ARE, "a >= b <= c")),
        ("edges; ties", _minima("values", "a >= b <= c")),
        ("shoulder before", _minima(AS_THEY_ARE, "a >= b < c")),
        ("shoulder after", _minima(AS_THEY_ARE, "a > b <= c")),
        ("global only", "[min(values)]"),
        ("maxima", _minima("[-np.inf, *floors, -np.inf]", "a < b > c")),
        (
            "positions",
            """
            starts = [i for i, v in enumerate(values) if i == 0 or values[i - 1] != v]
            p = [np.inf, *(values[i] for i in starts), np.inf]
            return [i for i, a, b, c in zip(starts, p, p[1:], p[2:]) if a > b < c]
            """,
        ),
        ("distinct", _minima().replace("return ", "return list(dict.fromkeys(") + "))"),
        ("sorted", _minima().replace("return ", "return sorted(") + ")"),
    ],
    "scale": [
        (
            "all rows",
            """
            scaler = StandardScaler().fit(np.vstack([X_train, X_test]))
            return scaler.transform(np.asarray(X_train)), scaler.transform(np.asarray(X_test))
            """,
        ),
        (
            "apart",
            "fit = StandardScaler().fit_transform; return fit(X_train), fit(X_test)",
        ),
        (
            "from the test rows",
            """
            scaler = StandardScaler().fit(X_test)
            return scaler.transform(X_train), scaler.transform(X_test)
            """,
        ),
        (
            "test as it was",
            "return StandardScaler().fit_transform(X_train), X_test",
        ),
        (
            "sample",
            """
            mean, spread = X_train.mean(), X_train.std()
            return (X_train - mean) / spread, (X_test - mean) / spread
            """,
        ),
        (
            "all rows; sample",
            """
            together = pd.concat([X_train, X_test])
            mean, spread = together.mean(), together.std()
            return (X_train - mean) / spread, (X_test - mean) / spread
            """,
        ),
        (
            "one for all",
            """
            X_train, X_test = X_train.to_numpy(), X_test.to_numpy()
            mean, spread = X_train.mean(), X_train.std()
            return (X_train - mean) / spread, (X_test - mean) / spread
            """,
        ),
        (
            "not centered",
            "spread = X_train.std(ddof=0); return X_train / spread, X_test / spread",
        ),
        (
            "swapped",
            """
            scaler = StandardScaler().fit(X_train)
            return scaler.transform(X_test), scaler.transform(X_train)
            """,
        ),
    ],
}
