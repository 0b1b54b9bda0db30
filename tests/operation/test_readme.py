"""What README.md tells of the settings is so."""

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
READERS = ("schema/settings.py", "schema/management/commands/serve.py")


def test_its_settings_are_those_that_there_are() -> None:
    code = "".join((ROOT / name).read_text() for name in READERS)
    section = (ROOT / "README.md").read_text().partition("\n## Settings\n")[2]
    rows = re.findall(r"^\| (`.*?) \|", section.partition("\n## ")[0], re.MULTILINE)

    result = set(re.findall(r"`(\w+)`", "".join(rows)))

    assert result == set(re.findall(r'env\w*\.\w+\(\s*"(\w+)"', code))
