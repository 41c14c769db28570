"""Fits the model of src/desk/threads/model.tsv on labelled streams, and scores models on what they were not fitted on.

usage: fit.py STREAMS_FOLDER [--choose | --held-out | --write | --calibrate]      needs numpy, scipy and a built example thread-features
--choose     how well each strength of regularisation tells rows of a corpus that was left out
--held-out   scores each corpus by a model that has not seen it, and ECB+ also by models that saw other topics of it
--write      fits on all and writes the model
--calibrate  how sure the desk may be that a story opens a thread (src/desk/threads/placement.rs), from Wikinews and Reuters by the model as it is
THREAD_FEATURES overrides where the example is.

The folder holds streams as examples/thread-features.rs reads them; streams.py writes them. ECB+ (English) and desk-day (four languages) have a
label on each story; Reuters (1987) has labels on companies' results, and alerts.tsv says which story follows an alert; Wikinews articles are each
cut in two tellings. Each story is compared with its candidates as they are when all before it was filed rightly, as they are when the model
filed it, and, where look-alike events are to be had, as if it were the first of its event: whether to open a thread is the question that
costs most, and a stream asks it only once an event."""
import collections, hashlib, itertools, json, os, pathlib, subprocess, sys, tempfile
import numpy as np
from scipy.optimize import minimize

HERE = pathlib.Path(__file__).resolve().parents[2]
RUN = os.environ.get("THREAD_FEATURES", str(HERE / "target/debug/examples/thread-features"))
NAMES = [l.strip().rstrip(",") for l in (HERE / "src/desk/threads/features.rs").read_text().split("features! {")[1].split("\n}")[0].splitlines()
         if l.strip() and not l.strip().startswith("//")]
KNOTS, FULL = 9, 1024
# What a reader knows beforehand: the more alike, the likelier the same event; the more apart, the less. Data may not turn these around.
FREE = {"Size", "Length", "Pause", "Figures"}
FALLING = {"LeadNamesApart", "DatesApart"}
# What a steep curve costs, and what a bent one. --choose would have both stiffer yet, but then tables of results run together.
SLOPE, BEND = 3.0, 30.0
# What each stream weighs; of that, what the rows of first stories add; and the share of the right threads where wrong ones abound.
WEIGHT = {"ecb": 500, "desk": 500, "reut": 500, "wiki": 150}
OPENINGS = {"ecb": 2.0, "desk": 2.0}
RIGHT = {"desk": .3, "reut": .3}
OFFSETS = (-.5, -.25, 0, .25, .5, .75, 1)


class Streams:
    """The labelled streams, and what a model makes of them."""

    def __init__(self, folder):
        self.folder = folder
        self.docs = {n: [json.loads(l) for l in open(folder / f"{n}.ndjson", encoding="utf-8")] for n in WEIGHT}
        self.gold = {n: [d["gold"] for d in docs] for n, docs in self.docs.items()}
        line = {d["id"]: n for n, d in enumerate(self.docs["reut"])}
        pairs = (l.rstrip("\n").split("\t") for l in open(folder / "alerts.tsv"))
        self.alerts = [tuple(sorted((line[a], line[b]))) for a, b, *_ in pairs]
        self.known = {}

    def run(self, name, *args):
        """Rows (line, thread, features), and the thread of each line."""
        out = subprocess.run([RUN, *map(str, args)], stdin=open(self.folder / f"{name}.ndjson", "rb"), capture_output=True, check=True, text=True)
        rows, thread = [], []
        self.best = {}
        for c in (l.split("\t") for l in out.stdout.splitlines()):
            if c[0] == "C":
                rows.append((int(c[1]), int(c[2]), [int(x) for x in c[4:]]))
                self.best.setdefault((name, int(c[1])), int(c[3]))
            else:
                thread.append(int(c[2]))
        return rows, thread

    def labelled(self, name, *args):
        """Features, whether it is the right thread, and the line. A thread has the label of most of its stories so far."""
        rows, thread = self.run(name, *args)
        follows = {b: a for a, b in self.alerts} if name == "reut" else {}
        gold, members, out, i = self.gold[name], collections.defaultdict(collections.Counter), [], 0
        for n, d in enumerate(self.docs[name]):
            while i < len(rows) and rows[i][0] == n:
                _, t, features = rows[i]
                if d["hint"] is None and gold[n] and members[t]:
                    out.append((features, members[t].most_common(1)[0][0] == gold[n], n))
                elif d["hint"] is None and n in follows:
                    out.append((features, t == thread[follows[n]], n))
                i += 1
            if gold[n]:
                members[thread[n]][gold[n]] += 1
        return tuple(map(np.array, zip(*out)))

    def openings(self, name):
        """The same for each story as if it were the first of its event: no thread is right."""
        rows, _ = self.run(name, "--openings")
        return np.array([r[2] for r in rows]), np.zeros(len(rows), bool), np.array([r[0] for r in rows])

    def once(self, name, *args):
        """Rows that depend on no model are made once."""
        if (name, *args) not in self.known:
            self.known[name, *args] = self.openings(name) if args == ("openings",) else self.labelled(name, *args)
        return self.known[name, *args]

    def topic(self, line):
        """Two look-alike events make a topic of ECB+."""
        return "".join(c for c in self.gold["ecb"][line] if c.isdigit())


