"""What `make present` shows: a copy with nothing run yet, and folded only what is not the point."""

import json
from pathlib import Path

import json5
import jsonschema
import nbformat
import pytest
from jupyterlab.commands import get_app_dir

from tools import present
from tools.guards import NOTEBOOKS
from tools.rerun import ROOT

# Code that students read, run and change: this is the lesson.
OPEN = {
    "01_cost": {"mse", "one-residual", "my-mse", "two-costs"},
    "03_gradient": {"finite-difference", "gradient", "one-step", "my-gradient"},
    "04_learning_rate": {"three-rates", "around-the-limit", "limits", "stopping", "my-walk"},
    "06_sklearn": {"my-fit", "split-and-scale", "two-models"},
    "07_beyond": {"my-logistic", "mini-batches", "momentum", "challenge"},
}
FOLDED = {
    "01_cost": {"residuals-picture", "cost-panel", "which-line", "longest-gap", "progress"},
    "03_gradient": {"tangent-picture", "gradient-panel", "progress"},
    "04_learning_rate": {"sketch", "cost-and-weight", "learning-rate-panel", "progress"},
    "06_sklearn": {"agreement-picture", "quiz", "progress"},
    "07_beyond": {"reading-picture", "batch-panel", "progress"},
}


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stage")
    present.stage(folder)
    return folder


def cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_copy_has_the_same_cells_and_none_has_run(staged: Path, path: Path):
    copy = staged / "shown" / "notebooks" / path.name
    sources = [[cell.source for cell in nbformat.read(one, 4).cells] for one in (path, copy)]
    assert sources[0] == sources[1]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in cells(copy))
    nbformat.validate(nbformat.read(copy, 4))


@pytest.mark.parametrize("name", OPEN)
def test_the_point_is_open_and_the_rest_is_folded(staged: Path, name: str):
    copy = staged / "shown" / "notebooks" / f"{name}.ipynb"
    hidden = {cell.id for cell in cells(copy) if cell.metadata.get("jupyter", {})}
    assert FOLDED[name] <= hidden
    assert not OPEN[name] & hidden


def test_learners_find_no_folded_code():
    folded = [cell.metadata.get("jupyter", {}) for path in NOTEBOOKS for cell in cells(path)]
    assert not any("source_hidden" in one for one in folded)


def test_a_reveal_is_open_and_empty_until_it_runs():
    reveal = nbformat.v4.new_code_cell("w", metadata={"jupyter": {"outputs_hidden": True}})
    reveal.outputs = [nbformat.v4.new_output("stream", text="0.9")]
    present.set_up(nbformat.v4.new_notebook(cells=[reveal]))
    assert (reveal.outputs, reveal.metadata) == ([], {})


def test_links_to_the_data_lead_somewhere(staged: Path):
    assert (staged / "shown" / "notebooks" / ".." / "data" / "README.md").is_file()


@pytest.mark.parametrize(
    ("name", "found"),
    [("00", "00_start"), ("04_learning_rate", "04_learning_rate"), ("06_sk", "06_sklearn")],
)
def test_a_notebook_is_found_by_its_beginning(name: str, found: str):
    assert present.find(name) == found


@pytest.mark.parametrize("name", ["0", "08", "learning"])
def test_anything_else_is_answered_with_the_names(name: str):
    with pytest.raises(SystemExit, match=rf"give one of 00_start, .*{NOTEBOOKS[-1].stem}\.$"):
        present.find(name)


def settings() -> dict[str, dict]:
    """Return all settings of the project, by the plugin that they are for."""
    found = json5.loads((ROOT / "teaching" / "present" / "app" / "overrides.json5").read_text())
    user = ROOT / "teaching" / "present" / "user"
    for file in user.rglob("*.jupyterlab-settings"):
        plugin = file.relative_to(user).with_suffix("").as_posix()
        package, _, name = plugin.rpartition("/")
        found[f"{package}:{name}"] = json5.loads(file.read_text())
    return found


@pytest.mark.parametrize("plugin", settings())
def test_jupyterlab_knows_every_setting(plugin: str):
    package, _, name = plugin.partition(":")
    file = Path(get_app_dir()) / "schemas" / package / f"{name}.json"
    schema = json.loads(file.read_text())
    schema.setdefault("definitions", {}).setdefault("toolbarItem", {})
    jsonschema.validate(settings()[plugin], schema)
    assert settings()[plugin].keys() <= schema["properties"].keys()
