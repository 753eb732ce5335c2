"""Build the lesson's pages: `make site`.

    python -m tools.site             # into build/site
    python -m tools.site --quick     # a few of the states, for a look
    python -m tools.site 00_start    # only these notebooks

Every state of every panel is decoded again by the page's own script, in Chromium, and compared with
what the panel showed. What is proved is kept in build/panels, by a hash of all it depends on.
"""

import argparse
import hashlib
import os
import shutil
import sys
from collections.abc import Collection
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from string import Template

import nbformat
from sphinx.cmd.build import main as sphinx

from lessonkit.exercises.record import VARIABLE
from tools.browser import NO_CHROMIUM, chromium, running_browser
from tools.rerun import ROOT
from tools.site import states
from tools.site.panels import differences, script
from tools.site.prepare import Page, prose

HERE = Path(__file__).parent
MADE_FROM = (
    *("lessonkit", "data", "requirements.lock", "tools/site/page/unpack.js"),
    *(f"tools/site/{name}" for name in ("pack.py", "panels.py", "plan.toml", "states.py")),
)
PANEL_KB, FOLDER_MB = 700, 12
QUICK = 40


def build(target: Path, *, quick: bool = False, only: Collection[str] = ()) -> list[str]:
    """Build the pages, and return what is wrong with them.

    Parameters
    ----------
    target : path
        The folder for the pages; it is made anew.
    quick : bool, optional
        Whether one state in twenty will do.
    only : names of notebooks, optional
        All by default. Links to the others stay open.
    """
    os.environ[VARIABLE] = "off"
    work = target.with_name(f"{target.name}-work")
    for old in (work, target):
        shutil.rmtree(old, ignore_errors=True)
    for folder in ("pages", "extra/pictures", "extra/_static/panels"):
        (work / folder).mkdir(parents=True)
    # GitHub Pages would leave out folders that begin with an underscore.
    (work / "extra/.nojekyll").touch()
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    notebooks = [path for path in notebooks if not only or path.stem in only]
    with ProcessPoolExecutor(2) as pool:
        made = list(pool.map(partial(make_page, work=work, quick=quick), notebooks))
    write_front(work / "pages", notebooks, [panel for panel, _ in made])
    problems = [problem for _, found in made for problem in found]
    options = ["-q", "-W", "--keep-going", "-c", str(HERE), "-d", str(work / "doctrees")]
    options += ["-D", f"html_extra_path={work / 'extra'}"]
    if only:
        options += ["-D", "suppress_warnings=mystnb.unknown_mime_type,myst.xref_missing"]
    if sphinx([*options, str(work / "pages"), str(target)]):
        problems.append("sphinx found fault: see above")
    return problems + too_large(target)


def make_page(path: Path, work: Path, *, quick: bool) -> tuple[str, list[str]]:
    """Write the copy of a notebook; return its first panel as HTML, and what is wrong."""
    page = Page(path, work / "extra/pictures")
    nbformat.write(page.notebook, work / "pages" / path.name)
    problems = []
    for name in page.panels:
        kept = ROOT / "build/panels" / f"{name}-{fingerprint(path, quick=quick)}.js"
        if not kept.exists():
            text, wrong = proved_script(page, name, quick=quick)
            problems += [f"{name}: {one}" for one in wrong]
            kept.parent.mkdir(parents=True, exist_ok=True)
            if not wrong:
                kept.write_text(text, encoding="utf-8")
        if kept.exists():
            shutil.copy(kept, work / "extra/_static/panels" / f"{name}.js")
    first = next(iter(page.panels), None)
    return page.panel(first) if first else "", problems


def proved_script(page: Page, name: str, *, quick: bool) -> tuple[str, list[str]]:
    """Return the script of a panel's states, and where it differs from the panel."""
    panel, hints = page.panels[name], states.planned(name)
    chosen = states.plan(panel, hints)
    if quick:
        named = states.named(panel)
        chosen = [one for place, one in enumerate(chosen) if place % QUICK == 0 or one in named]
    recording = states.record(panel, chosen)
    text = script(panel, name, recording, hints.get("left_out", {}))
    if chromium() is None:
        return text, [f"not proved: {NO_CHROMIUM}"]
    with running_browser() as browser:
        return text, differences(browser.new_page(), text, recording)


def fingerprint(notebook: Path, *, quick: bool) -> str:
    """Return a hash of all that a panel's states depend on."""
    found = hashlib.sha256(f"{quick}".encode())
    cells = nbformat.read(notebook, as_version=4).cells
    found.update("\n".join(cell.source for cell in cells if cell.cell_type == "code").encode())
    for name in MADE_FROM:
        for file in sorted((ROOT / name).rglob("*")) or [ROOT / name]:
            if file.is_file() and "__pycache__" not in file.parts:
                found.update(file.read_bytes())
    return found.hexdigest()[:16]


def write_front(pages: Path, notebooks: list[Path], panels: list[str]) -> None:
    """Write the front page, and the pages besides the notebooks."""
    cars = prose((ROOT / "data/README.md").read_text(encoding="utf-8"))
    (pages / "data.md").write_text(cars, encoding="utf-8")
    shutil.copy(ROOT / "docs/one_page.pdf", pages)
    rows = ["| notebook | question |", "|---|---|"]
    glossary = ""
    for path in notebooks:
        cells = nbformat.read(path, as_version=4).cells
        name, _, question = cells[0].source.splitlines()[0].lstrip("# ").partition(": ")
        rows.append(f"| [{name}]({path.name}) | {question} |")
        if any(cell.source.startswith("## Glossary") for cell in cells):
            glossary = f"{path.name}#glossary"
    front = Template((HERE / "index.md").read_text(encoding="utf-8")).substitute(
        panel=next(filter(None, panels)),
        notebooks="\n".join(rows),
        glossary=glossary,
        toctree="\n".join(path.stem for path in notebooks),
    )
    (pages / "index.md").write_text(front, encoding="utf-8")


def too_large(folder: Path, *, panel_kb: int = PANEL_KB, folder_mb: int = FOLDER_MB) -> list[str]:
    """Say which panel's data, or whether the folder, has outgrown its limit."""
    found = []
    for file in sorted((folder / "_static/panels").glob("*.js")):
        size = file.stat().st_size * 3 // 4000  # as gzip, of which the file has base64
        if size > panel_kb:
            found.append(f"{file.stem}: {size} kB of data; expected at most {panel_kb}")
    if megabytes(folder) > folder_mb:
        found.append(f"the folder: {megabytes(folder):.1f} MB; expected at most {folder_mb}")
    return found


def megabytes(folder: Path) -> float:
    """Return the size of all files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def main() -> int:
    """Build the pages as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a few of the states, for a look")
    parser.add_argument("--into", type=Path, default=ROOT / "build/site", help="made anew")
    parser.add_argument("only", nargs="*", metavar="notebook", help="all by default")
    chosen = parser.parse_args()
    problems = build(chosen.into, quick=chosen.quick, only=chosen.only)
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{chosen.into}/index.html: {megabytes(chosen.into):.1f} MB")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
