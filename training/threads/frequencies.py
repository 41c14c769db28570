"""Prints the table [topics] of a language's file: which words most stories hold, from plain news texts that no score is measured on.

usage: frequencies.py LANGUAGE TEXTS.ndjson...     (lines with "title" and "body" or "text")
The lists in config/languages/en.toml are from English Wikinews and the development part of PolNeAR, those in fr.toml from French Wikinews;
those in de.toml and es.toml were written by hand."""
import collections, json, re, sys, unicodedata

CALENDAR = {
    "en": "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
ENDINGS = "ungen ments ment ings ing ung ern ies ied ers ées ee ée és er en em es ed os as é s e a o".split()
FEWEST = 4  # stories that must hold a word: fewer are chance


def stem(word):
    """As src/editorial/stem.rs."""
    n = len(word.encode())
    for ending in ENDINGS:
        if word.endswith(ending) and n - len(ending.encode()) >= 4:
            return word[:-len(ending)]
    return word[:-1] if n > 4 and word.endswith("y") else word


def fold(word):
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def main(language, paths):
    stories, forms = collections.Counter(), collections.defaultdict(collections.Counter)
    total = 0
    for path in paths:
        for line in open(path, encoding="utf-8"):
            d = json.loads(line)
            words = re.findall(r"[^\W\d_]{2,}", (d.get("title") or "") + "\n" + (d.get("body") or d.get("text") or ""))
            small = collections.Counter(w for w in words if w[0].islower())
            seen = {}
            for w in words:
                low = w.lower()
                # A word that is only ever written with a capital is a name, and no name is common for long.
                if small[low]:
                    seen[fold(stem(low))] = low
            total += 1
            stories.update(seen.keys())
            for k, w in seen.items():
                forms[k][w] += 1
    bands = [[] for _ in range(6)]
    for k, n in stories.items():
        band = next((b for b in range(6) if n * 2 ** (b + 1) >= total), None)
        if band is not None and n >= FEWEST:
            bands[band].append(min(forms[k], key=lambda w: (-forms[k][w], w)))
    print("\n[topics]\n# Frequent words of news, from those that most stories hold to those that one in 64 holds.\nfrequent = [")
    for band in bands:
        print('    """')
        line = ""
        for word in sorted(band):
            if len(line) + len(word) > 135:
                print(line.rstrip())
                line = ""
            line += word + " "
        print(line.rstrip() + '""",')
    print("]\n# Weekdays and months.\ncalendar = [")
    names = CALENDAR[language].split()
    for i in range(0, len(names), 10):
        print("    " + ", ".join(f'"{n}"' for n in names[i:i + 10]) + ",")
    print("]")


main(sys.argv[1], sys.argv[2:])