def design(X):
    """Each feature as the sum of its steps from knot to knot."""
    return np.clip(np.asarray(X, float)[:, :, None] * (KNOTS - 1) / FULL - np.arange(KNOTS - 1), 0, 1).reshape(len(X), -1)


def fit(parts, slope=SLOPE, bend=BEND):
    """Logistic regression: bias, and each feature's curve as steps."""
    B, y, w = (np.concatenate([p[i] for p in parts]) for i in range(3))
    B, sign, steps = design(B), np.where(y, 1.0, -1.0), KNOTS - 1
    bound = lambda name: (None, None) if name in FREE else (None, 0) if name in FALLING else (0, None)

    def loss(p):
        z = sign * (B @ p[1:] + p[0])
        pull = -sign * w / (1 + np.exp(np.clip(z, -40, 40)))
        curve = p[1:].reshape(-1, steps)
        rise, turn = curve.sum(1), np.diff(curve, axis=1)
        slopes = (B.T @ pull).reshape(-1, steps) + slope * rise[:, None]
        slopes[:, :-1] -= bend * steps * turn
        slopes[:, 1:] += bend * steps * turn
        cost = (w * np.logaddexp(0, -z)).sum() + slope * (rise**2).sum() / 2 + bend * steps * (turn**2).sum() / 2
        return cost, np.concatenate([[pull.sum()], slopes.ravel()])

    bounds = [(None, None)] + [bound(n) for n in NAMES for _ in range(steps)]
    return minimize(loss, np.zeros(len(bounds)), jac=True, bounds=bounds, method="L-BFGS-B", options=dict(maxiter=1500, maxfun=2000)).x


def write(p, path, note=""):
    curves = np.hstack([np.zeros((len(NAMES), 1)), np.cumsum(p[1:].reshape(len(NAMES), -1), axis=1)])
    rows = [["bias", round(p[0] * 1000)]] + [[n, *(round(v * 1000) for v in c)] for n, c in zip(NAMES, curves)]
    path.write_text(note + "".join("\t".join(map(str, r)) + "\n" for r in rows))
    return path


