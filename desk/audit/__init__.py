"""What proves the work later: verify, access, history, export, erasure, pruning."""
