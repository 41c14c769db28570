"""Writes the labelled streams that fit.py reads. usage: streams.py DATA_FOLDER STREAMS_FOLDER

DATA_FOLDER holds ecbplus, reuters, wikinews (NDJSON) and desk-day (the modules that generate it)."""
import collections, csv, datetime, hashlib, json, pathlib, random, re, shutil, sys

MARK = re.compile(r"\{\{([^|{}]*)\|(.*?)\}\}", re.S)
REPEATS = {"resend", "edited", "abridged_or_expanded", "correction"}


def ndjson(path):
    return [json.loads(line) for line in open(path, encoding="utf-8")]


def tsv(path):
    return [line.rstrip("\n").split("\t") for line in open(path, encoding="utf-8")]


def paragraphs(text, border=r"\n\s*\n|\n(?=\s{2,})"):
    return [" ".join(p.split()) for p in re.split(border, text) if p.strip()]


def story(d, t, paras, gold=None, hint=None, lang="en", title=None):
    return dict(id=d["id"], t=t, lang=lang, title=d["title"] if title is None else title, paras=paras, gold=gold, hint=hint)


def ecb(data):
    """Undated: mixed, four minutes apart."""
    mixed = lambda d: int(hashlib.sha1(d["id"].encode()).hexdigest()[:8], 16)
    docs = sorted(ndjson(data / "ecbplus/stories.ndjson"), key=mixed)
    return [story(d, n * 4.0, paragraphs(d["body"]), d["event"]) for n, d in enumerate(docs)]


def reuters(data):
    """Known copies join by hint, as the desk's relations make them."""
    docs = sorted(ndjson(data / "reuters/stories.ndjson"), key=lambda d: (d["ts"], d["id"]))
    at = {d["id"]: n for n, d in enumerate(docs)}
    hint = {}
    for a, b, kind, *_ in tsv(data / "reuters/pairs.tsv"):
        if kind in REPEATS and a in at and b in at:
            a, b = sorted((a, b), key=at.get)
            hint.setdefault(b, at[a])
    minutes = lambda d: datetime.datetime.fromisoformat(d["ts"]).timestamp() / 60
    text = lambda d: paragraphs((d.get("dateline") or "") + " " + (d.get("body") or ""), r"\n\s{2,}")
    return [story(d, minutes(d), text(d), company(d["title"]), hint.get(d["id"])) for d in docs]


# How Reuters headed companies' results and dividends, by the dozen and all alike: each company's are an event of their own.
RESULTS = re.compile(r"\b(\dTH|\dST|\dND|\dRD) (QTR|HALF)|YEAR (NET|LOSS)|MTHS|QTR (NET|LOSS)|DIVIDEND|PAYOUT|QTLY|SETS QUARTERLY| DIV$")


def company(title):
    """The first two words of a headline over results or a dividend; nothing for other stories."""
    words = re.findall(r"[A-Z0-9&'./-]+", re.sub(r"^CORRECTED ?- ?", "", title))
    return " ".join(words[:2]) if RESULTS.search(title) and title == title.upper() and len(words) > 2 else None


def desk_day(data):
    home = data / "desk-day"
    sys.path.insert(0, str(home))
    import desk, scenario
    for module in scenario.MODULES:
        __import__(module)
    told = collections.defaultdict(list)
    for s in desk.STORIES.values():
        if s.get("what") == "story":
            told[s["story"]].append(s)
    rows = csv.DictReader(open(home / "labels.tsv", encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE)
    line, out = {}, []
    for row, message in zip(rows, ndjson(home / "messages.ndjson")):
        if row["outcome"] == "dead-letter":
            continue
        time = message["time"][11:16]
        s = next((s for s in told[row["story"]] if s["t"] == time), told[row["story"]][0])
        plain = lambda text: MARK.sub(r"\2", text or "").lstrip("#> ")
        named = row["refers_to"] or (row["duplicate_of"] if row["duplicate_kind"] != "contained" else "")
        line[row["offset"]] = len(out)
        out.append(story({"id": row["offset"]}, int(time[:2]) * 60 + int(time[3:]), [plain(p) for p in s["raw"]], row["thread"],
                         line.get(row["duplicate_of"] or named), row["language"], "" if s["nohead"] else plain(s["head"])))
    return out


def wikinews(data):
    """Two tellings of each event: alternate paragraphs, the second without a headline."""
    chance, out = random.Random(5), []
    for lang in ("en", "fr"):
        for d in ndjson(data / f"wikinews/{lang}.ndjson"):
            paras = [p for p in paragraphs(d["body"]) if len(p.split()) > 8]
            if len(paras) >= 4:
                t = chance.random() * 4320
                out.append(story(d, t, paras[::2], d["id"], lang=lang))
                out.append(story(d, t + 5 + chance.random() * 600, paras[1::2], d["id"], lang=lang, title=""))
    return sorted(out, key=lambda d: d["t"])


def main(data, into):
    into.mkdir(exist_ok=True)
    for name, docs in {"ecb": ecb(data), "desk": desk_day(data), "reut": reuters(data), "wiki": wikinews(data)}.items():
        (into / f"{name}.ndjson").write_text("".join(json.dumps(d, ensure_ascii=False) + "\n" for d in docs), encoding="utf-8")
        print(name, len(docs), sum(d["hint"] is not None for d in docs))
    shutil.copyfile(data / "reuters/alerts.tsv", into / "alerts.tsv")


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
