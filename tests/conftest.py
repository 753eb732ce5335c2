"""What every test shares."""

import sys

from hypothesis import settings

# With it jsonschema, which nbformat imports, would compile a grammar of addresses for a second.
sys.modules.setdefault("rfc3987_syntax", None)

# The same examples at every run, at a desk and in CI. `--hypothesis-profile=deep` looks further.
# No deadline: it would time the machine.
settings.register_profile("lesson", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("deep", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile("lesson")
