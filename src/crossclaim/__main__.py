"""`python -m crossclaim`."""

from crossclaim.cli import main

main(prog_name="crossclaim")