def scores(gold, found):
    """Pair F1, B-cubed F1, and precision and recall of pairs."""
    g, f, b = collections.Counter(gold), collections.Counter(found), collections.Counter(zip(gold, found))
    pairs = lambda c: sum(v * (v - 1) // 2 for v in c.values())
    h = lambda a, c: 2 * a * c / (a + c) if a + c else 0.0
    p, r = pairs(b) / max(1, pairs(f)), pairs(b) / max(1, pairs(g))
    n = len(gold)
    return h(p, r), h(sum(v * v / f[k[1]] for k, v in b.items()) / n, sum(v * v / g[k[0]] for k, v in b.items()) / n), p, r


def measure(s, name, model, keep=lambda line: True):
    """One number to choose by, and what to print."""
    _, thread = s.run(name, "--model", model)
    within = lambda label, d: (label, d["lang"])  # joining across languages is optional
    rows = [(within(d["gold"], d), within(t, d)) for n, (d, t) in enumerate(zip(s.docs[name], thread)) if d["gold"] and keep(n)]
    f, b, p, r = scores(*zip(*rows))
    said = f"F1 {f:.3f} (P {p:.3f} R {r:.3f}) B3 {b:.3f}"
    if name != "reut":
        return (f + b) / 2, said, rows
    joined = float(np.mean([thread[a] == thread[b] for a, b in s.alerts]))
    largest = [n for _, n in collections.Counter(thread).most_common(3)]
    return (joined + b) / 2, f"alerts {joined:.3f} results {said} largest {largest}", rows


class Trial:
    """Fits on some of the streams, or on some of the topics of ECB+."""

    def __init__(self, s, names, keep=lambda line: True):
        self.s, self.names, self.keep = s, names, keep

    def part(self, name, rows, total):
        X, y, line = rows
        if name == "ecb":
            of = np.array([self.keep(n) for n in line])
            X, y = X[of], y[of]
        w = np.ones(len(y))
        if name in RIGHT and y.any():
            w[y] *= RIGHT[name] / (1 - RIGHT[name]) * (~y).sum() / y.sum()
        return X, y, w * total / w.sum()

    def forced(self, share=1.0, filer=None):
        for n in self.names:
            if n != "reut":
                yield self.part(n, self.s.once(n, "--forced"), WEIGHT[n] * share)
            elif filer:
                # Most of its stories have no label: a model files them.
                yield self.part(n, self.s.labelled(n, "--forced", "--model", filer), WEIGHT[n] * share)
            if n in OPENINGS:
                yield self.part(n, self.s.once(n, "openings"), WEIGHT[n] * OPENINGS[n])

    def train(self, path):
        filer = write(fit(list(self.forced())), path)
        filer = write(fit(list(self.forced(filer=filer))), path)
        # Again on the threads that the model itself makes, mistakes included.
        own = [self.part(n, self.s.labelled(n, "--model", filer), WEIGHT[n] / 2) for n in self.names]
        p = fit(list(self.forced(.5, filer)) + own)
        return self.biased(p, path)

    def biased(self, p, path):
        """Rows are weighed, so what is even must be found by filing: the mean of pair F1 and B-cubed F1; on Reuters,
        of alerts joined and B-cubed F1 of results."""
        moved = lambda off: write(np.concatenate([[p[0] + off], p[1:]]), path)
        goal = lambda n, off: measure(self.s, n, moved(off), self.keep if n == "ecb" else lambda line: True)[0]
        tried = {off: np.mean([goal(n, off) for n in self.names if n != "wiki"]) for off in OFFSETS}
        best = max(tried, key=tried.get)
        print("  fitted on", *self.names, "bias moved by", best, "goal", round(tried[best], 3), flush=True)
        moved(best)
        return np.concatenate([[p[0] + best], p[1:]])


def third(s, line):
    return int(hashlib.sha1(s.topic(line).encode()).hexdigest(), 16) % 3


def choose(s):
    def told(p, rows):
        X, y, _ = rows
        return np.mean(np.logaddexp(0, -np.where(y, 1, -1) * (design(X) @ p[1:] + p[0])))

    corpora = ("ecb", "desk", "wiki")
    for slope, bend in itertools.product((1, 3, 10, 30), (10, 30, 100)):
        lost = []
        for out in corpora:
            p = fit(list(Trial(s, [n for n in corpora if n != out]).forced()), slope, bend)
            lost.append(told(p, s.once(out, "--forced")) + (told(p, s.once(out, "openings")) if out in OPENINGS else 0))
        print(f"slope {slope:3} bend {bend:3}  log loss on what was left out:", *(f"{n} {v:.3f}" for n, v in zip(corpora, lost)), f" mean {np.mean(lost):.4f}", flush=True)


def held_out(s, tmp):
    for out in ("ecb", "desk", "reut"):
        Trial(s, [n for n in WEIGHT if n != out]).train(tmp / "model")
        print(f"fitted without {out}, scored on it:", measure(s, out, tmp / "model")[1], flush=True)
    rows = []
    for k in range(3):
        Trial(s, list(WEIGHT), lambda line: third(s, line) != k).train(tmp / "model")
        rows += measure(s, "ecb", tmp / "model", lambda line: third(s, line) == k)[2]
    f, b, p, r = scores(*zip(*rows))
    print(f"each third of ECB+'s topics by a model fitted on the others: F1 {f:.3f} (P {p:.3f} R {r:.3f}) B3 {b:.3f}", flush=True)


def openings_right(s, name):
    """Of each story that opened a thread by itself: how far its best candidate was from being joined, and whether its event was new."""
    _, thread = s.run(name)
    follows, told, out = {b for _, b in s.alerts} if name == "reut" else (), set(), []
    for n, d in enumerate(s.docs[name]):
        if thread[n] == n and d["hint"] is None and (d["gold"] or n in follows):
            out.append((-s.best.get((name, n), -9999), bool(d["gold"]) and d["gold"] not in told))
        told.add(d["gold"])
    return tuple(map(np.array, zip(*out)))


def calibrate(s):
    corpora = [openings_right(s, n) for n in ("wiki", "reut")]

    def lost(p):
        least, rise, half = p
        sure = [np.clip(least + rise * x / (half + x), .01, .99) for x, _ in corpora]
        return sum(-np.mean(np.log(np.where(right, q, 1 - q))) for q, (_, right) in zip(sure, corpora))

    starts = itertools.product((.2, .5), (.5, .8), (500, 2000))
    best = min((minimize(lost, p, method="Nelder-Mead", bounds=[(0, 1), (0, 1), (50, 8000)]) for p in starts), key=lambda r: r.fun)
    print("LEAST {:.2f} RISE {:.2f} HALF_RISEN {:.0f}".format(*best.x))


def main(folder, how):
    s, tmp = Streams(folder), pathlib.Path(tempfile.mkdtemp())
    if how == "--choose":
        return choose(s)
    if how == "--calibrate":
        return calibrate(s)
    if how == "--held-out":
        return held_out(s, tmp)
    p = Trial(s, list(WEIGHT)).train(tmp / "model")
    for name in WEIGHT:
        print(f"fitted on all, scored on {name} (seen):", measure(s, name, tmp / "model")[1])
    if how == "--write":
        note = "# Points of each feature's curve, in thousandths of a logit. Written by training/threads/fit.py from ECB+, desk-day, Reuters and Wikinews.\n"
        write(p, HERE / "src/desk/threads/model.tsv", note)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), (sys.argv[2:] or [""])[0])
