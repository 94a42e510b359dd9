"""The passes are complete, and the gold is what they give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from crossclaim import store
from crossclaim.dataset import coherence, couples, gold
from crossclaim.dataset.inventory import derive_claims
from crossclaim.dataset.rules.common import annotation_kind, at, unique
from crossclaim.dataset.source import Record, Source
from crossclaim.errors import Problem


def passes(data: Source) -> Iterator[Problem]:
    """Every pass covers what it had to cover, everything listed went to the vote, and every annotator is described."""
    described = {row["annotator"] for row in store.read_json(data.folder / "annotations" / "annotators.json")}
    for event in data.events:
        folder = data.annotations(event["event_id"])
        ids = {row["claim_id"] for row in data.claims if row["event_id"] == event["event_id"]}
        asked: dict[int, set[couples.Couple]] = {}
        for row in store.read_jsonl(folder / "pool.jsonl"):
            asked.setdefault(row["round"], set()).add((row["evidence_id"], row["claim_id"]))
        ever: set[couples.Couple] = set().union(*asked.values())
        yield from _pool(folder / "pool.jsonl", ids)
        yield from _listings(sorted(folder.glob("listing-*.jsonl")), ids, ever)
        yield from _votes_passes(folder, asked)
        for path in sorted([*folder.glob("decisions-*.jsonl"), *folder.glob("types-*.jsonl")]):
            for line, row in enumerate(store.read_jsonl(path), 1):
                if couples.couple(row["evidence_id"], row["claim_id"]) not in ever:
                    yield Problem(store.show(path), line, "$.claim_id", "pool", "this couple is not in the pool")
                if row.get("decided_by", path.stem) != path.stem:
                    yield Problem(
                        store.show(path), line, "$.decided_by", "annotator", f"a decision of {row['decided_by']} in another's pass"
                    )
        for path in sorted(folder.glob("*.jsonl")):
            kind = annotation_kind(path.name)
            name = _annotator(path.stem, kind, [row["article_id"] for row in data.articles])
            if name is not None and name not in described:
                yield Problem(store.show(path), None, "", "annotator", f"annotators.json does not say what {name} is")


def _annotator(stem: str, kind: str | None, articles: Sequence[str]) -> str | None:
    """Who made a pass, by its file's name; None for files that are nobody's reading."""
    if kind in ("pool", "coverage-pass", None):
        return None
    article = next((article for article in articles if stem.endswith(f"-{article}")), None)
    return stem.removesuffix(f"-{article}") if article else stem


def _pool(path: Path, ids: set[str]) -> Iterator[Problem]:
    rows, file = store.read_jsonl(path), store.show(path)
    yield from unique(rows, file, "evidence_id", "claim_id", "round")
    for line, row in enumerate(rows, 1):
        if not row["evidence_id"] < row["claim_id"] or not {row["evidence_id"], row["claim_id"]} <= ids:
            yield Problem(file, line, "$.claim_id", "pool", "not two claims of the event with the smaller identifier first")


def _listings(paths: Sequence[Path], ids: set[str], ever: set[couples.Couple]) -> Iterator[Problem]:
    for path in paths:
        file, found = store.show(path), store.read_jsonl(path)
        for claim in sorted(ids - {row["claim_id"] for row in found}):
            yield Problem(file, None, "", "coverage", f"the pass has no row for claim {claim}")
        for one, other in sorted(set(couples.listed(found)) - ever):
            yield Problem(file, None, "", "pool", f"{one} and {other} were listed and never put to the vote")


def _votes_passes(folder: Path, asked: Mapping[int, set[couples.Couple]]) -> Iterator[Problem]:
    made: Counter[int] = Counter()
    for path in sorted(folder.glob("votes-*.jsonl")):
        file, found = store.show(path), store.read_jsonl(path)
        number = gold.round_of(path.stem)
        made[number] += 1
        answers = [couples.couple(row["evidence_id"], row["claim_id"]) for row in found]
        answered = set(answers)
        for one, other in sorted(key for key, n in Counter(answers).items() if n > 1):
            yield Problem(file, None, "", "unique", f"{one} and {other} were answered twice")
        for one, other in sorted(asked.get(number, set()) - answered):
            yield Problem(file, None, "", "coverage", f"no answer on {one} and {other}")
        for one, other in sorted(answered - asked.get(number, set())):
            yield Problem(file, None, "", "coverage", f"{one} and {other} were not put to the vote in round {number}")
    for number in sorted(asked):
        if made[number] < 2:
            yield Problem(store.show(folder), None, "", "coverage", f"round {number} has {made[number]} votes passes and needs two")


def votes(data: Source) -> Iterator[Problem]:
    """What each row must show by itself: one couple once, and a gold label that its votes or an adjudicator can carry."""
    file = at(data, "relations.jsonl")
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


def derivation(data: Source) -> Iterator[Problem]:
    """Claims and relations are exactly what the passes and decisions give."""
    claims_file, relations_file = at(data, "claims.jsonl"), at(data, "relations.jsonl")
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


def closed(data: Source) -> Iterator[Problem]:
    """Among clear relations nothing is implied that gold denies or leaves out."""
    for found in coherence.unclosed(data.relations):
        message = f"{found.evidence} {found.label} {found.claim} follows through {found.middle} and is not in the gold"
        yield Problem(at(data, "relations.jsonl"), None, "", "closure", message)


def same_words(data: Source) -> Iterator[Problem]:
    """Who states a claim does not matter: all couples of the same words have the same relation and certainty."""
    lines: dict[couples.Couple, int] = {}
    for line, row in enumerate(data.relations, 1):
        lines.setdefault(couples.couple(row["evidence_id"], row["claim_id"]), line)
    for one, other, judged in coherence.differences(data.relations, {row["claim_id"]: row["text"] for row in data.claims}):
        kinds = "; ".join(sorted(set(judged.values())))
        message = f"{one!r} and {other!r} are judged differently where the same words recur: {kinds}"
        yield Problem(at(data, "relations.jsonl"), min(lines[key] for key in judged), "$.label", "same-words", message)
