"""What support would write today: Python with sqlite3, the same restore rule, batches of 1000.

    peer.py make    FILE LINES_CSV
    peer.py restore FILE NUMBERS_CSV COUNT BATCH
    peer.py show    FILE NUMBERS_CSV COUNT OUTPUT
"""
import csv
import os
import sqlite3
import sys
import time

PAD = "x" * 150


def connect(path):
    database = sqlite3.connect(path, isolation_level=None)
    database.executescript("pragma journal_mode=wal; pragma synchronous=normal;")
    return database


def make(path, lines):
    if os.path.exists(path):
        os.remove(path)
    database = connect(path)
    database.executescript("""
        create table customer(id text primary key, stars int, pad text) without rowid;
        create table account(id text primary key, balance int, credit int, until int, pad text)
            without rowid;
        create table line(number text primary key, customer text, state text, since int, plan text,
            province text, iccid text, pad text) without rowid;
        create table use(number text, month int, n int, primary key(number, month)) without rowid;
        create table orders(id integer primary key, number text, kind text, at int, ok int, why text,
            ticket text);
        create table journal(id integer primary key, orders int, before text, after text);
        create table due(at int, orders int, primary key(at, orders)) without rowid;
    """)
    database.execute("begin")
    with open(lines, newline="", encoding="utf-8") as file:
        for number, customer, stars, state, plan, province, iccid in csv.reader(file):
            database.execute("insert or ignore into customer values(?,?,?)", (customer, stars, PAD))
            database.execute(
                "insert or ignore into account values(?,?,0,0,?)", ("A" + customer[1:], -2000, PAD))
            database.execute("insert into line values(?,?,?,1000,?,?,?,?)",
                             (number, customer, state, plan, province, iccid, PAD))
    database.execute("commit")


def numbers(path, count):
    with open(path, newline="") as file:
        reader = csv.reader(file)
        next(reader)
        return [row for row, _ in zip(reader, range(count))]


def restore(path, list_, count, batch):
    database = connect(path)
    rows = numbers(list_, count)
    began = time.perf_counter()
    now = 2000
    database.execute("begin")
    for place, (number, ticket) in enumerate(rows):
        customer, state, since = database.execute(
            "select customer, state, since from line where number = ?", (number,)).fetchone()
        stars = database.execute("select stars from customer where id = ?", (customer,)).fetchone()[0]
        account = "A" + customer[1:]
        database.execute("select balance from account where id = ?", (account,)).fetchone()
        used = database.execute(
            "select n from use where number = ? and month = 201602", (number,)).fetchone()
        allowed = stars >= 5 and state != "active" and now - since <= 14 * 86400 and not used
        if allowed:
            database.execute("update line set state = 'active', since = ? where number = ?", (now, number))
            database.execute("update account set credit = ?, until = ? where id = ?",
                             ((stars - 4) * 10000, now + 172800, account))
            database.execute("insert into use values(?, 201602, 1)", (number,))
            database.execute("insert into due values(?, ?)", (now + 172800, place))
        database.execute("insert into orders values(?, ?, 'restore', ?, ?, '', ?)",
                         (place, number, now, allowed, ticket))
        database.execute("insert into journal values(?, ?, ?, ?)", (place, place, PAD, PAD))
        if (place + 1) % batch == 0:
            database.execute("commit")
            database.execute("begin")
    database.execute("commit")
    print(f"{time.perf_counter() - began:.6f}")


def show(path, list_, count, output):
    database = connect(path)
    rows = numbers(list_, count)
    began = time.perf_counter()
    with open(output, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        for number, _ in rows:
            writer.writerow(database.execute(
                "select l.*, c.stars, a.balance, a.credit from line l join customer c on c.id = l.customer"
                " join account a on a.id = 'A' || substr(l.customer, 2) where l.number = ?",
                (number,)).fetchone())
    print(f"{time.perf_counter() - began:.6f}")


def main(words):
    if words[0] == "make":
        make(words[1], words[2])
    elif words[0] == "restore":
        restore(words[1], words[2], int(words[3]), int(words[4]))
    else:
        show(words[1], words[2], int(words[3]), words[4])


main(sys.argv[1:])
