#!/usr/bin/python3
"""What an independent reader finds in a workbook of `selfaudit report`.

usage: workbook.py FILE.xlsx [SHEET...]

Opens the file with openpyxl and checks what an auditor relies on: the sheets
named are there, nothing is hidden or merged, no macros, no links outside,
print set-up, real dates, texts kept as texts, and every formula comes to the
value that is stored beside it (evaluated here, by another program).  Prints
"ok" or one line a fault, exit 1.
"""
import datetime
import math
import re
import sys
import zipfile

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries

faults = []


def fault(text):
    faults.append(text)


class Blank(float):
    """An empty cell: 0 among numbers, "" among texts."""

    def __eq__(self, other):
        return other == "" or other == 0

    def __str__(self):
        return ""


def check_package(path):
    with zipfile.ZipFile(path) as z:
        if z.testzip():
            fault("a member of the package is damaged")
        for name in z.namelist():
            if re.search(r"vba|externalLink|macro|oleObject|activeX|connections", name, re.I):
                fault(f"{name}: expected no such member")
            if name.endswith(".rels") and b'TargetMode="External"' in z.read(name):
                fault(f"{name}: expected no link outside")
            if z.getinfo(name).date_time[0] != 1980:
                fault(f"{name}: expected a fixed date, found {z.getinfo(name).date_time}")


def check_layout(ws, has_table):
    if ws.sheet_state != "visible":
        fault(f"{ws.title}: expected a visible sheet, found {ws.sheet_state}")
    if len(ws.title) > 31:
        fault(f"{ws.title}: expected a name of at most 31 characters")
    if ws.merged_cells.ranges:
        fault(f"{ws.title}: expected no merged cells, found {ws.merged_cells.ranges}")
    if any(d.hidden for d in ws.row_dimensions.values()) or any(
        d.hidden for d in ws.column_dimensions.values()
    ):
        fault(f"{ws.title}: expected no hidden rows or columns")
    if ws.page_setup.orientation != "landscape" or not ws.sheet_properties.pageSetUpPr.fitToPage:
        fault(f"{ws.title}: expected landscape, fit to width")
    if ws.page_setup.fitToHeight not in (0, "0"):
        fault(f"{ws.title}: expected as many pages down as it takes")
    footer = ws.oddFooter.right.text or ""
    if "&P" not in footer and "Page" not in footer:
        fault(f"{ws.title}: expected page x of y in the footer, found {footer!r}")
    if not ws.protection.sheet:
        fault(f"{ws.title}: expected a sheet protected against slips")
    if has_table:
        if not ws.auto_filter.ref:
            fault(f"{ws.title}: expected a filter")
        rows = range_boundaries(ws.auto_filter.ref or "A1:A1")
        if not ws.print_title_rows and rows[3] - rows[1] > 40:
            fault(f"{ws.title}: expected a repeated header")
        if not ws.freeze_panes:
            fault(f"{ws.title}: expected a frozen header")


