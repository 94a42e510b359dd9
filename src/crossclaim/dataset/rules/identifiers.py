"""Identifiers are unique and resolve."""

from __future__ import annotations

from collections.abc import Iterator

from crossclaim.dataset.rules.common import at, unique
from crossclaim.dataset.source import Source
from crossclaim.errors import Problem


def identifiers(data: Source) -> Iterator[Problem]:
    """Every identifier occurs once, and every reference has something to refer to."""
    for name, fields in (
        ("events", ("event_id",)),
        ("articles", ("article_id",)),
        ("claims", ("claim_id",)),
        ("relations", ("evidence_id", "claim_id")),
    ):
        yield from unique(getattr(data, name), at(data, f"{name}.jsonl"), *fields)
    yield from unique(data.claims, at(data, "claims.jsonl"), "text", "speaker", "article_id")
    events = {row["event_id"]: {topic["topic"] for topic in row["topics"]} for row in data.events}
    articles = {row["article_id"]: row["event_id"] for row in data.articles}
    gone = {row["id"] for row in data.withdrawn}
    claims = data.claim()
    for line, row in enumerate(data.articles, 1):
        if row["event_id"] not in events:
            yield Problem(at(data, "articles.jsonl"), line, "$.event_id", "reference", f"no event {row['event_id']}")
        if row["syndicated_from"] is not None and row["syndicated_from"] not in articles.keys() | gone:
            yield Problem(at(data, "articles.jsonl"), line, "$.syndicated_from", "reference", f"no article {row['syndicated_from']}")
    for line, row in enumerate(data.claims, 1):
        file = at(data, "claims.jsonl")
        if articles.get(row["article_id"]) != row["event_id"]:
            yield Problem(file, line, "$.article_id", "reference", f"event {row['event_id']} has no article {row['article_id']}")
        if row["topic"] not in events.get(row["event_id"], ()):
            yield Problem(file, line, "$.topic", "reference", f"event {row['event_id']} has no topic {row['topic']}")
    for line, row in enumerate(data.relations, 1):
        file = at(data, "relations.jsonl")
        for side in ("evidence_id", "claim_id"):
            if row[side] not in claims:
                yield Problem(file, line, f"$.{side}", "reference", f"no claim {row[side]}")
        sides = [claims[row[side]] for side in ("evidence_id", "claim_id") if row[side] in claims]
        if len({claim["event_id"] for claim in sides}) > 1:
            yield Problem(file, line, "$.claim_id", "reference", "the two claims belong to different events")


def withdrawals(data: Source) -> Iterator[Problem]:
    """What was withdrawn stays out: its identifier is not given again, and an article's text does not come back by another name."""
    yield from unique(data.withdrawn, at(data, "withdrawn.jsonl"), "id")
    gone = {row["id"]: row["date"] for row in data.withdrawn}
    texts = {row["sha256"]: row["date"] for row in data.withdrawn if row["sha256"]}
    for name, field in (("articles", "article_id"), ("claims", "claim_id")):
        for line, row in enumerate(getattr(data, name), 1):
            if row[field] in gone:
                message = f"{row[field]} was withdrawn on {gone[row[field]]} and must not come back"
                yield Problem(at(data, f"{name}.jsonl"), line, f"$.{field}", "withdrawn", message)
    for line, row in enumerate(data.articles, 1):
        if row["sha256"] in texts:
            message = f"this text was withdrawn on {texts[row['sha256']]} and must not come back"
            yield Problem(at(data, "articles.jsonl"), line, "$.sha256", "withdrawn", message)
