"""Make docs/one_page.pdf: the whole lesson on one sheet, to print on A4 or Letter.

Nothing on it is typed again. The loop is the finished `my_fit` of the solutions, the table of loss
curves and the glossary are cells of the notebooks, the pictures are lessonkit's, and the numbers in
their captions are the table of quantities. After its last line the file has a hash of the words it
was made from, by which a test finds out that it is no longer up to date.
"""

import ast
import base64
import hashlib
import html
import io
import re

from PIL import Image
from playwright.sync_api import Browser

from lessonkit import figures
from tools.browser import running_browser
from tools.notebooks import read
from tools.prose import MINUS
from tools.quantities import BY_NAME, column, raw, standardized, walk
from tools.rerun import ROOT

PAGE = ROOT / "docs" / "one_page.pdf"
SOLUTION = ROOT / "teaching" / "solutions" / "06_sklearn.py"
SHEETS = ("A4", "Letter")
TITLE = "Gradient descent on one page"
STYLE = """
* { box-sizing: border-box }
body { margin: 0; font: 7.7pt/1.22 "DejaVu Sans", Verdana, sans-serif; color: #222 }
h1 { font-size: 14pt; margin: 0 0 1mm } h2 { font-size: 9pt; margin: 2mm 0 .8mm }
p { margin: 0 0 1mm }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 4mm }
figure { margin: 0; text-align: center; break-inside: avoid } figcaption { text-align: left }
img { height: 46mm; max-width: 100%; object-fit: contain }
pre { margin: 0 0 1mm; padding: 1.5mm; background: #f2f2f2;
    font: 6.6pt/1.3 "DejaVu Sans Mono", monospace }
pre, code { white-space: pre-wrap } table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .3mm 1mm .3mm 0;
    border-top: .2mm solid #bbb }
.glossary { columns: 2; column-gap: 4mm } .glossary p { margin: 0 0 .5mm; break-inside: avoid }
"""


def cell(notebook: str, name: str) -> str:
    """Return the source of a notebook's cell, without its ties."""
    cells = read(ROOT / "notebooks" / f"{notebook}.ipynb").cells
    (source,) = [one.source for one in cells if one.id == name]
    return re.sub(r"<!--.*?-->", "", source)


def table(text: str) -> list[list[str]]:
    """Return the rows of the table in a markdown text, its header first."""
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    return [[one.strip() for one in row] for row in (rows[0], *rows[2:])]


def inline(text: str) -> str:
    """Return a line of markdown as HTML: code and math look so, a link is its words."""
    text = html.escape(re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text), quote=False)
    return re.sub(r"\$(\w)\$", r"<i>\1</i>", re.sub(r"`([^`]*)`", r"<code>\1</code>", text))


def loop() -> str:
    """Return the finished `my_fit`."""
    source = SOLUTION.read_text(encoding="utf-8")
    (found,) = [one for one in ast.parse(source).body if getattr(one, "name", "") == "my_fit"]
    return ast.get_source_segment(source, found) or ""


def small(picture: figures.Picture) -> str:
    """Return a picture as it is printed, in base64: as fine as 300 dots an inch can show."""
    with Image.open(io.BytesIO(picture.png)) as fine:
        fine.thumbnail((1040, 540))
        buffer = io.BytesIO()
        fine.convert("RGB").quantize(128).convert("RGB").save(buffer, "png", optimize=True)
    return base64.b64encode(buffer.getvalue()).decode()


def quoted(name: str) -> str:
    """Return a quantity as the lesson quotes it."""
    return BY_NAME[name].computed().replace("-", MINUS)


