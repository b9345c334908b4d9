"""The work on a case: who has it, what is asked, what is decided and by which rules."""
