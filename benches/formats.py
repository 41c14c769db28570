#!/usr/bin/env python3
"""CPU a wire by format: wiredesk's intake against lxml (XML) and json (JSON) with a faithful minimal extraction, in one interleaved run.

    cargo bench --bench formats --no-run     # prints the path of the benchmark
    benches/formats.py BENCHMARK FOLDER…     # needs lxml

The other side parses the wire and takes out id, version, dates, status, urgency, language, headline, byline, slug, note and the body as
paragraphs of text: no charset repair, no agency rules, no furniture, no signals, which intake's time includes. It is a lower bound on what an ingester
in Python does; Superdesk's parsers do more. The least of all rounds counts on both sides.
"""
import json, pathlib, subprocess, sys, time
from collections import defaultdict
from lxml import etree

ROUNDS = 5
FIELDS = ["versionCreated", "firstCreated", "urgency", "Urgency", "headline", "HeadLine", "hl1", "byline", "ByLine", "by", "slugline", "SlugLine", "edNote",
          "pubStatus", "Status", "language", "PublicIdentifier", "RevisionId", "ThisRevisionCreated", "FirstCreated", "date.issue", "doc-id", "title", "guid", "pubDate"]
BODIES = {"inlineXML", "inlineData", "DataContent", "body.content", "body", "content", "encoded", "description"}


def read_xml(data):
    root = etree.fromstring(data, etree.XMLParser(recover=True, resolve_entities=False, huge_tree=True))
    out = {}
    wanted = set(FIELDS)
    for e in root.iter():
        if not isinstance(e.tag, str):
            continue
        name = e.tag.rsplit("}", 1)[-1]
        if name in wanted:
            out.setdefault(name, (dict(e.attrib), "".join(e.itertext()).strip()))
        elif name in BODIES:
            paragraphs = [" ".join("".join(p.itertext()).split()) for p in e.iter("{*}p")]
            out.setdefault("body", paragraphs or [" ".join("".join(e.itertext()).split())])
    return out


def read_json(data):
    value = json.loads(data)
    html = []

    def walk(v):
        if isinstance(v, dict):
            for k, x in v.items():
                if isinstance(x, str) and ("html" in k or "body" in k) and "<" in x:
                    html.append([" ".join(p.split()) for p in etree.HTML(x).itertext()])
                else:
                    walk(x)
        elif isinstance(v, list):
            for x in v:
                walk(x)

    walk(value)
    return value, html


def main():
    bench, folders = sys.argv[1], sys.argv[2:]
    files = sorted(p for f in folders for p in pathlib.Path(f).rglob("*") if p.is_file() and p.suffix != ".tsv")
    payloads = {}
    for p in files:
        data = p.read_bytes()
        head = data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1]
        if head in (b"<", b"{", b"["):
            payloads[p] = (read_xml if head == b"<" else read_json, data)
    theirs, ours = defaultdict(lambda: float("inf")), defaultdict(lambda: float("inf"))
    for _ in range(ROUNDS):
        out = subprocess.run([bench, *map(str, payloads)], capture_output=True, text=True, check=True).stdout
        for line in out.splitlines():
            name, ns = line.rsplit("\t", 1)
            ours[pathlib.Path(name)] = min(ours[pathlib.Path(name)], float(ns))
        for p, (read, data) in payloads.items():
            for _ in range(6):
                start = time.perf_counter_ns()
                try:
                    read(data)
                except (ValueError, etree.Error):
                    theirs.pop(p, None)
                    break
                theirs[p] = min(theirs[p], time.perf_counter_ns() - start)
    by = defaultdict(list)
    for p in payloads:
        if p in theirs and p in ours:
            by[p.parent.name].append((ours[p], theirs[p]))
    print(f"{'folder':28} {'wires':>5} {'wiredesk µs':>12} {'lxml/json µs':>13} {'times':>6}")
    for name, rows in sorted(by.items()):
        mine, other = sum(r[0] for r in rows) / len(rows) / 1000, sum(r[1] for r in rows) / len(rows) / 1000
        print(f"{name:28} {len(rows):5} {mine:12.1f} {other:13.1f} {other / mine:6.1f}")


main()
