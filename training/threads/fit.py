"""Fits the model of src/desk/threads/model.tsv on labelled streams and scores it across them.

usage: fit.py STREAMS_FOLDER [--write]      needs numpy, scikit-learn and a built example thread-features (THREAD_FEATURES overrides where it is)

The folder holds streams as examples/thread-features.rs reads them: ecb.ndjson (ECB+, English), desk.ndjson (desk-day, four languages) and
reut.ndjson (Reuters 1987) with alerts.tsv (pairs of an alert and its story), wiki.ndjson
(Wikinews articles, each cut in two tellings): streams.py writes them. No model is scored on what it was fitted on, save where it says so."""
import collections, json, os, pathlib, subprocess, sys, tempfile
import numpy as np
from sklearn.linear_model import LogisticRegression

HERE = pathlib.Path(__file__).resolve().parents[2]
RUN = os.environ.get("THREAD_FEATURES", str(HERE / "target/debug/examples/thread-features"))
NAMES = [l.strip().rstrip(",") for l in (HERE / "src/desk/threads/features.rs").read_text().split("features! {")[1].split("}")[0].splitlines()
         if l.strip() and not l.strip().startswith("//")]
KNOTS, FULL = 9, 1024
OUT = set(filter(None, os.environ.get("OUT", "").split(",")))
ROUNDS = int(os.environ.get("ROUNDS", 1))


def stories(path):
    return [json.loads(l) for l in open(path, encoding="utf-8")]


def run(path, model=None, forced=False):
    """Rows (line, thread, score, features) and the thread of each line."""
    args = [RUN] + (["--forced"] if forced else []) + (["--model", str(model)] if model else [])
    rows, thread = [], []
    for line in subprocess.run(args, stdin=open(path, "rb"), capture_output=True, check=True, text=True).stdout.splitlines():
        c = line.split("\t")
        if c[0] == "C":
            rows.append((int(c[1]), int(c[2]), int(c[3]), [int(x) for x in c[4:]]))
        else:
            thread.append(int(c[2]))
    return rows, thread


