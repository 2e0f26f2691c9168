"""What is counted, in one place, in the text format of Prometheus.

Under several workers every process writes its numbers to a file in `PROMETHEUS_MULTIPROC_DIR`, and `/metrics` adds
them up; `web/gunicorn_conf.py` sets that folder before the first import of `prometheus_client`. No gauge is of a
"live" mode, so that nothing has to be tidied when a worker ends.
"""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The counters of one application, in a registry of its own."""

    def __init__(self) -> None:
        registry = CollectorRegistry()
        self._registry = registry
        self._requests = Counter(
            "dossier_requests", "Requests answered.", ("method", "endpoint", "status"), registry=registry
        )
        self._seconds = Histogram(
            "dossier_request_seconds", "Seconds to an answer.", ("endpoint",), buckets=SECONDS, registry=registry
        )
        self._searches = Counter("dossier_searches", "Searches answered.", registry=registry)
        self._empty = Counter("dossier_searches_without_hits", "Searches that found nothing.", registry=registry)
        self._generation = Gauge(
            "dossier_generation", "Generation last answered from.", registry=registry, multiprocess_mode="mostrecent"
        )
        self._documents = Gauge(
            "dossier_documents", "Records of that generation.", registry=registry, multiprocess_mode="mostrecent"
        )

    def request(self, method: str, endpoint: str, status: int, seconds: float) -> None:
        """Count one answer; names that a stranger could invent are folded, so the labels stay few."""
        self._requests.labels(method if method in METHODS else "other", endpoint, str(status)).inc()
        self._seconds.labels(endpoint).observe(seconds)

    def search(self, total: int) -> None:
        """Count one search."""
        self._searches.inc()
        if total == 0:
            self._empty.inc()

    def generation(self, number: int, documents: int) -> None:
        """Note the state of the archive that was answered from."""
        self._generation.set(number)
        self._documents.set(documents)

    def text(self) -> bytes:
        """All numbers, those of every worker together where there are several."""
        registry = self._registry
        if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
