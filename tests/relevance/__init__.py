"""How good the order of results is, on judged collections and beside peers: `python -m tests.relevance`."""
