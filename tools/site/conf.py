"""Sphinx: the lesson's pages, with formulas as MathML, so that no page needs a script for them."""

from typing import Any

from docutils import nodes
from latex2mathml.converter import convert

project = "Gradient descent"
html_title = "Gradient descent"
extensions = ["myst_nb"]
html_theme = "furo"
templates_path = ["templates"]
html_favicon = "page/icon.svg"
html_static_path = ["page"]
html_css_files = ["lesson.css"]
html_js_files = [(name, {"defer": "defer"}) for name in ("unpack.js", "lesson.js")]
html_extra_path: list[str] = []  # set by tools/site/__main__.py
html_math_renderer = "mathml"
html_copy_source = False
html_use_index = False
html_show_sphinx = False
html_show_copyright = False
html_show_search_summary = False  # it would ask for other pages, which file:// forbids
html_permalinks = False
nb_execution_mode = "off"
nb_merge_streams = True
nb_code_prompt_show = "Show the {type}"  # source or outputs
nb_code_prompt_hide = "Hide the {type}"
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3
suppress_warnings = ["mystnb.unknown_mime_type"]


def setup(app: Any) -> None:
    """Write formulas as MathML."""

    def inline(translator: Any, node: Any) -> None:
        translator.body.append(convert(node.astext()))
        raise nodes.SkipNode

    def block(translator: Any, node: Any) -> None:
        formula = convert(node.astext(), display="block")
        translator.body.append(f'<div class="math" tabindex="0">{formula}</div>')
        raise nodes.SkipNode

    app.add_html_math_renderer("mathml", (inline, None), (block, None))
