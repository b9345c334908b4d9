"""The desk on the pages: whose case it is, what may be done now, and what was done."""
