"""Reckons the figures of this export again, from its tables alone, and says of each whether the product says the same.

python3 figures.py            in the folder of the export; needs nothing but Python 3.9 or later
Ends with 0 where all agree, with 1 where one differs.
"""

# ruff: noqa: B905, D103, T201, RUF007 - it stands alone, prints, and runs with older versions of Python

import csv
import math
import sys
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCALES = ("trust", "direction", "bond", "friction")
AT_LEAST = 0.75  # of the items of a scale, else there is no score
TOLERANCE = 1e-9


def read(name):
    with (HERE / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(cell):
    return float(cell) if cell != "" else None


def mean(values):
    return math.fsum(values) / len(values)


def deviation(values):
    if len(values) < 2:
        raise ValueError("too few")
    middle = mean(values)
    return math.sqrt(math.fsum((value - middle) ** 2 for value in values) / (len(values) - 1))


def covariance(x, y):
    """Over those who have both, each around its own mean, divided by n - 1."""
    both = [(a, b) for a, b in zip(x, y) if a is not None and b is not None]
    if len(both) < 3:
        raise ValueError("too few")
    mx, my = mean([a for a, _ in both]), mean([b for _, b in both])
    return math.fsum((a - mx) * (b - my) for a, b in both) / (len(both) - 1)


def correlation(x, y):
    return covariance(x, y) / math.sqrt(covariance(x, x) * covariance(y, y))


def alpha(items):
    """Cronbach's: k / (k - 1) (1 - variances / all covariances), covariances over who answered both of two items."""
    k = len(items)
    if any(len({value for value in item if value is not None}) < 2 for item in items):
        raise ValueError("an item does not vary")
    table = [[covariance(a, b) for b in items] for a in items]
    whole = math.fsum(map(math.fsum, table))
    if whole <= 1e-12 * math.fsum(abs(value) for row in table for value in row):
        raise ValueError("the sum does not vary")
    return k / (k - 1) * (1 - math.fsum(table[i][i] for i in range(k)) / whole)


def score(answers):
    given = [value for value in answers if value is not None]
    return mean(given) if given and len(given) >= AT_LEAST * len(answers) else None


def agreement(client, professional):
    both = [(a, b) for a, b in zip(client, professional) if a is not None and b is not None]
    n = len(both)
    if n < 3 or len({a for a, _ in both}) < 2 or len({b for _, b in both}) < 2:
        raise ValueError("too few, or no variance")
    x, y = [a for a, _ in both], [b for _, b in both]
    grand = mean(x + y)
    between = 2 * math.fsum(((a + b) / 2 - grand) ** 2 for a, b in both) / (n - 1)
    within = math.fsum((a - b) ** 2 / 2 for a, b in both) / n
    apart = [a - b for a, b in both]
    return {
        "n": n,
        "icc1": (between - within) / (between + within),
        "double_entry": correlation(x + y, y + x),
        "pearson": correlation(x, y),
        "mean_difference": mean(apart),
        "sd_difference": deviation(apart),
    }


def of_line(line, rows, items):
    """The figures of one line of questions; `items` has the columns of each role and scale that were asked."""
    by_person = defaultdict(list)
    for row in rows:
        by_person[row["pair"], row["role"]].append(row)
    pairs = sorted({row["pair"] for row in rows}, key=int)
    scores = {}
    for role in ("client", "professional"):
        for scale in SCALES:
            columns = items[role, scale]
            name = f"{line} {role} {scale}"

            def answers(place, role=role, columns=columns):
                nothing = [None] * len(columns)
                found = [by_person.get((pair, role), []) for pair in pairs]
                return [[number(of[place][c]) for c in columns] if len(of) > place else nothing for of in found]

            first, second = answers(0), answers(1)
            one, other = [score(each) for each in first], [score(each) for each in second]
            scores[role, scale] = one
            known = [value for value in one if value is not None]
            yield f"{name} n", lambda known=known: len(known)
            yield f"{name} mean", lambda known=known: mean(known)
            yield f"{name} sd", lambda known=known: deviation(known)
            if len(columns) > 1:
                yield f"{name} alpha", lambda first=first: alpha([list(item) for item in zip(*first)])
            both = [(a, b) for a, b in zip(one, other) if a is not None and b is not None]
            if both:
                yield f"{name} retest n", lambda both=both: len(both)
                yield (
                    f"{name} retest spread",
                    lambda both=both: math.sqrt(math.fsum((a - b) ** 2 for a, b in both) / (2 * len(both))),
                )
                yield f"{name} retest r", lambda both=both: correlation([a for a, _ in both], [b for _, b in both])
    for scale in SCALES[:-1]:
        one, other = scores["client", scale], scores["professional", scale]
        if any(a is not None and b is not None for a, b in zip(one, other)):
            for what in ("n", "icc1", "double_entry", "pearson", "mean_difference", "sd_difference"):
                yield f"{line} pair {scale} {what}", lambda what=what, one=one, other=other: agreement(one, other)[what]


def of_process(name, rows, steps, width=9):
    """Shares of which only whole tens are known: from the least to the most each can be, and how far chance goes."""
    for practice in sorted({row["practice"] for row in rows}):
        here = sorted((row for row in rows if row["practice"] == practice), key=lambda row: row["period"])
        for of, part in zip(steps, steps[1:]):
            known = [(row["period"], number(row[part]), number(row[of])) for row in here]
            known = [each for each in known if each[1] is not None and each[2] is not None]
            if len(known) < 2:
                continue
            counts, sizes = sum(c for _, c, _ in known), sum(s for _, _, s in known)
            low = counts / (sizes + width * len(known))
            high = min((counts + width * len(known)) / sizes, 1)
            spread = max((low, high, min(max(0.5, low), high)), key=lambda p: p * (1 - p))
            for period, count, size in known:
                reach = 3 * math.sqrt(spread * (1 - spread) / size)
                limits = {
                    "least": count / (size + width),
                    "most": min((count + width) / size, 1),
                    "lower": max(low - reach, 0),
                    "upper": min(high + reach, 1),
                }
                for what, value in limits.items():
                    yield f"{name} {practice} {period} {part}/{of} {what}", lambda value=value: value


def asked_items(line, book):
    """The items of a line: by the form and length it names, as the codebook says which lengths each item is in."""
    length = line.split("/")[3]
    found = defaultdict(list)
    for row in book:
        if row["scale"] and length in row["lengths"].split(" "):
            found[row["role"], row["scale"]].append(row["name"])
    return found


def main():
    rows, book = read("answers.csv"), read("codebook.csv")
    figures = {}
    for line in sorted({row["line"] for row in rows}):
        figures.update(of_line(line, [row for row in rows if row["line"] == line], asked_items(line, book)))
    figures.update(of_process("rounds", read("rounds.csv"), ("possible", "begun", "looked", "talked", "agreed")))
    figures.update(of_process("endings", read("endings.csv"), ("ended", "negative")))
    said = {row["figure"]: number(row["value"]) for row in read("figures.csv")}
    differ = 0
    for name in sorted(said.keys() | figures.keys()):
        try:
            mine = figures[name]()
        except (KeyError, ValueError, ZeroDivisionError):
            mine = None
        theirs = said.get(name)
        if mine is None or theirs is None:
            same = mine is theirs
        else:
            same = abs(mine - theirs) <= TOLERANCE * max(1, abs(theirs))
        differ += not same
        print(f"{'agree ' if same else 'DIFFER'}  {name}: {mine} (product: {theirs})")
    print(f"{len(said)} figures, {differ} differ")
    return 1 if differ or not said else 0


if __name__ == "__main__":
    sys.exit(main())
