"""Reckons the figures of this export again, from its tables alone, and says of each whether the product says the same.

python3 figures.py            in the folder of the export; needs nothing but Python 3.9 or later
Ends with 0 where all agree, with 1 where one differs.
"""

# ruff: noqa: B905, D103, T201, RUF007 - it stands alone, prints, and runs with older versions of Python

import csv
import math
import sys
from collections import defaultdict
from functools import lru_cache, partial
from pathlib import Path
from statistics import NormalDist

HERE = Path(__file__).resolve().parent
SCALES = ("trust", "direction", "bond", "friction")
AT_LEAST = 0.75  # of the items of a scale, else there is no score
TOLERANCE = 1e-9
LEVEL = 0.975  # two-sided, 95 %
LEAST_UNIQUE = 1e-4  # an item with less variance of its own is the factor itself: no omega


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


def omega(rows):
    """McDonald's, of one factor by maximum likelihood (expectation and maximisation) over who answered every item."""
    known = [row for row in rows if None not in row]
    k, n = len(rows[0]), len(known)
    if n <= k or any(len(set(item)) < 2 for item in zip(*known)):
        raise ValueError("too few, or no variance")
    middles = [mean(item) for item in zip(*known)]
    table = [
        [math.fsum((r[i] - middles[i]) * (r[j] - middles[j]) for r in known) / n for j in range(k)] for i in range(k)
    ]
    spread = [math.sqrt(table[i][i]) for i in range(k)]
    table = [[table[i][j] / spread[i] / spread[j] for j in range(k)] for i in range(k)]
    rest = [row[:] for row in table]
    for i in range(k):
        if rest[i][i] < 1e-10:
            raise ValueError("an item follows from the others")
        for j in range(i + 1, k):
            for m in range(k - 1, i - 1, -1):
                rest[j][m] -= rest[j][i] / rest[i][i] * rest[i][m]
    loadings, unique = [0.7] * k, [0.51] * k
    for _step in range(20000):
        inner = 1 + math.fsum(a * a / u for a, u in zip(loadings, unique))
        weights = [a / u / inner for a, u in zip(loadings, unique)]
        with_items = [math.fsum(w * table[i][j] for j, w in enumerate(weights)) for i in range(k)]
        moment = 1 / inner + math.fsum(w * c for w, c in zip(weights, with_items))
        moved = [c / moment for c in with_items]
        apart = max(abs(a - b) for a, b in zip(moved, loadings))
        loadings, unique = moved, [1 - a * c for a, c in zip(moved, with_items)]
        if min(unique) <= LEAST_UNIQUE:
            raise ValueError("an item has no variance of its own")
        if apart < 1e-14:
            common = math.fsum(a * s for a, s in zip(loadings, spread)) ** 2
            return common / (common + math.fsum(s * s * (1 - a * a) for a, s in zip(loadings, spread)))
    raise ValueError("no convergence")


def f_quantile(first, second, share):
    """The quantile of F, by halving: the incomplete beta function as a continued fraction (Lentz)."""

    def beta(x, a, b):
        if x > (a + 1) / (a + b + 2):
            return 1 - beta(1 - x, b, a)
        front = (
            math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)) / a
        )
        d = 1 / (1 - (a + b) * x / (a + 1))
        c, value = 1.0, d
        for m in range(1, 10000):
            for part in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                         -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):  # fmt: skip
                d, c = 1 / (1 + part * d), 1 + part / c
                value *= d * c
            if abs(d * c - 1) < 1e-16:
                break
        return front * value

    low, high = 0.0, 1.0
    for _step in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if beta(middle, first / 2, second / 2) < share else (low, middle)
    return second * low / (first * (1 - low))


def t_reach(sd, n):
    """How far a mean reaches at 95 %."""
    return math.sqrt(f_quantile(1, n - 1, 2 * LEVEL - 1)) * sd / math.sqrt(n)


def ends(name, interval):
    """The two ends, of an interval that is reckoned when it is asked for."""
    yield f"{name} low", lambda: interval()[0]
    yield f"{name} high", lambda: interval()[1]


def mean_interval(known):
    middle, reach = mean(known), t_reach(deviation(known), len(known))
    return middle - reach, middle + reach


def r_interval(r, n):
    if n < 4 or abs(r) >= 1:
        raise ValueError("no interval")
    z, width = math.atanh(r), NormalDist().inv_cdf(LEVEL) / math.sqrt(n - 3)
    return math.tanh(z - width), math.tanh(z + width)


