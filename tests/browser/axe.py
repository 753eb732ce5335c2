"""What axe-core finds wrong with the lesson's own part of a page."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# JupyterLab's own frame is not ours, and the empty corners of a table are pandas's.
OURS = {"include": [[".jp-MarkdownOutput"], [".jp-OutputArea-output"]]}
OURS["exclude"] = [[".dataframe th:empty"]]
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
COLORS = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
"""What another theme may change."""


def violations(page: Page, context: Any = OURS, options: Any = OPTIONS) -> list[str]:
    """Return what axe finds: the rule, the place, and the reason; None looks at the whole page."""
    # JupyterLab's body has no height and hides what overflows it: axe would take all for hidden.
    style = page.add_style_tag(content="body, .jp-LabShell { overflow: visible !important }")
    found = Axe().run(page, context=context, options=options).response["violations"]
    style.evaluate("style => style.remove()")
    return [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for rule in found
        for node in rule["nodes"]
        # WCAG 2.5.8 exempts what the browser gives its size; a notebook's prose has no style.
        if not (rule["id"] == "target-size" and node["html"].startswith("<summary"))
    ]


def change_theme(page: Page, theme: str) -> None:
    """Change to JupyterLab's theme, "Light" or "Dark"."""
    page.evaluate(
        "theme => jupyterapp.commands.execute('apputils:change-theme', {theme})",
        f"JupyterLab {theme}",
    )
    light = str(theme == "Light").lower()
    page.wait_for_selector(f"body[data-jp-theme-light={light}]", state="attached")
