"""Reads exports with parsers that the project did not write, and holds them to the rules of their formats.

  check-export.py NAME...   for each name NAME.csv, NAME.notes.csv, NAME.semicolon.csv, NAME.semicolon-notes.csv,
                            NAME.jsonl, NAME.openmetrics, NAME.epoch, NAME.perfetto

Ends with 1 and a line for each rule that is broken.
"""
import csv, json, math, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from prometheus_client.samples import Timestamp

# Old ones, Debian 12's too, take 0.5 for later than 1.2, because they compare the fractions by themselves.
Timestamp.__gt__ = lambda left, right: (left.sec, left.nsec) > (right.sec, right.nsec)

failures = []


def rule(name, holds, what):
    if not holds and len(failures) < 20:
        failures.append(f"{name}: {what}")


def read_table(name, **dialect):
    """The rows of a table, which has something in every column."""
    with open(name + ".csv", newline="") as file:
        reader = csv.DictReader(file, strict=True, **dialect)
        rows = list(reader)
        columns = reader.fieldnames
    rule(name, len(set(columns)) == len(columns), "two columns have the same name")
    rule(name, all(None not in row and None not in row.values() for row in rows), "rows of different lengths")
    return rows


def check_rows(name, rows, objects):
    rule(name, len(rows) == len(objects), f"{len(rows)} rows and {len(objects)} objects")
    for number, (row, thing) in enumerate(zip(rows, objects), 1):
        there = {key: value for key, value in row.items() if value != ""}
        rule(name, list(there) == list(thing), f"row {number} has other fields")
        for key, value in thing.items():
            same = there.get(key) == value if isinstance(value, str) else float(there.get(key, "nan")) == value
            rule(name, same, f"row {number}: {key} is {there.get(key)} and {value}")


def check_tables(name):
    objects = [json.loads(line) for line in open(name + ".jsonl")]
    readings = [thing for thing in objects if thing["line"] == "meters"]
    notes = [thing for thing in objects if thing["line"] != "meters"]
    bare = [{key: value for key, value in thing.items() if key != "line"} for thing in readings]
    check_rows(name, read_table(name), bare)
    check_rows(name + ".notes", read_table(name + ".notes"), notes)
    times = [thing["at"] for thing in objects]
    rule(name, times == sorted(times) and readings != [], "time goes back, or stands still")
    check_semicolons(name)
    return readings


def check_semicolons(name):
    """A spreadsheet with decimal commas reads the same numbers."""
    numbers = {"at", "events", "id", "cause"}
    for plain, other in ((name, name + ".semicolon"), (name + ".notes", name + ".semicolon-notes")):
        rows, others = read_table(plain), read_table(other, delimiter=";")
        for row in others:
            for key in row:
                if key in numbers or "." in key:
                    rule(other, "." not in row[key], f"{key} has a point: {row[key]}")
                    row[key] = row[key].replace(",", ".")
        rule(other, rows == others, "another table")


def check_epoch(name, offset):
    """The same points, so much later."""
    plain, later = (
        [sample for family in text_string_to_metric_families(open(name + end).read()) for sample in family.samples]
        for end in (".openmetrics", ".epoch")
    )
    rule(name, len(plain) == len(later), "other points after another epoch")
    for one, other in zip(plain, later):
        rule(name, (one.name, one.labels) == (other.name, other.labels), f"{one.name} is another one")
        rule(name, one.value == other.value or one.value != one.value, f"{one.name} has another value")
        apart = float(other.timestamp) - float(one.timestamp)
        rule(name, abs(apart - offset) < 1e-5, f"{one.name} is {apart} s later")


def check_metrics(name, readings):
    text = open(name + ".openmetrics").read()
    families = list(text_string_to_metric_families(text))
    rule(name, len(families) > 1, "hardly any family")
    for family in families:
        rule(name, family.documentation != "" and family.type != "unknown", f"{family.name} says too little")
    counted = {
        family.name: [sample.value for sample in family.samples] for family in families if family.type == "counter"
    }
    check_latencies(name, families, readings)
    names = {key[: -len(".total")] for key in readings[-1] if key.endswith(".total")}
    rule(name, len(names) == len(counted), f"{len(names)} counters in the table, {len(counted)} here")
    for key in names:
        there = counted.get("squall_" + "".join(c if c.isalnum() else "_" for c in key), [])
        rule(name, there == [reading[key + ".total"] for reading in readings], f"{key} is another one")


