"""Prints what a target has stored, as JSON: {table: {"columns": {name: type or null}, "rows": [{name: value}]}}.

Runs in the target's own environment, with the library that the target writes with. Usage: read-tables.py KIND PLACE,
where KIND is one of the functions below. Times without a zone are taken for UTC.
"""

import ast
import csv
import datetime
import decimal
import json
import pathlib
import re
import sqlite3
import sys


def postgres(place):
    """PLACE: a URI of the database, "#", and the schema."""
    try:
        import psycopg as driver
    except ImportError:
        import psycopg2 as driver
    uri, schema = place.split("#")
    cursor = driver.connect(uri).cursor()
    cursor.execute(
        "select relname, attname, format_type(atttypid, null) from pg_attribute"
        " join pg_class on pg_class.oid = attrelid"
        " where relnamespace = %s::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped",
        (schema,),
    )
    return by_query(cursor, cursor.fetchall(), lambda table: f'{schema}."{table}"')


def sqlite(place):
    """PLACE: the file."""
    cursor = sqlite3.connect(place).cursor()
    cursor.execute(
        "select m.name, c.name, c.type from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table'"
    )
    return by_query(cursor, cursor.fetchall(), lambda table: f'"{table}"')


def duckdb(place):
    """PLACE: the file."""
    import duckdb as driver

    cursor = driver.connect(place, read_only=True)
    cursor.execute(
        "select table_name, column_name, data_type from information_schema.columns"
    )
    return by_query(cursor, cursor.fetchall(), lambda table: f'"{table}"')


def by_query(cursor, columns, name_of):
    tables = {}
    for table, column, kind in columns:
        tables.setdefault(table, {})[column] = kind
    result = {}
    for table, kinds in tables.items():
        names = list(kinds)
        cursor.execute(
            "select " + ", ".join(f'"{name}"' for name in names) + f" from {name_of(table)}"
        )
        rows = [dict(zip(names, row)) for row in cursor.fetchall()]
        result[table] = {"columns": kinds, "rows": rows}
    return result


def jsonl(place):
    """PLACE: a folder; files are named after their table, and the order of their paths is that of the runs."""
    return by_file(place, ".jsonl", lambda file: [json.loads(line) for line in file])


def csv_files(place):
    """PLACE: as with jsonl."""
    return by_file(
        place,
        ".csv",
        lambda file: [
            {name: from_python(text) for name, text in row.items()}
            for row in csv.DictReader(file)
        ],
    )


def by_file(place, suffix, read):
    result = {}
    for path in sorted(pathlib.Path(place).rglob(f"*{suffix}")):
        # "profiles.csv", or "profiles-20260105T120000.csv".
        table = path.name[: -len(suffix)].split("-")[0]
        with open(path, encoding="utf-8", newline="") as file:
            rows = read(file)
        known = result.setdefault(table, {"columns": {}, "rows": []})
        known["columns"].update({name: None for row in rows for name in row})
        known["rows"] += rows
    return result


def from_python(text):
    """Objects and lists stand in CSV as Python spells them."""
    if not text.startswith(("{", "[")):
        return text
    return ast.literal_eval(re.sub(r"Decimal\('([^']*)'\)", r"\1", text))


def plain(value):
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime.datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=datetime.timezone.utc)
        return aware.astimezone(datetime.timezone.utc).isoformat()
    raise TypeError(f"a value of the type {type(value)}")


kinds = {"postgres": postgres, "sqlite": sqlite, "duckdb": duckdb, "jsonl": jsonl, "csv": csv_files}
json.dump(kinds[sys.argv[1]](sys.argv[2]), sys.stdout, default=plain)
