"""steps.py CA-FOLDER SCRATCH-FOLDER: a quarter of the generated CA, command by command, with the
time each took (of the clock, of the processor in the program and in the system) and its peak of
resident memory.  $SELFAUDIT is the program."""

import json
import os
import subprocess
import sys
import time

ca, scratch = sys.argv[1:3]
program = os.environ["SELFAUDIT"]
db = os.path.join(scratch, "steps.db")
expected = json.load(open(os.path.join(ca, "expected.json")))
label = expected["label"]


def step(what, *args):
    """Runs it, prints its line, returns its object."""
    with open(os.path.join(scratch, "out"), "w+") as out:
        begun = time.monotonic()
        child = subprocess.Popen([program, "-q", "-l", db, *args], stdout=out, stderr=subprocess.PIPE)
        said = child.stderr.read().decode()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        print("%-34s %8.2f %8.2f %8.2f %8d" % (what, time.monotonic() - begun, used.ru_utime,
                                                used.ru_stime, used.ru_maxrss // 1024), flush=True)
        if child.returncode not in (0, 1):
            sys.exit("%s: %s" % (what, said))
        out.seek(0)
        return json.load(out) if "--json" in args else None


def file(name):
    return os.path.join(ca, name)


print("%-34s %8s %8s %8s %8s" % ("command", "clock s", "user s", "system s", "peak MiB"))
step("init", "init", "--ca", "Exempla Trust Services B.V.")
step("import cas", "import", "cas", file("cas.yaml"))
step("cps add, the CPS", "cps", "add", file("tls-cps.yaml"))
step("cps add, the CP", "cps", "add", file("cp.yaml"))
step("import certs", "import", "certs", file("certs.pem"))
step("import certs, the same again", "import", "certs", file("certs.pem"))
step("import validations", "import", "validations", file("validations.csv"))
step("import revocations", "import", "revocations", file("revocations.csv"))
step("import crl", "import", "crl", file("dv-ecc-1.crl"))
step("freeze", "freeze", label, "--from", expected["from"], "--until", expected["until"], "--plan",
     file("plan.yaml"), "--nonce-source", "dice")
step("draw", "draw", label, "--nonce", "4 6 1 1 3 5 2 6")
step("check", "check", label)
step("check --census", "check", label, "--census")
step("affected, by method", "affected", "--where", "method=3.2.2.4.19", "--all", "-o",
     os.path.join(scratch, "affected.csv"))
found = step("finding list", "finding", "list", "--json")["findings"]
worst = max(found, key=lambda f: f["certificates"])
step("finding affected", "finding", "affected", str(worst["id"]), "--all", "-o",
     os.path.join(scratch, "finding.csv"))
step("finding revocations", "finding", "revocations", str(worst["id"]))
step("report", "report", label, "-o", os.path.join(scratch, "report.xlsx"))
step("verify", "verify", label)
for what, path in (("ledger", db), ("workbook", os.path.join(scratch, "report.xlsx"))):
    print("%s: %.1f MiB" % (what, os.path.getsize(path) / 2**20))