def check_latencies(name, families, readings):
    """The percentiles over time are the table's; what is summed up at the end has its count and its quantiles."""
    recent = [family for family in families if family.name.endswith("_recent_seconds")]
    summaries = [family for family in families if family.type == "summary"]
    counts = sorted(value for key, value in readings[-1].items() if key.endswith(".count"))
    found = [sample.value for family in summaries for sample in family.samples if sample.name.endswith("_count")]
    rule(name, sorted(found) == counts, f"counts are {found} and {counts}")
    rule(name, all(len(family.samples) == 5 for family in summaries), "a summary without three quantiles, count, sum")
    for percent in ("50", "95", "99"):
        there = sorted(
            sample.value for family in recent for sample in family.samples if sample.labels["percentile"] == percent
        )
        table = sorted(value for line in readings for key, value in line.items() if key.endswith(".p" + percent))
        rule(name, there == table, f"{len(there)} and {len(table)} values of p{percent}, or other ones")


KNOWN = {"M", "C", "i", "X", "b", "e"}


def check_trace(name):
    trace = json.load(open(name + ".perfetto"))
    rule(name, trace.get("displayTimeUnit") in ("ms", "ns"), "displayTimeUnit")
    events = trace["traceEvents"]
    for event in events:
        kind, text = event.get("ph"), json.dumps(event)
        rule(name, kind in KNOWN, f"unknown ph: {text}")
        rule(name, isinstance(event.get("name"), str) and event["name"] != "", f"no name: {text}")
        rule(name, all(isinstance(event.get(key), int) for key in ("pid", "tid")), f"no pid or tid: {text}")
        if kind == "M":
            rule(name, event["name"] in ("process_name", "thread_name"), f"unknown metadata: {text}")
            rule(name, isinstance(event["args"].get("name"), str), f"no args.name: {text}")
            continue
        rule(name, isinstance(event.get("ts"), (int, float)) and event["ts"] >= 0, f"no ts: {text}")
        if kind == "X":
            rule(name, event.get("dur", -1) >= 0, f"no dur: {text}")
        if kind == "i":
            rule(name, event.get("s") in ("g", "p", "t"), f"no scope: {text}")
        if kind == "C":
            values = list(event.get("args", {}).values())
            rule(name, values and all(isinstance(v, (int, float)) and math.isfinite(v) for v in values), text)
        if kind in "be":
            rule(name, isinstance(event.get("cat"), str) and isinstance(event.get("id"), str), f"no id: {text}")
    check_nesting(name, events)
    return sum(event["ph"] == "b" for event in events)


def check_nesting(name, events):
    """Nestable asynchronous events of one category and id are a stack; complete ones of a thread do not cross."""
    stacks = {}
    timed = [event for event in events if event["ph"] in "beX"]
    # As a viewer does: by time, and in the order of the file where that is the same.
    for event in sorted(timed, key=lambda event: event["ts"]):
        if event["ph"] == "X":
            stack = stacks.setdefault(event["tid"], [])
            while stack and stack[-1] <= event["ts"]:
                stack.pop()
            rule(name, not stack or event["ts"] + event["dur"] <= stack[-1], f"crosses: {json.dumps(event)}")
            stack.append(event["ts"] + event["dur"])
            continue
        stack = stacks.setdefault((event["pid"], event["cat"], event["id"]), [])
        if event["ph"] == "b":
            stack.append(event["name"])
        else:
            rule(name, stack and stack.pop() == event["name"], f"ends what is not open: {json.dumps(event)}")
    for key, stack in stacks.items():
        rule(name, isinstance(key, int) or not stack, f"{key} stays open")


spans = 0
for name in sys.argv[1:]:
    check_metrics(name, check_tables(name))
    check_epoch(name, 1769846400.25)
    spans += check_trace(name)
for failure in failures:
    print(failure)
print(f"{spans} spans")
sys.exit(1 if failures else 0)