def change(one, other, reliability):
    """Jacobson and Truax: how many changed more than the error of measurement explains."""
    both = [(a, b) for a, b in zip(one, other) if a is not None and b is not None]
    if len(both) < 3 or len({a for a, _ in both}) < 2 or not 0 <= reliability < 1:
        raise ValueError("too few, no variance, or no error")
    sem = deviation([a for a, _ in both]) * math.sqrt(1 - reliability)
    critical = NormalDist().inv_cdf(LEVEL) * math.sqrt(2) * sem
    moved = [b - a for a, b in both]
    higher, lower = sum(m >= critical for m in moved), sum(m <= -critical for m in moved)
    return {"sem": sem, "critical": critical, "higher": higher, "same": len(both) - higher - lower, "lower": lower}


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
    reach = t_reach(deviation(apart), n)
    low, high = f_quantile(n - 1, n, LEVEL), 1 / f_quantile(n, n - 1, LEVEL)
    likeness = [(between - each * within) / (between + each * within) for each in (low, high)]
    return {
        "intervals": {
            "icc1": lambda: likeness if between > 0 else (-1, -1),
            "pearson": lambda: r_interval(correlation(x, y), n),
            "mean_difference": lambda: (mean(apart) - reach, mean(apart) + reach),
        },
        "n": n,
        "icc1": (between - within) / (between + within),
        "double_entry": correlation(x + y, y + x),
        "pearson": correlation(x, y),
        "mean_difference": mean(apart),
        "sd_difference": deviation(apart),
    }


def of_scale(name, first, second):
    """The figures of one scale as one role answered it (people by items, in two rounds)."""
    one, other = [score(each) for each in first], [score(each) for each in second]
    known = [value for value in one if value is not None]
    yield f"{name} n", lambda: len(known)
    yield f"{name} mean", lambda: mean(known)
    yield f"{name} sd", lambda: deviation(known)
    yield from ends(f"{name} mean", lambda: mean_interval(known))
    reliability = None
    if len(first[0]) > 1:
        try:
            reliability = alpha([list(item) for item in zip(*first)])
        except ValueError:
            reliability = None
        yield f"{name} alpha", lambda: reliability
    if len(first[0]) > 2:
        yield f"{name} omega", lambda: omega(first)
    both = [(a, b) for a, b in zip(one, other) if a is not None and b is not None]
    if not both:
        return
    before, after = zip(*both)
    yield f"{name} retest n", lambda: len(both)
    yield f"{name} retest spread", lambda: math.sqrt(math.fsum((a - b) ** 2 for a, b in both) / (2 * len(both)))
    yield f"{name} retest r", lambda: correlation(before, after)
    yield from ends(f"{name} retest r", lambda: r_interval(correlation(before, after), len(both)))
    if reliability is not None:
        for what in ("sem", "critical", "higher", "same", "lower"):
            yield f"{name} change {what}", lambda what=what: change(one, other, reliability)[what]


def of_line(line, rows, items):
    """The figures of one line of questions; `items` has the columns of each role and scale that were asked."""
    by_person = defaultdict(list)
    for row in rows:
        by_person[row["pair"], row["role"]].append(row)
    pairs = sorted({row["pair"] for row in rows}, key=int)
    scores = {}
    for role in ("client", "professional"):
        found = [by_person.get((pair, role), []) for pair in pairs]
        for scale in SCALES:
            columns = items[role, scale]
            first, second = (
                [[number(of[place][c]) for c in columns] if len(of) > place else [None] * len(columns) for of in found]
                for place in (0, 1)
            )
            scores[role, scale] = [score(each) for each in first]
            yield from of_scale(f"{line} {role} {scale}", first, second)
    for scale in SCALES[:-1]:
        one, other = scores["client", scale], scores["professional", scale]
        if any(a is not None and b is not None for a, b in zip(one, other)):
            yield from of_pairs(f"{line} pair {scale}", lru_cache(None)(partial(agreement, one, other)))


def of_pairs(name, alike):
    """How far the two say the same."""
    for what in ("n", "icc1", "double_entry", "pearson", "mean_difference", "sd_difference"):
        yield f"{name} {what}", lambda what=what: alike()[what]
    for what in ("icc1", "pearson", "mean_difference"):
        yield from ends(f"{name} {what}", lambda what=what: alike()["intervals"][what]())


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
