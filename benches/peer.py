#!/usr/bin/env python3
"""CPU a story: `wiredesk process` against the script that newsrooms write in Python today, on the same invented ninjs stories, in one interleaved run.

    cargo build --release
    benches/peer.py target/release/wiredesk [STORIES]     # needs lxml and rensa

The peer answers the same questions in the simplest way that is in use: json, lxml for the text, rensa's MinHash and LSH over five-word shingles for
repeats, a regular expression for quotations and their speakers, TF-IDF with an inverted index for threads, words and urgency for the class. It reads one
format, knows no agency, no corrections and no pull-quotes, and keeps no promise. `repeats only` leaves out quotations, threads and class. Both sides are
processes of their own: user and system time of a run over all stories, less that of a run over one; the least of all rounds counts.
"""
import json, math, os, random, re, subprocess, sys, tempfile
from collections import Counter, defaultdict

ROUNDS = 3


def stories(count, seed=7):
    """Ninjs stories of about 3 KB: words by Zipf's law, names, quotations; one in twelve is an earlier one with a paragraph less."""
    dice = random.Random(seed)
    syllables = [a + b for a in "b c d f g h k l m n p r s t v w".split() for b in "a e i o u ai ou en or is".split()]
    words = sorted({"".join(dice.choices(syllables, k=dice.choice((1, 2, 2, 3, 3, 4)))) for _ in range(30_000)})
    dice.shuffle(words)
    cumulative, total = [], 0.0
    for rank in range(len(words)):
        total += 1 / (rank + 10)
        cumulative.append(total)
    names = [f"{a.capitalize()} {b.capitalize()}" for a, b in zip(dice.choices(words, k=3000), dice.choices(words, k=3000))]

    def some(n):
        return " ".join(dice.choices(words, cum_weights=cumulative, k=n))

    kept = []
    for n in range(count):
        if kept and dice.random() < 1 / 12:
            headline, paragraphs = dice.choice(kept)
            paragraphs = paragraphs[:-1]
        else:
            headline, paragraphs = some(9).capitalize(), []
            for _ in range(8):
                said = f" “{some(14).capitalize()},” said {dice.choice(names)}." if dice.random() < 0.5 else f" {dice.choice(names)} {some(6)}."
                paragraphs.append(f"{some(30).capitalize()} on {dice.choice(('Monday', 'Friday'))}.{said}")
            kept.append((headline, paragraphs))
        yield {"uri": f"urn:newsml:peer.example:{n}", "type": "text", "version": "1", "language": "en", "urgency": dice.choice((3, 4, 5)), "pubstatus": "usable",
               "versioncreated": f"2026-03-01T{n // 3600 % 24:02}:{n // 60 % 60:02}:{n % 60:02}Z", "headline": headline, "slugline": headline.split()[0],
               "body_html": "".join(f"<p>{p}</p>" for p in paragraphs)}


def peer(path, everything):
    import uuid
    from lxml import html
    from rensa import RMinHash, RMinHashLSH

    quotation = re.compile(r'[“"]([^”"]{10,600})[”"]\s*(?:(?:said|says|told)\s+([A-Z][\w.-]+(?:\s+[A-Z][\w.-]+)*)|([A-Z][\w.-]+(?:\s+[A-Z][\w.-]+)*)\s+(?:said|says))?')
    word = re.compile(r"\w+")
    urgent = re.compile(r"^(?:flash|alert|breaking|urgent)\b", re.I)
    lsh, prints = RMinHashLSH(0.5, 128, 32), []
    seen, postings, vectors, threads = Counter(), defaultdict(list), [], []
    with open(path, encoding="utf-8") as lines:
        for n, line in enumerate(lines):
            story = json.loads(json.loads(line)["payload"])
            paragraphs = [" ".join(p.text_content().split()) for p in html.fromstring(f"<div>{story['body_html']}</div>").iter("p")]
            text = "\n\n".join(paragraphs)
            words = word.findall(text.lower())
            print_ = RMinHash(128, 42)
            print_.update({" ".join(words[i:i + 5]) for i in range(len(words) - 4)} or {text})
            near = [(prints[c].jaccard(print_), c) for c in lsh.query(print_)]
            repeats = max((n for n in near if n[0] >= 0.5), default=None)
            lsh.insert(n, print_)
            prints.append(print_)
            data = {"story": {**story, "body": text}, "duplicateOf": repeats and repeats[1]}
            if everything:
                data["quotations"] = [{"text": m[1], "speaker": m[2] or m[3]} for m in quotation.finditer(text)]
                counts = Counter(words)
                seen.update(counts.keys())
                weights = {w: (1 + math.log(c)) * math.log((n + 2) / seen[w]) for w, c in counts.items()}
                top = dict(sorted(weights.items(), key=lambda x: -x[1])[:40])
                norm = math.sqrt(sum(x * x for x in top.values())) or 1.0
                top = {w: x / norm for w, x in top.items()}
                scores = defaultdict(float)
                for w, x in top.items():
                    for other in postings[w][-200:]:
                        scores[other] += x * vectors[other][w]
                best = max(scores.items(), key=lambda x: x[1], default=None)
                threads.append(threads[best[0]] if best and best[1] >= 0.3 else n)
                for w in top:
                    postings[w].append(n)
                vectors.append(top)
                data["thread"] = threads[n]
                data["class"] = "duplicate" if repeats else "breaking" if urgent.match(story["headline"]) or story["urgency"] <= 2 else "update" if threads[n] != n else "new"
            event = {"id": str(uuid.uuid5(uuid.NAMESPACE_URL, story["uri"] + story["version"])), "type": "wire.story", "data": data}
            sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")


def cpu(command):
    with open(os.devnull, "wb") as sink:
        child = subprocess.Popen(command, stdout=sink)
        _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{command} ended with {status}")
    return usage.ru_utime + usage.ru_stime


def main():
    program, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        paths, size = [f"{folder}/all.ndjson", f"{folder}/one.ndjson"], 0
        with open(paths[0], "w", encoding="utf-8") as every, open(paths[1], "w", encoding="utf-8") as one:
            for n, story in enumerate(stories(count)):
                payload = json.dumps(story, ensure_ascii=False)
                size += len(payload.encode())
                line = json.dumps({"topic": "wire.raw", "partition": 0, "offset": n, "ts": 1_772_323_200_000 + n * 1000, "payload": payload}, ensure_ascii=False) + "\n"
                every.write(line)
                if n == 0:
                    one.write(line)
        me = [sys.executable, __file__]
        sides = {"wiredesk": [program, "process", "--records"], "peer": me + ["--everything"], "peer, repeats only": me + ["--repeats"]}
        least = dict.fromkeys(sides, math.inf)
        for _ in range(ROUNDS):
            for name, command in sides.items():
                least[name] = min(least[name], (cpu(command + [paths[0]]) - cpu(command + [paths[1]])) / (count - 1))
    print(f"{count} ninjs stories of {size // count} bytes on average, the least of {ROUNDS} interleaved rounds, CPU a story")
    for name, seconds in least.items():
        print(f"{name:20} {seconds * 1e6:9.0f} µs   x{seconds / least['wiredesk']:.2f} of wiredesk")


if __name__ == "__main__":
    if sys.argv[1] in ("--everything", "--repeats"):
        peer(sys.argv[2], sys.argv[1] == "--everything")
    else:
        main()
