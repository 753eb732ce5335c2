"""The ten questions at the end of the lesson, over its six ideas."""

from lessonkit.exercises.question import Option, Question


def _question(name: str, question: str, *words: str) -> Question:
    """Make a question of options and what there is to say about each, the right one first."""
    pairs = zip("abcd", words[::2], words[1::2], strict=False)
    options = {letter: Option(text, why) for letter, text, why in pairs}
    return Question(question, options, "a", name)


QUESTIONS = (
    _question(
        "why-a-cost",
        "What does a model need a cost for?",
        "To compare candidates: one number says how wrong each of them is.",
        "A search needs to know which of two candidates is better.",
        "To say what the model costs to train.",
        "The cost measures how wrong the predictions are, not time or money.",
        "To predict prices.",
        "The line predicts prices; the cost judges the line.",
    ),
    _question(
        "double-the-data",
        "Every car is listed twice. What happens to the mean squared error of a line?",
        "It stays as it is.",
        "Twice the sum over twice the number is the same mean.",
        "It doubles.",
        "The *sum* doubles. What does the mean divide by?",
        "It becomes four times as large.",
        "Squares make a residual twice as long count four times; here no residual changes.",
    ),
    _question(
        "a-point",
        "What is one point on the cost surface?",
        "One line through the data, with its cost as the height.",
        "Its place is a slope and an intercept, its height the cost.",
        "One car.",
        "All the cars together give the height at *every* point.",
        "One step of the walk.",
        "A step leads from one point to the next.",
        "One residual.",
        "A point gathers the residuals of all cars, for one line.",
    ),
    _question(
        "why-standardize",
        "Why is a feature standardized before gradient descent?",
        "It turns a thin valley into a round bowl, where one learning rate suits all directions.",
        "The walk then needs neither to creep nor to bounce.",
        "It makes the predictions better than those of the best line.",
        "The best line stays the best line; only the way to it gets shorter.",
        "It removes the local minima.",
        "The cost of a line has no false minima in any units.",
    ),
    _question(
        "update-rule",
        "The gradient along `w` is negative. What does a step of gradient descent do to `w`?",
        "It makes `w` larger.",
        "The cost falls as `w` grows, and subtracting something negative adds.",
        "It makes `w` smaller.",
        "That would be a step *with* the gradient, uphill. Look at the minus in the rule.",
        "Nothing: a negative gradient means that the bottom is reached.",
        "At the bottom the gradient is zero.",
    ),
    _question(
        "simultaneous",
        "Why are both derivatives taken before either weight moves?",
        "So that both say how the ground slopes at the same place.",
        "The gradient belongs to one place; half a step further it is another.",
        "Because it is quicker.",
        "It takes as long either way; it is about where the ground is felt.",
        "So that the learning rate is used only once.",
        "It is used once for each weight in any case.",
    ),
    _question(
        "rate-of-0.9",
        "On the standardized cars, what does a learning rate of 0.9 do?",
        "The weight leaps across the bottom and back, and the cost falls all the same.",
        "Each leap ends closer than it began, so long as the rate stays below the limit of 1.",
        "The cost climbs: 0.9 is too large.",
        "That happens above the limit of the problem, and here the limit is 1.",
        "The cost goes up and down in turn.",
        "The *weight* goes back and forth. Every step of the cost goes down.",
    ),
    _question(
        "the-limit",
        "What decides how large a learning rate may be?",
        "The curvature of the cost, so the data and their units.",
        "The limit is 2 divided by the largest curvature; it belongs to the problem.",
        "Nothing: anything below 1 works.",
        "In raw units even a ten-thousandth is too much for these cars.",
        "The number of iterations.",
        "More steps do not help a walk that diverges.",
    ),
    _question(
        "convex",
        "What does it promise that the cost of a line is convex?",
        "Every local minimum is a global one: there are no false bottoms.",
        "So a walk that goes down far enough ends as low as one can get.",
        "There is exactly one best line.",
        "For that it must be *strictly* convex. Collinear features give many best lines.",
        "Any learning rate reaches the bottom.",
        "A walk with too large a rate leaves even the roundest bowl.",
        "The lowest cost is zero.",
        "The lowest point can lie high: no line passes through all the cars.",
    ),
    _question(
        "leak",
        "Why is the scaler fitted on the training rows only?",
        "Because the test rows stand for cars that nobody has seen yet.",
        "What the scaler learns from them would be unknown for a new car.",
        "Because the test rows have other units.",
        "They have the same units, and are scaled by the same means and spreads.",
        "Because the test rows need no scaling.",
        "They do: the model's weights belong to scaled features.",
    ),
)
"""The questions in the order of the lesson; each has its right option first until shuffled."""
