"""Say whether students who have begun can be given the notebooks as they are now.

    python -m tools.update v0.1.0

Compared are the notebooks now and at the commit, tag or branch that the students have. nbgitpuller
merges line by line. Cells that are corrected or added are merged safely; a cell that is removed,
moved or turned into another kind can leave a student with a file that does not open.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from tools.lab import ROOT


def unsafe(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return the changes, from `old` to `new`, that may break a student's own copy in a merge."""
    kinds = {cell["id"]: cell["cell_type"] for cell in new["cells"]}
    found = [f"{c['id']} is gone" for c in old["cells"] if c["id"] not in kinds]
    found += [
        f"{c['id']} is {kinds[c['id']]} and was {c['cell_type']}"
        for c in old["cells"]
        if kinds.get(c["id"], c["cell_type"]) != c["cell_type"]
    ]
    before = [cell["id"] for cell in old["cells"] if cell["id"] in kinds]
    after = [name for name in kinds if name in set(before)]
    moved = [here for here, there in zip(after, before, strict=True) if here != there]
    return found + [f"{name} has moved" for name in moved[:1]]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.update",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("since", help="the commit, tag or branch that the students have")
    since = parser.parse_args().since
    names = git("ls-tree", "--name-only", since, "notebooks/").split()
    found = []
    for name in names:
        path = ROOT / name
        if not path.exists():
            found.append(f"{name} is gone")
        elif path.suffix == ".ipynb":
            old, new = json.loads(git("show", f"{since}:{name}")), json.loads(path.read_bytes())
            found += [f"{name}: {why}" for why in unsafe(old, new)]
    print("\n".join(found) or f"Safe for students who have {since}.")
    return int(bool(found))


def git(*arguments: str) -> str:
    """Run git here, and return what it says."""
    run = subprocess.run(["git", *arguments], cwd=ROOT, check=False, capture_output=True, text=True)
    if run.returncode:
        sys.exit(run.stderr.strip())
    return run.stdout


if __name__ == "__main__":
    sys.exit(main())
