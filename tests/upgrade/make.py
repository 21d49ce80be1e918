"""Make the dump of an earlier version that `test_upgrade.py` starts from, with the code of that version.

    python -m tests.upgrade.make COMMIT NAME

Its people are fictional and few. Beside the dump stands the master key of its pairs, which opens nothing else.
"""

from __future__ import annotations

import json
import lzma
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]

# Carried out by the earlier version.
PROGRAM = """
import os, subprocess, sys
from datetime import timedelta
from pathlib import Path
from alliantie.server.account import account, binaries
from alliantie.server.embedded import Embedded
from alliantie.server.environment import Addresses, environment
from alliantie.server.keys import load_secrets

folder = Path(sys.argv[1])
with Embedded(folder / "data") as database:
    load_secrets(folder / "data")
    addresses = Addresses.of(database.url)
    os.environ.update(environment(folder / "data", addresses))
    subprocess.run([sys.executable, "-m", "alliantie.server.prepare"], check=True)
    import django
    django.setup()
    from alliantie import clock
    from alliantie.access.identity import acting
    from alliantie.cases import operations
    from alliantie.people import administration
    from tests.worlds import World, agree_in, plan_talk

    world = World.make("Upgrade")
    administration.make_account(world.workers[0], "peter", "een lang wachtwoord")
    looked = world.case()
    looked.reveal(looked.round())
    agree_in(looked, "Noor belt de woningbouw")
    plan_talk(looked, clock.now() + timedelta(days=3))
    debts = world.case("nl-debt-zeist", names=(("Chantal", "Bos"),))
    family = world.case("nl-save-protection", names=(("Amin", "Haddad"), ("Naima", "Haddad")))
    family.round()
    with acting(looked.worker) as actor:
        operations.ask_hand_over(actor=actor, case_id=debts.case_id, worker_id=world.worker(1).me)
    from django.db import connections
    connections.close_all()
    command = [binaries(account()) / "pg_dump", "--format=custom", "--compress=none", "--schema=public"]
    command += [f"--schema={name}" for name in ("access", "alliance", "history", "secrets")]
    subprocess.run([*command, f"--dbname={database.url('owner')}", "--file", folder / "dump"], check=True)
"""


def main(commit: str, name: str) -> None:
    """Make `NAME.dump.xz` and `NAME.json` beside this file."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o711)
        archive = subprocess.run(
            ["git", "archive", commit, "src", "tests"], cwd=CHECKOUT, capture_output=True, check=True
        )
        subprocess.run(["tar", "--extract", "--directory", folder], input=archive.stdout, check=True)
        env = {**os.environ, "PYTHONPATH": f"{folder / 'src'}{os.pathsep}{folder}"}
        subprocess.run([sys.executable, "-c", PROGRAM, folder], cwd=folder, env=env, check=True)
        (HERE / f"{name}.dump.xz").write_bytes(
            lzma.compress((folder / "dump").read_bytes(), preset=9 | lzma.PRESET_EXTREME)
        )
        master = (folder / "data" / "secrets" / "master.key").read_bytes().hex()
        (HERE / f"{name}.json").write_text(json.dumps({"commit": commit, "master": master}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
