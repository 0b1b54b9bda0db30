"""Run JavaScript's clients, and graphql-http's audits, against a server with demo data.

npm ci --prefix tests/javascript && .venv/bin/python tests/javascript/run.py
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from faults.services import child, free_port, wait_for_port  # noqa: E402


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = os.environ | {"DATA_DIR": folder, "PORT": str(port)}
        with child(["manage.py", "serve"], environment):
            wait_for_port(port)
            return subprocess.call(
                ["npm", "test", "--silent"],
                cwd=Path(__file__).parent,
                env=os.environ | {"LYCEUM_URL": f"http://127.0.0.1:{port}"},
            )


if __name__ == "__main__":
    sys.exit(main())