def pictures() -> list[tuple[figures.Picture, str]]:
    """Return the four pictures, each with its caption."""
    engine_size, price, best = column("engine_size"), column("price"), raw().minimum
    places = {step: walk(0.1).points[step] for step in (0, 1, 3, 10, 60)}
    drawn = [
        figures.show_residuals(engine_size, price, best.slope, best.intercept),
        figures.show_bowl(raw()),
        figures.show_learning_line(engine_size, price, places),
        figures.show_walks(standardized(), (0.001, 0.1, 0.9), 60),
    ]
    captions = [
        f"""<b>Cost.</b> The mean of the squared gaps. The best line, price =
        {quoted("best_slope")} × engine size + ({quoted("best_intercept")}), costs
        {quoted("best_cost")}; its R² is {quoted("r_squared")}.""",
        f"""<b>Surface.</b> Each line is a place, its cost the height. One bowl: convex, so no false
        bottoms. Raw, its rings are {quoted("ring_raw")} times as long as wide; standardized, they
        are round.""",
        f"""<b>Gradient.</b> Each step goes against it. At a rate of {quoted("learning_rate")} on
        standardized cars the weight goes from 0 to {quoted("first_weight")} in one step, to
        {quoted("weight_after_60")} in {quoted("steps")}: steps shrink with the slope.""",
        f"""<b>Learning rate.</b> Too small, the walk creeps; above the limit, here
        {quoted("limit_standardized")}, it diverges. Limit = 2 / largest curvature. Below it a walk
        may still overshoot: look at the weight, too.""",
    ]
    return list(zip(drawn, captions, strict=True))


def page() -> str:
    """Return the page as HTML."""
    shown = "".join(
        f'<figure><img alt="{html.escape(picture.alt)}" src="data:image/png;base64,'
        f'{small(picture)}"><figcaption>{caption}</figcaption></figure>'
        for picture, caption in pictures()
    )
    head, *rows = table(cell("04_learning_rate", "read-loss-curve"))
    symptoms = "".join(
        "<tr>" + "".join(f"<{tag}>{inline(one)}</{tag}>" for one in row) + "</tr>"
        for tag, row in [("th", head), *(("td", row) for row in rows)]
    )
    words = "".join(
        f"<p><b>{inline(word)}</b>: {inline(meaning)} ({inline(where).replace('here', '6')})</p>"
        for word, meaning, where in table(cell("06_sklearn", "glossary"))[1:]
    )
    return f"""<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{TITLE}</title>
<style>{STYLE}</style><body><h1>{TITLE}</h1>
<p>A fair price for a car of 150 cubic inches: the best line says
{quoted("our_car")} USD, and misses a car by {quoted("best_mean_miss")} USD on
average.</p>
<div class="two">{shown}</div>
<div class="two"><section><h2>The loop: predict, measure, gradient, step</h2>
<pre>{html.escape(loop())}</pre>
<p>New weight = old weight − learning rate × gradient, all weights at once. The gradient points
uphill, so the step goes against it. <code>my_standardize</code>: minus the mean, divided by the
standard deviation.</p></section>
<section><h2>Read a loss curve</h2><table>{symptoms}</table></section></div>
<h2>Glossary (in brackets: the notebook)</h2><div class="glossary">{words}</div></body></html>"""


def made_from(text: str) -> bytes:
    """Return the last line of the file: a hash of the page without its pictures' pixels."""
    words = re.sub(r"base64,[^\"]*", "", text)
    return f"% made from {hashlib.sha256(words.encode()).hexdigest()}\n".encode()


def printed(browser: Browser, text: str, sheet: str) -> bytes:
    """Print the page on a sheet, and return the PDF."""
    view = browser.new_page()
    view.set_content(text)
    pdf = view.pdf(
        format=sheet,
        margin={"top": "9mm", "bottom": "8mm", "left": "11mm", "right": "11mm"},
        print_background=True,
        tagged=True,
    )
    view.close()
    return pdf


def main() -> None:
    text = page()
    with running_browser() as browser:
        PAGE.write_bytes(printed(browser, text, SHEETS[0]) + made_from(text))
    print(f"{PAGE.relative_to(ROOT)}: {PAGE.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
