"""`crossclaim validate`: the schemas, and the rules between records.

Every rule is a small function from the data to problems; all are run and everything is gathered before anything is printed. Rules that need
an article's text run where the text is at hand (recognised by its SHA-256) and are reported as skipped, article by article, where it
is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from crossclaim import store, text
from crossclaim.dataset import couples, gold, load, pairs, schemas, source, splits
from crossclaim.dataset.inventory import derive_claims
from crossclaim.dataset.source import Record, Source
from crossclaim.errors import InputError, Problem
from crossclaim.scoring import closure

ORDER_P = 0.001  # below this the direction of the identifiers is no accident


class Report(NamedTuple):
    """What was found, what could not be checked, and how many records were looked at."""

    problems: list[Problem]
    skipped: list[str]
    records: int


def _at(data: Source, name: str) -> str:
    return store.show(data.folder / name)


def find_texts(data: Source, folder: Path | None) -> dict[str, str]:
    """The articles' texts that a folder holds, by article; files are recognised by their SHA-256 whatever they are called."""
    if folder is None:
        return {}
    if not folder.is_dir():
        raise InputError(Problem(store.show(folder), None, "", "articles", "no such folder of article texts"))
    wanted = {row["sha256"]: row["article_id"] for row in data.articles}
    found: dict[str, str] = {}
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        try:
            content = path.read_bytes().decode("utf-8")
        except (UnicodeDecodeError, OSError):
            continue
        article = wanted.get(text.sha256(content))
        if article:
            found[article] = content
    return found


# ---------------------------------------------------------------------------------------------------- schemas and identifiers


def _annotation_kind(name: str) -> str | None:
    kinds = {
        "claims-": "claims-pass", "inventory-": "claims-pass", "coverage-": "coverage-pass", "listing-": "listing-pass",
        "votes-": "votes-pass", "decisions-": "decision", "types-": "contradiction-pass", "pool": "pool", "revisions": "revision",
    }  # fmt: skip
    return next((kind for prefix, kind in kinds.items() if name.startswith(prefix)), None)


def _schemas(data: Source) -> Iterator[Problem]:
    edited = {"events": "event", "articles": "article", "claims": "claim", "relations": "relation"}
    for name, kind in edited.items():
        yield from schemas.problems(getattr(data, name), kind, _at(data, f"{name}.jsonl"))
    yield from schemas.document_problems(data.splits, "splits", _at(data, "splits.json"))
    annotators = data.folder / "annotations" / "annotators.json"
    yield from schemas.document_problems(store.read_json(annotators), "annotators", store.show(annotators))
    for path in sorted((data.folder / "annotations").glob("*/*")):
        kind = _annotation_kind(path.name)
        if kind is None or path.suffix != ".jsonl":
            yield Problem(store.show(path), None, "", "file", "no kind of pass has a name like this")
        else:
            yield from schemas.problems(store.read_jsonl(path), kind, store.show(path))
    for config in load.CONFIGS.values():
        for file in config.files.values():
            if file not in ("claims.jsonl", "articles.jsonl"):
                yield from schemas.problems(load.read_rows(data.folder / file), config.schema, _at(data, file))


def _unique(rows: Iterable[Mapping[str, Any]], file: str, *fields: str) -> Iterator[Problem]:
    first: dict[tuple[Any, ...], int] = {}
    for line, row in enumerate(rows, 1):
        key = tuple(row[field] for field in fields)
        if key in first:
            name = ", ".join(str(part) for part in key)
            yield Problem(file, line, f"$.{fields[0]}", "unique", f"{name} stands already on line {first[key]}")
        first.setdefault(key, line)