class Evaluator:
    """The few functions the workbook uses, over the stored values."""

    def __init__(self, values):
        self.values = values

    def cell(self, sheet, ref):
        v = self.values[sheet][ref.replace("$", "")].value
        if isinstance(v, datetime.datetime):
            return (v - datetime.datetime(1899, 12, 30)) / datetime.timedelta(days=1)
        return Blank(0) if v is None else v

    def area(self, sheet, ref):
        c1, r1, c2, r2 = range_boundaries(ref.replace("$", ""))
        return [
            self.cell(sheet, f"{get_column_letter(c)}{r}")
            for r in range(r1, r2 + 1)
            for c in range(c1, c2 + 1)
        ]

    def run(self, sheet, formula):
        strings = []

        def keep(m):
            strings.append(m.group(1).replace('""', '"'))
            return f" _s[{len(strings) - 1}] "

        text = formula[1:]
        # sheet names first: they may hold anything
        places = []

        def place(m):
            where = m.group(1)[1:-1].replace("''", "'") if m.group(1) else sheet
            places.append((where, m.group(2)))
            return f" _p[{len(places) - 1}] "

        ref = r"\$?[A-Z]{1,3}\$?[0-9]+"
        text = re.sub(r'"((?:[^"]|"")*)"', keep, text)
        text = re.sub(rf"(?:('(?:[^']|'')+')!)?({ref}(?::{ref})?)", place, text)
        text = re.sub(r"(?<![<>=])=(?!=)", "==", text).replace("<>", "!=")

        def flat(args):
            for a in args:
                yield from (a if isinstance(a, list) else [a])

        def numbers(args):
            return [v for v in flat(args) if isinstance(v, (int, float)) and not isinstance(v, Blank)]

        functions = {
            "SUM": lambda *a: sum(numbers(a)),
            "MAX": lambda *a: max(numbers(a)),
            "MIN": lambda *a: min(numbers(a)),
            "ROWS": lambda a: len(a) if isinstance(a, list) else 1,
            "SUMIF": lambda a, w, s: sum(n for v, n in zip(a, s) if v == w)
            if isinstance(a, list)
            else (s if a == w else 0),
            "COUNTIF": lambda a, w: sum(v == w for v in flat([a])),
            "ROUNDUP": lambda v, d: math.ceil(round(v, 9)) if d == 0 else None,
            "SQRT": math.sqrt,
            "OR": lambda *a: any(a),
            "LOWER": lambda s: str(s).lower(),
            "TRIM": lambda s: str(s).strip(),
            "_p": [self.area(s, r) if ":" in r else self.cell(s, r) for s, r in places],
            "_s": strings,
        }
        # IF must not evaluate what it does not choose
        return eval(self.lazy(text), {"__builtins__": {}}, functions)

    def lazy(self, text):
        while True:
            at = re.search(r"\bIF\(", text)
            if not at:
                return text
            depth, parts, start = 1, [], at.end()
            for i in range(at.end(), len(text)):
                if text[i] == "(":
                    depth += 1
                elif text[i] == ")":
                    depth -= 1
                if depth == 0 or (depth == 1 and text[i] == ","):
                    parts.append(text[start:i])
                    start = i + 1
                if depth == 0:
                    break
            text = (
                text[: at.start()]
                + f"(({parts[1]}) if ({parts[0]}) else ({parts[2]}))"
                + text[i + 1 :]
            )


def same(a, b):
    if isinstance(a, bool) or isinstance(b, bool):
        return a == b
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))
    return a == b


def check_cells(ws, ev, stats):
    for row in ws.iter_rows():
        for c in row:
            v = c.value
            if v is None:
                continue
            if c.data_type == "f":
                stats["formulas"] += 1
                stored = ev.cell(ws.title, c.coordinate)
                try:
                    found = ev.run(ws.title, v)
                except Exception as e:  # noqa: BLE001 - any failure is a fault
                    fault(f"{ws.title}!{c.coordinate}: cannot evaluate {v}: {e}")
                    continue
                if not same(found, stored):
                    fault(f"{ws.title}!{c.coordinate}: {v}: stored {stored}, comes to {found}")
            elif isinstance(v, datetime.datetime):
                stats["dates"] += 1
                if not c.number_format.startswith("yyyy-mm-dd"):
                    fault(f"{ws.title}!{c.coordinate}: expected an ISO date, found {c.number_format}")
            elif isinstance(v, str):
                stats["texts"] += 1
                if len(v) > 32767:
                    fault(f"{ws.title}!{c.coordinate}: expected at most 32,767 characters")
                if re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e]", v):
                    fault(f"{ws.title}!{c.coordinate}: expected control characters to be shown, found {v!r}")
                if c.fill.fill_type == "solid" and not c.protection.locked:
                    fault(f"{ws.title}!{c.coordinate}: expected an empty cell for a person, found {v!r}")


def main():
    path, wanted = sys.argv[1], sys.argv[2:]
    check_package(path)
    wb = openpyxl.load_workbook(path)
    ev = Evaluator(openpyxl.load_workbook(path, data_only=True))
    for name in wanted:
        if name not in wb.sheetnames:
            fault(f"expected a sheet {name}")
    stats = {"formulas": 0, "dates": 0, "texts": 0}
    for ws in wb.worksheets:
        free = ("Cover", "Population", "Sample selection", "Findings by age")
        check_layout(ws, ws.title not in free)
        check_cells(ws, ev, stats)
    if stats["formulas"] < 10 or stats["dates"] < 10:
        fault(f"expected formulas and dates, found {stats}")
    for f in faults[:40]:
        print(f)
    if not faults:
        print("ok", len(wb.sheetnames), "sheets,", stats)
    return 1 if faults else 0


sys.exit(main())
