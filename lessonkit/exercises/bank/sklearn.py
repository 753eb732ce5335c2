"""Questions about notebook 6: the same walk in scikit-learn."""

from lessonkit.exercises.question import question

QUESTIONS = (
    question(
        "leak",
        "Why is the scaler fitted on the training rows only?",
        "The test rows stand for cars not seen yet.",
        "What the scaler learns from them would be unknown for a new car.",
        "The test rows are in other units.",
        "They have the same units, and are scaled by the same means and spreads.",
        "The test rows do not need to be scaled at all.",
        "They do: the model's weights belong to scaled features.",
    ),
    question(
        "two-scalers",
        "What is wrong here?",
        "The test rows get a mean and a spread of their own.",
        "The same car would get other values in the two tables. Fit once, transform twice.",
        "The test rows are scaled, and should stay as they are.",
        "They need scaling, too, but with what was learned from the training rows.",
        "The prices are not standardized, too.",
        "They need not be. Then the predictions come out in dollars.",
        code="Z_train = StandardScaler().fit_transform(X_train)\n"
        "Z_test = StandardScaler().fit_transform(X_test)",
    ),
    question(
        "closed-form",
        "`LinearRegression` has no learning rate. Why not?",
        "It computes where all derivatives are zero.",
        "For a linear model this place has a formula. For most models there is none.",
        "It finds a good learning rate by itself.",
        "It takes no steps at all, so there is no rate to find.",
        "It tries many lines and keeps the best of them.",
        "There are infinitely many. The place of the best can be computed.",
    ),
    question(
        "epochs",
        "`SGDRegressor` stops after 39 epochs. How often has it used each training car?",
        "39 times: once in each epoch.",
        "An epoch is one pass over all training cars, one small step for each.",
        "Once: each epoch takes other cars.",
        "Each epoch goes through all of them again, in another order.",
        "119 times: as often as there are training cars.",
        "That is how many steps an epoch has.",
    ),
    question(
        "a-better-score",
        "On the test cars R² is 0.795 for the walk and 0.793 for the closed form. What does this "
        "show?",
        "Little: another split may reverse it.",
        "Such a small difference is mostly chance of the split.",
        "The walk has found the lower training cost.",
        "No linear model has a lower one than the closed form.",
        "Walks predict better than formulas.",
        "One test on forty cars cannot show that.",
    ),
)