def _identifiers(data: Source) -> Iterator[Problem]:
    for name, fields in (
        ("events", ("event_id",)),
        ("articles", ("article_id",)),
        ("claims", ("claim_id",)),
        ("relations", ("evidence_id", "claim_id")),
    ):
        yield from _unique(getattr(data, name), _at(data, f"{name}.jsonl"), *fields)
    yield from _unique(data.claims, _at(data, "claims.jsonl"), "text", "speaker", "article_id")
    events = {row["event_id"]: {topic["topic"] for topic in row["topics"]} for row in data.events}
    articles = {row["article_id"]: row["event_id"] for row in data.articles}
    claims = data.claim()
    for line, row in enumerate(data.articles, 1):
        if row["event_id"] not in events:
            yield Problem(_at(data, "articles.jsonl"), line, "$.event_id", "reference", f"no event {row['event_id']}")
        if row["syndicated_from"] is not None and row["syndicated_from"] not in articles:
            yield Problem(_at(data, "articles.jsonl"), line, "$.syndicated_from", "reference", f"no article {row['syndicated_from']}")
    for line, row in enumerate(data.claims, 1):
        file = _at(data, "claims.jsonl")
        if articles.get(row["article_id"]) != row["event_id"]:
            yield Problem(file, line, "$.article_id", "reference", f"event {row['event_id']} has no article {row['article_id']}")
        if row["topic"] not in events.get(row["event_id"], ()):
            yield Problem(file, line, "$.topic", "reference", f"event {row['event_id']} has no topic {row['topic']}")
    for line, row in enumerate(data.relations, 1):
        file = _at(data, "relations.jsonl")
        for side in ("evidence_id", "claim_id"):
            if row[side] not in claims:
                yield Problem(file, line, f"$.{side}", "reference", f"no claim {row[side]}")
        if {claims[row[s]]["event_id"] for s in ("evidence_id", "claim_id") if row[s] in claims} - {None} and len(
            {claims[row[s]]["event_id"] for s in ("evidence_id", "claim_id") if row[s] in claims}
        ) > 1:
            yield Problem(file, line, "$.claim_id", "reference", "the two claims belong to different events")


# ------------------------------------------------------------------------------------------------------------- source texts


def _spans(data: Source, texts: Mapping[str, str]) -> Iterator[Problem]:
    length = {row["article_id"]: row["n_chars"] for row in data.articles}
    claims_file = _at(data, "claims.jsonl")
    rows = [(claims_file, line, row["article_id"], row["spans"]) for line, row in enumerate(data.claims, 1)]
    for path in sorted((data.folder / "annotations").glob("*/*.jsonl")):
        if _annotation_kind(path.name) == "claims-pass":
            article = next((a for a in length if path.stem.endswith(f"-{a}")), None)
            if article is None:
                yield Problem(store.show(path), None, "", "reference", "the file's name ends in no known article")
                continue
            rows += [(store.show(path), line, article, row["spans"]) for line, row in enumerate(store.read_jsonl(path), 1)]
    for file, line, article, spans in rows:
        for i, span in enumerate(spans):
            place = f"$.spans[{i}]"
            if not span["start"] < span["end"] <= length.get(article, 0):
                yield Problem(file, line, place, "span", f"no slice {span['start']}:{span['end']} in {article}")
            elif article in texts and text.span(texts[article], span["start"], span["end"]) != span:
                yield Problem(file, line, place, "span-hash", f"the hashes are not those of this slice of {article}")
    for line, row in enumerate(data.articles, 1):
        if row["article_id"] in texts and len(texts[row["article_id"]]) != row["n_chars"]:
            found = len(texts[row["article_id"]])
            yield Problem(_at(data, "articles.jsonl"), line, "$.n_chars", "length", f"the text has {found} characters")


