"""Questions about notebook 1: the cost of a line."""

from lessonkit.exercises.question import question

QUESTIONS = (
    question(
        "why-a-cost",
        "What does a model need a cost for?",
        "To compare lines: which one is less wrong?",
        "A search needs one number that says which of two candidates is better.",
        "To say how long training a model takes.",
        "The cost measures how wrong predictions are, not time or money.",
        "To predict the price of a car not seen yet.",
        "The line predicts prices. The cost judges the line.",
    ),
    question(
        "double-the-data",
        "Every car is listed twice. What happens to the mean squared error of a line?",
        "It stays as it is.",
        "Twice the sum over twice the number is the same mean.",
        "It doubles.",
        "The *sum* doubles. What does the mean divide by?",
        "It becomes four times as large.",
        "Squares make a miss twice as long count four times. Here no miss changes.",
    ),
    question(
        "many-small-misses",
        "These are the residuals of two lines on the same four cars. Which line has the lower MSE?",
        "The first: 4 against 9.",
        "One large miss costs more than several small ones: it is squared.",
        "The second: 1.5 against 2.",
        "These are the means without their signs. Square first, then take the mean.",
        "The first: 0 against 1.5.",
        "These are the means with their signs. Misses in both directions cancel in them.",
        code="first = [2, -2, 2, -2]\nsecond = [0, 0, 0, 6]",
    ),
    question(
        "mean-first",
        "What is wrong with this cost?",
        "Misses above and below the line cancel.",
        "The mean is taken before the square, so a poor line can score zero.",
        "It grows with the number of cars.",
        "A mean does not grow with them. Look at the order of mean and square.",
        "It is in dollars, not in squared dollars.",
        "The square gives it the right unit. Look at what is squared.",
        code="cost = (y - predicted).mean() ** 2",
    ),
    question(
        "typical-miss",
        "The line 162 * engine_size - 7,914 has a root mean squared error (RMSE) of 3,166 USD. "
        "What does this say of the cars?",
        "More than half of the cars are missed by less.",
        "The median miss is 1,601 USD. A few large misses count most and pull the RMSE up.",
        "Half of the cars are missed by more.",
        "That would be the median miss, and it is 1,601 USD.",
        "No car of the table is missed by more than this.",
        "Some are missed by much more. A mean of squares is no upper bound.",
    ),
)
