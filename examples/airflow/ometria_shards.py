"""Loads the export of Ometria in shards, each by a tap and a target of its own, and keeps of each event the newest row.

The folder holds `load`, `keep-newest.sql`, `config.json` and `target.json`, and then the state of each shard:
it has to be the same one in every run. `tap-ometria`, `target-postgres` and `psql` are in PATH.
Start it by hand: it is for a first load. What comes each day is loaded by one pipeline (docs/scale-out.md).
"""

import os
from datetime import datetime, timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

FOLDER = os.environ.get("OMETRIA_FOLDER", "/srv/ometria")
# Another number of shards is another cut of the export: join the states first (docs/scale-out.md).
SHARDS = 8

with DAG(
    "ometria_shards",
    schedule=None,
    start_date=datetime(2026, 1, 1),
    # The shards of one run must have ended before those of the next begin.
    max_active_runs=1,
    default_args={"cwd": FOLDER, "append_env": True},
):
    load = BashOperator.partial(
        task_id="load",
        bash_command="./load ",
        # It goes on from the last state that its target has said.
        retries=3,
        retry_delay=timedelta(seconds=float(os.environ.get("OMETRIA_RETRY_SECONDS", "600"))),
        map_index_template="{{ task.env['SHARD'] }}",
    ).expand(env=[{"SHARD": f"{shard}/{SHARDS}"} for shard in range(1, SHARDS + 1)])

    keep_newest = BashOperator(
        task_id="keep_newest",
        # Where the database is: the variables of PostgreSQL's own programs (PGHOST, PGDATABASE, ...), and the schema of target.json.
        env={"PGOPTIONS": "-c search_path=ometria"},
        bash_command="psql --set ON_ERROR_STOP=1 --quiet --file keep-newest.sql ",
    )

    load >> keep_newest