def _strings(value: Any, path: str = "$") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():  # pyright: ignore[reportUnknownVariableType]
            yield from _strings(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for i, inner in enumerate(value):  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
            yield from _strings(inner, f"{path}[{i}]")


def _prose(data: Source) -> list[Path]:
    """The Markdown that is published with the data: the card, and the docs where the data lies in a checkout."""
    return [data.folder / "README.md", *sorted((data.folder.parent / "docs").glob("**/*.md"))]


def _source_text(data: Source, texts: Mapping[str, str]) -> Iterator[Problem]:
    source_runs = {run: article for article, content in texts.items() for run in text.runs(content)}
    if not source_runs:
        return

    def shared(string: str) -> str | None:
        return next((run for run in text.runs(string) if run in source_runs), None)

    files = [data.folder / f"{name}.jsonl" for name in ("events", "articles", "claims", "relations")]
    files += sorted((data.folder / "annotations").glob("*/*.jsonl"))
    for file in files:
        for line, row in enumerate(store.read_jsonl(file), 1):
            for path, string in _strings(row):
                run = shared(string)
                if run:
                    message = f"{text.RUN} words in a row from {source_runs[run]}; restate: {run!r}"
                    yield Problem(store.show(file), line, path, "source-text", message)
    for file in _prose(data):
        if file.is_file():
            run = shared(store.read_text(file))
            if run:
                message = f"{text.RUN} words in a row from {source_runs[run]}; restate: {run!r}"
                yield Problem(store.show(file), None, "", "source-text", message)


def _guidelines(data: Source) -> Iterator[Problem]:
    """No claim of the data set stands in the guidelines, where it would hand an answer to readers and models."""
    file = data.folder.parent / "docs" / "annotation-guidelines.md"
    if not file.is_file():
        return
    words = f" {' '.join(text.words(store.read_text(file)))} "
    for line, row in enumerate(data.claims, 1):
        if f" {' '.join(text.words(row['text']))} " in words:
            message = f"this claim stands in {store.show(file)}; examples are about invented events only"
            yield Problem(_at(data, "claims.jsonl"), line, "$.text", "guidelines", message)


# ------------------------------------------------------------------------------------------------------ passes, votes and gold


def _passes(data: Source) -> Iterator[Problem]:
    annotators = {row["annotator"] for row in store.read_json(data.folder / "annotations" / "annotators.json")}
    for event in data.events:
        folder = data.annotations(event["event_id"])
        ids = {row["claim_id"] for row in data.claims if row["event_id"] == event["event_id"]}
        rows = store.read_jsonl(folder / "pool.jsonl")
        asked: dict[int, set[couples.Couple]] = {}
        for row in rows:
            asked.setdefault(row["round"], set()).add((row["evidence_id"], row["claim_id"]))
        yield from _unique(rows, store.show(folder / "pool.jsonl"), "evidence_id", "claim_id", "round")
        for line, row in enumerate(rows, 1):
            if not row["evidence_id"] < row["claim_id"] or not {row["evidence_id"], row["claim_id"]} <= ids:
                yield Problem(store.show(folder / "pool.jsonl"), line, "$.claim_id", "pool", "not two claims of the event, smaller first")
        ever = set().union(*asked.values())
        for path in sorted(folder.glob("listing-*.jsonl")):
            file, found = store.show(path), store.read_jsonl(path)
            if path.stem not in annotators:
                yield Problem(file, None, "", "annotator", f"annotators.json does not say what {path.stem} is")
            for claim in sorted(ids - {row["claim_id"] for row in found}):
                yield Problem(file, None, "", "coverage", f"the pass has no row for claim {claim}")
            for one, other in sorted(set(couples.listed(found)) - ever):
                yield Problem(file, None, "", "pool", f"{one} and {other} were listed and never put to the vote")
        by_round: Counter[int] = Counter()
        for path in sorted(folder.glob("votes-*.jsonl")):
            file, found = store.show(path), store.read_jsonl(path)
            number = int(path.stem.rsplit("-", 1)[1])
            by_round[number] += 1
            if path.stem not in annotators:
                yield Problem(file, None, "", "annotator", f"annotators.json does not say what {path.stem} is")
            yield from _unique(found, file, "evidence_id", "claim_id")
            answered = {(row["evidence_id"], row["claim_id"]) for row in found}
            for one, other in sorted(asked.get(number, set()) - answered):
                yield Problem(file, None, "", "coverage", f"no answer on {one} and {other}")
            for one, other in sorted(answered - asked.get(number, set())):
                yield Problem(file, None, "", "coverage", f"{one} and {other} were not put to the vote in round {number}")
        for number in sorted(set(asked)):
            if by_round[number] < 2:
                yield Problem(store.show(folder), None, "", "coverage", f"round {number} has {by_round[number]} votes passes; it needs two")
        for path in sorted([*folder.glob("decisions-*.jsonl"), *folder.glob("types-*.jsonl")]):
            if path.stem not in annotators:
                yield Problem(store.show(path), None, "", "annotator", f"annotators.json does not say what {path.stem} is")
            for line, row in enumerate(store.read_jsonl(path), 1):
                if (row["evidence_id"], row["claim_id"]) not in ever:
                    yield Problem(store.show(path), line, "$.claim_id", "pool", "this couple is not in the pool")


def _votes(data: Source) -> Iterator[Problem]:
    """What each row must show by itself: one couple once, and a gold label that its votes or an adjudicator can carry."""
    file = _at(data, "relations.jsonl")
    stored = {(row["evidence_id"], row["claim_id"]): row for row in data.relations}
    for line, row in enumerate(data.relations, 1):
        evidence, claim, label = row["evidence_id"], row["claim_id"], row["label"]
        back = stored.get((claim, evidence))
        if evidence == claim:
            yield Problem(file, line, "$.claim_id", "self", "a claim is related to itself")
        if label != "supports" and evidence > claim:
            yield Problem(file, line, "$.evidence_id", "order", f"{label} is symmetric: the smaller identifier is the evidence")
        if back and not label == back["label"] == "supports":
            yield Problem(file, line, "$.label", "reversed", f"the reversed couple stands as {back['label']}")
        if not row["adjudicated"]:
            answers = {vote["label"] for vote in row["votes"]}
            expected = {"supports", "mutual"} if label == "supports" else {label}
            if len(answers) != 1 or not answers <= expected:
                yield Problem(file, line, "$.votes", "votes", f"{label} without adjudication, but the votes say {sorted(answers)}")
            if min(vote["confidence"] for vote in row["votes"]) < gold.SURE:
                yield Problem(file, line, "$.votes", "votes", "a vote of confidence 1 and no adjudication")
            if answers == {"mutual"} and back is None:
                yield Problem(file, line, "$.votes", "votes", "the votes say mutual and the reversed row is missing")


def _derivation(data: Source) -> Iterator[Problem]:
    """Claims and relations are exactly what the passes and decisions give."""
    claims_file, relations_file = _at(data, "claims.jsonl"), _at(data, "relations.jsonl")
    derived_claims: list[Record] = []
    derived: list[Record] = []
    for event in data.events:
        articles = [row["article_id"] for row in data.articles if row["event_id"] == event["event_id"]]
        derived_claims += derive_claims(data.annotations(event["event_id"]), event["event_id"], articles)
        derived += gold.relations(gold.read_passes(data.annotations(event["event_id"])))
    yield from _same_rows(data.claims, derived_claims, claims_file, ("claim_id",))
    yield from _same_rows(data.relations, derived, relations_file, ("evidence_id", "claim_id"))


def _same_rows(stored: Sequence[Record], derived: Sequence[Record], file: str, key: tuple[str, ...]) -> Iterator[Problem]:
    expected = {tuple(row[field] for field in key): row for row in derived}
    for line, row in enumerate(stored, 1):
        other = expected.pop(tuple(row[field] for field in key), None)
        if other is None:
            yield Problem(file, line, f"$.{key[0]}", "derivation", "the annotations give no such row")
        elif other != row:
            field = next(field for field in row if row[field] != other.get(field))
            yield Problem(file, line, f"$.{field}", "derivation", "differs from what the annotations give")
    for missing in expected:
        yield Problem(file, None, "", "derivation", f"the row of {', '.join(missing)} is missing")


def _closure(data: Source) -> Iterator[Problem]:
    """Among clear relations nothing is implied that gold denies or leaves out."""
    supports, contradicts = gold.supports_and_contradictions(data.relations, "clear")
    all_supports, all_contradicts = gold.supports_and_contradictions(data.relations)
    for found in closure.violations(supports, contradicts):
        couple = (found.evidence, found.claim)
        if couple in all_supports if found.label == "supports" else frozenset(couple) in all_contradicts:
            continue  # stated, though only as borderline
        message = f"{found.evidence} {found.label} {found.claim} follows through {found.middle} and is not in the gold"
        yield Problem(_at(data, "relations.jsonl"), None, "", "closure", message)


# ------------------------------------------------------------------------------------------------------ splits and built files


def _splits(data: Source) -> Iterator[Problem]:
    file = _at(data, "splits.json")
    cluster = splits.clusters(data)
    for row in data.claims:
        unit = cluster.get(row["claim_id"])
        if unit not in data.splits["units"]:
            yield Problem(file, None, "$.units", "splits", f"claim {row['claim_id']} stands in no split")
    for claim in sorted(set(data.splits["parts"]) - set(data.claim())):
        yield Problem(file, None, f"$.parts.{claim}", "splits", f"no claim {claim}")
    for config in ("pairs", "relations"):
        where: dict[str, str] = {}
        units: dict[str, str] = {}
        for split, name in load.CONFIGS[config].files.items():
            for line, row in enumerate(load.read_rows(data.folder / name), 1):
                for seen, key, what in ((units, row["cluster_id"], "cluster"), (where, row["evidence_id"], "claim"), (where, row["claim_id"], "claim")):
                    if seen.setdefault(key, split) != split:
                        yield Problem(_at(data, name), line, "$.cluster_id", "splits", f"{what} {key} stands in {seen[key]}, too")


def _order(data: Source) -> Iterator[Problem]:
    """Neither order nor identifiers of the built rows tell a label."""
    from scipy.stats import fisher_exact

    for split, name in load.CONFIGS["pairs"].files.items():
        rows, file = load.read_rows(data.folder / name), _at(data, name)
        yield from _unique(rows, file, "pair_id")
        if [row["pair_id"] for row in rows] != sorted(row["pair_id"] for row in rows):
            yield Problem(file, None, "", "row-order", "rows are not in the order of their pair_id")
        table = [[0, 0], [0, 0]]
        for line, row in enumerate(rows, 1):
            evidence, claim = row["evidence_id"], row["claim_id"]
            if row["pair_id"] != pairs.pair_id(evidence, claim):
                yield Problem(file, line, "$.pair_id", "pair-id", "is not the hash of the two claims' identifiers")
            if row["label"] == "contradicts" and (evidence, claim) != pairs.hashed_direction(evidence, claim):
                yield Problem(file, line, "$.evidence_id", "direction", "a contradiction's direction must come from the hash")
            table[row["label"] == "contradicts"][evidence < claim] += 1
        chance = float(fisher_exact(table)[1])
        if chance < ORDER_P:
            yield Problem(file, None, "", "id-order", f"in {split} the order of the two identifiers tells the label (p = {chance:.1g})")


Rule = Callable[[Source], Iterable[Problem]]


def check(folder: Path, articles: Path | None = None, say: Callable[[str], None] = lambda _: None) -> Report:
    """Check a data folder. Raises InputError where a file cannot be read at all.

    Rules between records rely on the shape of the records, so they run only where the schemas hold.
    """
    if not folder.is_dir():
        raise InputError(Problem(store.show(folder), None, "", "data", "no such data folder"))
    data = source.read(folder)
    texts = find_texts(data, articles)
    say("schemas")
    problems = list(_schemas(data))
    if not problems:
        rules: dict[str, Rule] = {
            "identifiers": _identifiers,
            "spans": lambda data: _spans(data, texts),
            "source text": lambda data: _source_text(data, texts),
            "guidelines": _guidelines,
            "passes": _passes,
            "votes": _votes,
            "derivation of the gold": _derivation,
            "closure": _closure,
            "splits": _splits,
            "row order": _order,
        }
        for name, rule in rules.items():
            say(name)
            try:
                problems += rule(data)
            except (KeyError, InputError) as error:
                problems.append(Problem(store.show(folder), None, "", name, f"could not be checked: {error}"))
    skipped = [
        f"{row['article_id']}: its text is not at hand, so its spans were checked for place only and nothing was compared with it"
        for row in data.articles
        if row["article_id"] not in texts
    ]
    return Report(problems, skipped, len(data.events) + len(data.articles) + len(data.claims) + len(data.relations))


