"""Measures stardesk against peers on the same data, alternately, and prints a table.

    bench.py [NAME ...] [--quick] [--customers N] [--rounds N] [--folder DIR] [--json FILE]
             [--old PROGRAM]

Names: restore, script, single, show, lines, stars, load, save, check, start; growth, which is run only
when it is named: half the customers against five times as many. With `--old`, an earlier build of the
program does the same works on a store of its own. Each figure is a median; the ratio is the median of the
ratios of the rounds.
"""
import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BUILD = os.path.join(ROOT, ".build", "release")
PROGRAM = os.path.join(BUILD, "stardesk")
FLOOR = os.path.join(BUILD, "BenchFloor")
POPULATION = os.path.join(BUILD, "BenchPopulation")
SEED = 2016
WINDOW, BATCH = 65536, 1000


class Failure(Exception):
    pass


def run(words, **options):
    """Runs a program to its end; gives its output and how long it took, in seconds."""
    began = time.perf_counter()
    done = subprocess.run(words, capture_output=True, text=True, **options)
    took = time.perf_counter() - began
    if done.returncode not in (0, 4):
        raise Failure(f"{' '.join(words)[:200]}: {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout, took


def peak(words):
    """Runs a program; gives how long it took and the most memory that it had for itself, in MiB."""
    began = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    most = 0
    while process.poll() is None:
        try:
            with open(f"/proc/{process.pid}/status") as status:
                for line in status:
                    if line.startswith("RssAnon:"):
                        most = max(most, int(line.split()[1]))
        except OSError:
            pass
        time.sleep(0.02)
    took = time.perf_counter() - began
    if process.returncode not in (0, 4):
        raise Failure(f"{' '.join(words)[:200]}: {process.returncode}\n{process.stderr.read()[-2000:]}")
    return took, most / 1024


class Bench:
    def __init__(self, options, folder=None, customers=None, has_database=True):
        self.options = options
        self.folder = folder or options.folder
        self.customers = customers or options.customers
        self.has_database = has_database
        # Growth compares this program with itself.
        self.old = options.old if has_database else None
        self.rounds = options.rounds
        self.restores = min(200_000, self.customers // 5)
        self.rows = []

    def path(self, name):
        return os.path.join(self.folder, name)

    # Data

    def prepare(self):
        """Makes the population, the loaded store and the peers' files, unless they are there."""
        os.makedirs(self.folder, exist_ok=True)
        mark = self.path("made")
        stamp = f"{self.customers} {SEED} {os.path.getmtime(PROGRAM)}"
        if self.old:
            stamp += f" {self.old} {os.path.getmtime(self.old)}"
        if os.path.exists(mark) and open(mark).read() == stamp:
            return
        note(f"making {self.customers} customers in {self.folder}")
        for name in os.listdir(self.folder):
            path = self.path(name)
            shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
        print(run([POPULATION, str(self.customers), str(SEED), self.folder])[0].strip(), file=sys.stderr)
        self.load(self.path("store"))
        if self.old:
            self.load(self.path("store-old"), self.old)
        if self.has_database:
            run([sys.executable, os.path.join(HERE, "peer.py"), "make", self.path("peer.db"),
                 self.path("lines.csv")])
        else:
            os.remove(self.path("population.jsonl"))
        # What a restore writes, measured on a store of its own.
        store = self.copy()
        self.desk(store, ["--each", "--yes"], self.restore_text(min(20_000, self.restores)))
        self.sizes = run([FLOOR, "sizes", store])[0].split()
        with open(self.path("sizes"), "w") as file:
            file.write(" ".join(self.sizes))
        with open(mark, "w") as file:
            file.write(stamp)

    def load(self, store, program=PROGRAM):
        shutil.rmtree(store, ignore_errors=True)
        self.desk(store, [], "store init --test", program)
        return self.desk(
            store, ["--yes"], f'snapshot load "{self.path("population.jsonl")}"', program)

    def store(self, program=PROGRAM):
        return self.path("store" if program == PROGRAM else "store-old")

    def copy(self, program=PROGRAM):
        """A fresh copy of the loaded store, written out."""
        store = self.path("work")
        shutil.rmtree(store, ignore_errors=True)
        shutil.copytree(self.store(program), store)
        os.sync()
        return store

    def desk(self, store, options, text, program=PROGRAM):
        return run([program, "--store", store, *options, "-c", text])[1]

    def restore_text(self, count):
        return (f'open "{self.path("entitled.csv")}" | first {count} '
                f'| restore phone ticket=$it.ticket | save "{self.path("report.csv")}"')

    def floor(self, store, count, batch, window):
        with open(self.path("sizes")) as file:
            sizes = file.read().split()
        return float(run([FLOOR, "restore", store, self.path("entitled.csv"), str(count), str(batch),
                          str(window), *sizes])[0])

    def python(self, *words):
        return float(run([sys.executable, os.path.join(HERE, "peer.py"), *words])[0])

    def peer_copy(self):
        path = self.path("peer-work.db")
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(path + suffix):
                os.remove(path + suffix)
        shutil.copyfile(self.path("peer.db"), path)
        os.sync()
        return path

    # Measuring

    def measure(self, name, work, unit, amount, ours, peers, old):
        """Measures the work of stardesk and of each peer in turn, round by round.

        `ours` takes the program that does it, and gives how long it took, or that and how much memory it
        had. `peers` maps a name to how long it takes and the ratio wanted: at least so much of its speed
        ("0.5"), or at most so many times its time ("<3"). `old` is the ratio wanted to the earlier build.
        """
        times = {"stardesk": []}
        memory = 0

        def measured(program):
            found = ours(program)
            return found if isinstance(found, tuple) else (found, 0)

        if self.old:
            peers = {**peers, "old": (lambda: measured(self.old)[0], old)}
        for turn in range(self.rounds):
            note(f"{name}: round {turn + 1} of {self.rounds}")
            for peer, (took, _) in peers.items():
                times.setdefault(peer, []).append(took())
            seconds, most = measured(PROGRAM)
            memory = max(memory, most)
            times["stardesk"].append(seconds)
        own = statistics.median(times["stardesk"])
        for peer, (_, wanted) in peers.items():
            other = statistics.median(times[peer])
            ratios = [theirs / mine for mine, theirs in zip(times["stardesk"], times[peer])]
            ratio = statistics.median(ratios)
            if wanted.startswith("<"):
                ratio, held = 1 / ratio, 1 / ratio <= float(wanted[1:])
            else:
                held = ratio >= float(wanted)
            self.rows.append({
                "name": name, "work": work, "unit": unit, "amount": amount, "peer": peer,
                "stardeskSeconds": own, "peerSeconds": other, "ratio": ratio, "wanted": wanted,
                "held": held, "memoryMiB": round(memory, 1), "times": times})

    def restore(self):
        count = self.restores

        def ours(program):
            return peak([program, "--store", self.copy(program), "--each", "--yes", "-c",
                         self.restore_text(count)])

        self.measure(
            "restore", "random restores, pipeline, --each", "restores", count, ours,
            {"floor": (lambda: self.floor(self.copy(), count, BATCH, WINDOW), "0.7"),
             "python": (lambda: self.python("restore", self.peer_copy(), self.path("entitled.csv"),
                                            str(count), str(BATCH)), "3")}, old="2")

    def script(self):
        count = self.restores
        path = self.path("restores.desk")
        with open(self.path("entitled.csv")) as source, open(path, "w") as target:
            next(source)
            for _, line in zip(range(count), source):
                target.write("restore phone " + line.split(",")[0] + "\n")

        def ours(program):
            return peak([program, "--store", self.copy(program), "--yes", path])

        self.measure(
            "script", "the same as script lines, one transaction", "restores", count, ours,
            {"floor": (lambda: self.floor(self.copy(), count, 0, 0), "0.6")}, old="1")

    def single(self):
        count = min(5000, self.restores)

        def ours(program):
            return self.desk(
                self.copy(program), ["--batch=1", "--yes"], self.restore_text(count), program)

        self.measure(
            "single", "one durable restore at a time, --batch=1", "restores", count, ours,
            {"floor": (lambda: self.floor(self.copy(), count, 1, 0), "0.85")}, old="1")

    def show(self):
        count = self.customers

        def ours(program):
            return self.desk(
                self.store(program), [],
                f'open "{self.path("numbers.csv")}" | line show | save "{self.path("shown.csv")}"',
                program)

        self.measure(
            "show", "random line show through a pipeline to a file", "lines", count, ours,
            {"gets": (lambda: float(run([FLOOR, "get", self.path("store"), self.path("numbers.csv"),
                                         str(count)])[0]), "0.4"),
             "python": (lambda: self.python("show", self.path("peer.db"), self.path("numbers.csv"),
                                            str(count), self.path("peer-shown.csv")), "3")}, old="1")

    def lines(self):
        condition = "state in [one-way, two-way] and stars >= 5"

        def ours(program):
            return self.desk(self.store(program), [], f"lines | where {condition} | count", program)

        def sqlite():
            return run(["sqlite3", self.path("peer.db"),
                        "select count(*) from line join customer on id = customer where state in "
                        "('one-way', 'two-way') and stars >= 5"])[1]

        self.measure(
            "lines", f"lines | where {condition} | count", "customers", self.customers, ours,
            {"scan": (lambda: float(run([FLOOR, "scan", self.path("store"), "lines"])[0]), "<3"),
             "sqlite3": (sqlite, "1")}, old="0.95")

    def stars(self):
        def ours(program):
            return self.desk(
                self.store(program), [],
                "customers | each { star explain $it.id } | where stars >= 5 | count", program)

        self.measure(
            "stars", "star explain of every customer | where stars >= 5 | count", "customers",
            self.customers, ours,
            {"scan": (lambda: float(run(
                [FLOOR, "scan", self.path("store"), "present", "history"])[0]), "<6")}, old="0.95")

    def load_snapshot(self):
        records = sum(1 for _ in open(self.path("population.jsonl"), "rb")) - 1
        lines = sum(1 for _ in open(self.path("lines.csv"), "rb"))

        def imported():
            path = self.path("import.db")
            if os.path.exists(path):
                os.remove(path)
            took = run(["sqlite3", path, "create table line(number text primary key, customer text, "
                        "stars int, state text, plan text, province text, iccid text);",
                        ".mode csv", f".import {self.path('lines.csv')} line"])[1]
            # As many records a second: the time for as many records.
            return took * records / lines

        self.measure(
            "load", "snapshot load", "records", records,
            lambda program: self.load(self.path("loaded"), program), {".import": (imported, "1")},
            old="0.95")
        shutil.rmtree(self.path("loaded"), ignore_errors=True)

    def save(self):
        def dumped():
            with open(self.path("dump.txt"), "wb") as file:
                began = time.perf_counter()
                for tree in ["present.1", "history.1", "orders.1"]:
                    subprocess.run(
                        ["mdb_dump", "-s", tree, self.path("store")], stdout=file, check=True)
                return time.perf_counter() - began

        self.measure(
            "save", "snapshot save", "customers", self.customers,
            lambda program: self.desk(
                self.store(program), [], f'snapshot save "{self.path("saved.jsonl")}"', program),
            {"mdb_dump": (dumped, "0.7")}, old="0.95")

    def check(self):
        count = 200_000
        path = self.path("check.desk")
        with open(path, "w") as file:
            for number in range(count):
                file.write(f"restore phone 133{number:08d}\n")
        took = [run([PROGRAM, "--check", path])[1] for _ in range(self.rounds)]
        own = statistics.median(took)
        self.rows.append({
            "name": "check", "work": "check a script of 200,000 lines", "unit": "lines", "amount": count,
            "peer": "lines a second", "stardeskSeconds": own, "peerSeconds": count / 1e6,
            "ratio": count / own / 1e6, "wanted": "1", "held": count / own >= 1e6, "memoryMiB": 0,
            "times": {"stardesk": took}})

    def start(self):
        with open(self.path("numbers.csv")) as file:
            next(file)
            number = next(file).split(",")[0]
        text = f"line show {number}"
        query = f"select * from line where number = '{number}'"
        rounds, self.rounds = self.rounds, max(40, self.rounds)
        self.measure(
            "start", "stardesk -c 'line show N', whole process", "calls", 1,
            lambda program: self.desk(self.store(program), [], text, program),
            {"sqlite3": (lambda: run(["sqlite3", self.path("peer.db"), query])[1], "<1.5")}, old="1")
        self.rounds = rounds

    def growth(self):
        """Restores and look-ups in a large store against a small one, beside what the floor loses."""
        small, large = (
            Bench(self.options, os.path.join(self.folder, f"growth-{count}"), count, has_database=False)
            for count in (self.customers // 2, self.customers * 5))
        for bench in (small, large):
            bench.prepare()
        restores = small.restores
        looks = min(200_000, small.customers)
        works = {
            "restores": (
                restores,
                lambda bench: bench.desk(
                    bench.copy(), ["--each", "--yes"], bench.restore_text(restores)),
                lambda bench: bench.floor(bench.copy(), restores, BATCH, WINDOW)),
            "line show": (
                looks,
                lambda bench: bench.desk(
                    bench.path("store"), [],
                    f'open "{bench.path("numbers.csv")}" | first {looks} | line show '
                    f'| save "{bench.path("shown.csv")}"'),
                lambda bench: float(run([FLOOR, "get", bench.path("store"), bench.path("numbers.csv"),
                                         str(looks)])[0])),
        }
        for name, (amount, ours, floor) in works.items():
            times = {"small": [], "large": [], "floor small": [], "floor large": []}
            for turn in range(self.rounds):
                note(f"growth, {name}: round {turn + 1} of {self.rounds}")
                for size, bench in (("small", small), ("large", large)):
                    times["floor " + size].append(floor(bench))
                    times[size].append(ours(bench))
            middle = {key: statistics.median(values) for key, values in times.items()}
            own = middle["large"] / middle["small"]
            floors = middle["floor large"] / middle["floor small"]
            self.rows.append({
                "name": "growth", "unit": name, "amount": amount,
                "work": f"{name}, {large.customers:,} customers against {small.customers:,}",
                "peer": f"floor grows {floors:.2f}", "stardeskSeconds": middle["large"],
                "peerSeconds": middle["floor large"], "ratio": own / floors, "wanted": "<1.2",
                "held": own / floors <= 1.2, "memoryMiB": 0, "times": times})

    # The table

    def table(self):
        lines = [f"{'work':<58} {'stardesk':>14} {'peer':>16} {'ratio':>7} {'wanted':>7}"]
        for row in self.rows:
            def rate(seconds):
                return f"{row['amount'] / seconds:,.0f}/s" if row["amount"] > 1 else f"{seconds * 1000:.1f} ms"

            memory = f", {row['memoryMiB']:.0f} MiB" if row["memoryMiB"] else ""
            lines.append(
                f"{row['work'] + memory:<58.58} {rate(row['stardeskSeconds']):>14} "
                f"{row['peer'] + ' ' + rate(row['peerSeconds']):>16} {row['ratio']:>7.2f} "
                f"{row['wanted']:>7} {'' if row['held'] else 'MISSED'}")
        return "\n".join(lines)


def machine():
    with open("/proc/cpuinfo") as file:
        names = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} cores, {platform.release()}"


def note(text):
    print(text, file=sys.stderr, flush=True)


def main():
    works = ["restore", "script", "single", "show", "lines", "stars", "load", "save", "check", "start"]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(works) + ", growth")
    parser.add_argument("--quick", action="store_true", help="100,000 customers, 3 rounds")
    parser.add_argument("--customers", type=int)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--folder", default=os.path.join(ROOT, ".build", "bench"))
    parser.add_argument("--json", help="where to write the figures")
    parser.add_argument("--old", metavar="PROGRAM", help="an earlier build, to be measured beside this one")
    options = parser.parse_args()
    for name in options.names:
        if name not in works and name != "growth":
            parser.error(f"no such work: {name}; expected one of {', '.join(works)}, growth")
    options.customers = options.customers or (100_000 if options.quick else 1_000_000)
    options.rounds = options.rounds or (3 if options.quick else 5)
    bench = Bench(options)
    try:
        if options.names != ["growth"]:
            bench.prepare()
        for name in options.names or works:
            getattr(bench, "load_snapshot" if name == "load" else name)()
    except Failure as failure:
        note(str(failure))
        return 1
    print(f"{options.customers:,} customers, {options.rounds} rounds, {machine()}")
    print(bench.table())
    target = options.json or os.path.join(options.folder, "bench.json")
    with open(target, "w") as file:
        json.dump({"machine": machine(), "customers": options.customers, "rows": bench.rows}, file, indent=1)
    note(f"figures in {target}")
    return 0


sys.exit(main())
