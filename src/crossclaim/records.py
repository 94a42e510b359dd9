"""The records of the data set as plain frozen tuples; their fields, in this order, are the contract of `schema/`.

`Pair.from_json(row)` and friends turn a JSON object into the tuple. A field that the row lacks or adds is a TypeError:
`crossclaim validate` says where.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

LABELS = ("supports", "contradicts")
RELATION_LABELS = ("supports", "contradicts", "neutral")
ANSWERS = ("supports", "supported_by", "mutual", "contradicts", "neutral")
REVERSED = {"supports": "supported_by", "supported_by": "supports"}
"""The same answer seen from the other side of the couple; the other three are symmetric."""


def reverse(answer: str) -> str:
    """The answer about (b, a) that says what `answer` says about (a, b)."""
    return REVERSED.get(answer, answer)


class Span(NamedTuple):
    """A slice of an article, by code points and by hash."""

    start: int
    end: int
    sha256: str
    normalized_length: int
    normalized_sha256: str


class Claim(NamedTuple):
    """One proposition that an article states, in our own words."""

    claim_id: str
    event_id: str
    article_id: str
    text: str
    kind: str
    speaker: str | None
    stance: str
    modality: str
    as_of: str | None
    topic: str
    spans: tuple[Span, ...]

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Claim:
        """The record of a JSON object with exactly these fields."""
        fields: dict[str, Any] = {**row, "spans": tuple(Span(**span) for span in row["spans"])}
        return cls(**fields)


class Article(NamedTuple):
    """One account of an event: where it was published and the hash of the text that was read, never the text."""

    article_id: str
    event_id: str
    publisher: str
    url: str
    title: str | None
    byline: str | None
    published: str | None
    language: str
    n_chars: int
    sha256: str
    extent: str
    syndicated_from: str | None

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Article:
        """The record of a JSON object with exactly these fields."""
        return cls(**row)


class RelationVote(NamedTuple):
    """One reader's answer on a relation, as seen from its evidence side."""

    annotator: str
    label: str
    confidence: int


class Relation(NamedTuple):
    """One judged couple of claims, direction included."""

    evidence_id: str
    claim_id: str
    label: str
    certainty: str
    contradiction_type: str | None
    origin: str
    votes: tuple[RelationVote, ...]
    adjudicated: bool
    rationale: str

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Relation:
        """The record of a JSON object with exactly these fields."""
        fields: dict[str, Any] = {**row, "votes": tuple(RelationVote(**vote) for vote in row["votes"])}
        return cls(**fields)


class VoteCounts(NamedTuple):
    """How many readers gave each answer, as seen from the pair's evidence side."""

    supports: int
    supported_by: int
    mutual: int
    contradicts: int
    neutral: int


class Pair(NamedTuple):
    """One labelled pair of claims: the row of the default config."""

    pair_id: str
    event_id: str
    cluster_id: str
    evidence_id: str
    claim_id: str
    evidence: str
    claim: str
    label: str
    certainty: str
    scope: str
    contradiction_type: str | None
    votes: VoteCounts
    evidence_article_id: str
    evidence_speaker: str | None
    evidence_kind: str
    evidence_modality: str
    evidence_topic: str
    evidence_proposition: str
    claim_article_id: str
    claim_speaker: str | None
    claim_kind: str
    claim_modality: str
    claim_topic: str
    claim_proposition: str

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Pair:
        """The record of a JSON object with exactly these fields."""
        fields: dict[str, Any] = {**row, "votes": VoteCounts(**row["votes"])}
        return cls(**fields)


class JudgedRelation(NamedTuple):
    """One row of the three-way config: a relation with both claims and who asserts them, explicit neutrals included."""

    pair_id: str
    event_id: str
    cluster_id: str
    evidence_id: str
    claim_id: str
    evidence: str
    claim: str
    label: str
    certainty: str
    contradiction_type: str | None
    origin: str
    scope: str
    adjudicated: bool
    rationale: str
    evidence_article_id: str
    evidence_speaker: str | None
    evidence_kind: str
    evidence_modality: str
    evidence_topic: str
    claim_article_id: str
    claim_speaker: str | None
    claim_kind: str
    claim_modality: str
    claim_topic: str

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> JudgedRelation:
        """The record of a JSON object with exactly these fields."""
        return cls(**row)


class Vote(NamedTuple):
    """One row of the votes config: one reader's answer, confidence and reason on one relation."""

    evidence_id: str
    claim_id: str
    annotator: str
    label: str
    confidence: int
    rationale: str
    round: int

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Vote:
        """The record of a JSON object with exactly these fields."""
        return cls(**row)
