"""Annotation tasks: from the data to what a reader gets, and from what the reader hands in to a stored pass.

A *kind* of reading (`claims`, `faithfulness`, `listing`, `pool`, `mirror`) says what is shown and what is asked; each is one small
module that defines `KIND`. A *form* (`jsonl`, `csv`, `label-studio`) says how that is laid out; each is one module with `write` and `read`.
`export.write` puts the two together, `intake.store` takes a filled-in file back.

What is exported is a function of the data, the kind, the order and the seed. A task's identifier names these, with a digest of what was
shown; so the import makes the same packet again and needs no key, and no identifier of a claim, no origin, no vote and no gold is ever
written.
"""