def basis(X):
    """Each feature as a hat over its knots."""
    X = np.asarray(X, float)
    step = FULL / (KNOTS - 1)
    at = np.minimum((X // step).astype(int), KNOTS - 2)
    past = X / step - at
    B = np.zeros((X.shape[0], X.shape[1], KNOTS))
    i, j = np.indices(X.shape)
    B[i, j, at] = 1 - past
    B[i, j, at + 1] += past
    for n, name in enumerate(NAMES):
        if name in OUT:
            B[:, n, :] = 0
    return B.reshape(len(X), -1)


# A curve is a line plus bends; bends cost more than slope, so that what the data do not tell stays straight.
SLOPE, BEND = 1.0, float(os.environ.get("BEND", .5))
LINE = np.linspace(0, 1, KNOTS)[:, None] * SLOPE
BENDS = np.array([[max(0.0, k - b) / (KNOTS - 1) for b in range(1, KNOTS - 1)] for k in range(KNOTS)]) * BEND
SHAPE = np.hstack([LINE, BENDS])  # knots x parameters


def design(X):
    B = basis(X).reshape(-1, KNOTS)
    return (B @ SHAPE).reshape(len(X), -1)


def fit(parts, C=float(os.environ.get("C", .3))):
    X = np.vstack([p[0] for p in parts])
    y = np.concatenate([p[1] for p in parts])
    w = np.concatenate([p[2] for p in parts])
    m = LogisticRegression(C=C, max_iter=5000).fit(design(X), y, sample_weight=w)
    curves = m.coef_[0].reshape(len(NAMES), -1) @ SHAPE.T
    return m.intercept_[0], curves


def write(model, path, note):
    bias, curves = model
    with open(path, "w") as f:
        f.write(note)
        f.write(f"bias\t{round(bias * 1000)}\n")
        for name, curve in zip(NAMES, curves):
            f.write(name + "\t" + "\t".join(str(round(v * 1000)) for v in curve) + "\n")
    return path


def labelled(path, model=None, forced=True, weight=1.0):
    """Rows of a stream whose every story has a label. A thread has the label of most of its stories so far."""
    docs = stories(path)
    rows, thread = run(path, model, forced)
    members, X, y, i = collections.defaultdict(collections.Counter), [], [], 0
    for n, d in enumerate(docs):
        while i < len(rows) and rows[i][0] == n:
            if d.get("hint") is None:
                X.append(rows[i][3])
                y.append(members[rows[i][1]].most_common(1)[0][0] == d["gold"])
            i += 1
        members[thread[n]][d["gold"]] += 1
    return np.array(X), np.array(y), np.full(len(y), weight)


def alerts(folder, model, weight=1.0):
    """Rows of the stories that are known to follow an alert: its thread is right, the others are mostly wrong."""
    docs = stories(folder / "reut.ndjson")
    line = {d["id"]: n for n, d in enumerate(docs)}
    rows, thread = run(folder / "reut.ndjson", model)
    of = collections.defaultdict(list)
    for r in rows:
        of[r[0]].append(r)
    X, y, w, missed = [], [], [], 0
    for a, b, *_ in (l.rstrip("\n").split("\t") for l in open(folder / "alerts.tsv")):
        a, b = sorted((line[a], line[b]))
        found = False
        for _, t, _, f in of[b]:
            right = t == thread[a]
            found |= right
            X.append(f); y.append(right); w.append(weight if right else weight * .5)
        missed += not found
    return (np.array(X), np.array(y), np.array(w)), missed


def pair_f1(gold, found):
    g, f, b = collections.Counter(gold), collections.Counter(found), collections.Counter(zip(gold, found))
    pairs = lambda c: sum(v * (v - 1) // 2 for v in c.values())
    both = pairs(b)
    p, r = both / max(1, pairs(f)), both / max(1, pairs(g))
    bp = sum(v * v / f[k[1]] for k, v in b.items()) / len(gold)
    br = sum(v * v / g[k[0]] for k, v in b.items()) / len(gold)
    h = lambda a, c: 2 * a * c / (a + c) if a + c else 0.0
    return h(p, r), p, r, h(bp, br)


def measure(folder, name, model):
    """One number to choose by, and what to print."""
    docs = stories(folder / f"{name}.ndjson")
    _, thread = run(folder / f"{name}.ndjson", model)
    if name == "reut":
        line = {d["id"]: n for n, d in enumerate(docs)}
        pairs = [(line[a], line[b]) for a, b, *_ in (l.rstrip("\n").split("\t") for l in open(folder / "alerts.tsv"))]
        joined = sum(thread[a] == thread[b] for a, b in pairs) / len(pairs)
        sizes = collections.Counter(thread)
        big = sizes.most_common(4)
        share = big[0][1] / len(docs)
        # Stories alone: an unlabelled stream shows by them alone that too much is joined.
        return joined - 20 * max(0, share - .01), f"alerts {joined:.3f} largest {share:.4f} {[n for _, n in big]} threads {len(sizes)} alone {sum(v == 1 for v in sizes.values())}"
    lang = lambda d, x: (x, d["lang"]) if name == "desk" else x
    f, p, r, b = pair_f1([lang(d, d["gold"]) for d in docs], [lang(d, t) for d, t in zip(docs, thread)])
    return (f + b) / 2, f"F1 {f:.3f} P {p:.3f} R {r:.3f} B3 {b:.3f}"


def balanced(part, total):
    """A stream weighs what it is given, half of it on the right threads: streams differ in how many wrong ones they offer."""
    X, y, w = part
    y = np.asarray(y, bool)
    w = w.astype(float).copy()
    w[y] *= total / 2 / w[y].sum()
    w[~y] *= total / 2 / w[~y].sum()
    return X, y, w


WEIGHT = {"ecb": 500, "desk": 250, "reut": 300, "wiki": 150}


def goal(folder, name, path):
    """What the bias is chosen by: the mean of pair F1 and B-cubed F1; on Reuters, alerts joined, less what large threads cost."""
    return measure(folder, name, path)[0]


def train(folder, names, tmp, kind, rounds=ROUNDS):
    parts = {n: labelled(folder / f"{n}.ndjson") for n in names if n != "reut"}
    first = fit([balanced(p, WEIGHT[n]) for n, p in parts.items()])
    path = write(first, tmp / f"{kind}.tsv", "")
    if "reut" in names:
        parts["reut"] = alerts(folder, path)[0]
    model = first
    for _ in range(rounds):
        # Again on the threads that the model itself makes, mistakes included.
        both = [balanced(p, WEIGHT[n] / 2) for n, p in parts.items()]
        for n in names:
            again = alerts(folder, path)[0] if n == "reut" else labelled(folder / f"{n}.ndjson", path, False)
            both.append(balanced(again, WEIGHT[n] / 2))
        model = fit(both)
        model, path = biased(folder, [n for n in names if n != "wiki"], model, tmp, kind)
    return model, path


def biased(folder, names, model, tmp, kind):
    bias, curves = model
    tried = []
    for off in np.arange(-2.5, 1.1, .5):
        path = write((bias + off, curves), tmp / f"{kind}.tsv", "")
        tried.append((np.mean([goal(folder, n, path) for n in names]), off))
    best = max(tried)[1]
    print(kind, "bias offset", best, "goal", round(max(tried)[0], 3), flush=True)
    model = (bias + best, curves)
    return model, write(model, tmp / f"{kind}.tsv", "")


def main(folder):
    tmp = pathlib.Path(tempfile.mkdtemp())
    other, p_other = train(folder, ["desk", "reut", "wiki"], tmp, "other")
    print("fitted on desk-day, Reuters, Wikinews; scored on ECB+:", measure(folder, "ecb", p_other)[1], flush=True)
    ecb, p_ecb = train(folder, ["ecb", "wiki"], tmp, "ecb")
    print("fitted on ECB+, Wikinews; scored on desk-day:", measure(folder, "desk", p_ecb)[1])
    print("fitted on ECB+, Wikinews; scored on Reuters: ", measure(folder, "reut", p_ecb)[1], flush=True)
    everything, p_all = train(folder, ["ecb", "desk", "reut", "wiki"], tmp, "all")
    for name in ("ecb", "desk", "reut"):
        print(f"fitted on all; scored on {name} (seen):", measure(folder, name, p_all)[1])
    if "--write" in sys.argv:
        write(everything, HERE / "src/desk/threads/model.tsv", "# Points of each feature's curve, in thousandths of a logit. Written by training/threads/fit.py from ECB+, desk-day, Reuters alerts and Wikinews.\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
