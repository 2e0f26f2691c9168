"""Which of Whoosh's tests need not pass, each by its name and with the reason. Both tables are checked both ways."""

from __future__ import annotations

NOT_WITH_THIS_CODEC = {
    "tests/test_codecs.py::test_corrupt_postings_block_raises_clear_error": (
        "overwrites bytes in a `.pst` or `.seg` file, which are of Whoosh's own codec; "
        "damage to packs is tested in tests/index/columnar/test_damage.py"
    ),
    "tests/test_codecs.py::test_tiny_blocks_stored_uncompressed_round_trip": (
        "looks for compressed blocks in the way Whoosh's own codec writes them"
    ),
}
"""Tests of the file format of Whoosh's own codec, which pass with that codec and cannot with another."""

_MISSING = "reads example scripts, pages or release tools that the source distribution leaves out"

NOT_WITH_ANY_CODEC = dict.fromkeys(
    (
        "tests/test_bump_version_script.py::test_changelog_section_detection",
        "tests/test_bump_version_script.py::test_check_passes_for_current_state",
        "tests/test_bump_version_script.py::test_commit_refuses_without_changelog_section",
        "tests/test_bump_version_script.py::test_round_trip_bump_restores_files",
        "tests/test_bump_version_script.py::test_script_reports_current_version",
        "tests/test_example_acronyms.py::test_default_analyzer_drops_acronyms",
        "tests/test_example_acronyms.py::test_default_analyzer_end_to_end_misses_acronym",
        "tests/test_example_acronyms.py::test_end_to_end_search_finds_acronyms",
        "tests/test_example_acronyms.py::test_main_runs",
        "tests/test_example_acronyms.py::test_tech_analyzer_does_not_regress_hyphenation",
        "tests/test_example_acronyms.py::test_tech_analyzer_in_a_sentence",
        "tests/test_example_acronyms.py::test_tech_analyzer_keeps_acronyms_and_langs",
        "tests/test_example_parallel_indexing.py::test_gil_status_is_descriptive",
        "tests/test_example_parallel_indexing.py::test_parallel_index_matches_serial_doc_count",
        "tests/test_example_parallel_indexing.py::test_single_worker_is_still_correct",
        "tests/test_example_parallel_indexing.py::test_uneven_shards_lose_no_documents",
        "tests/test_example_parallel_search.py::test_gil_status_is_descriptive",
        "tests/test_example_parallel_search.py::test_more_workers_than_queries",
        "tests/test_example_parallel_search.py::test_parallel_matches_serial",
        "tests/test_example_parallel_search.py::test_results_are_deterministic_and_ordered",
        "tests/test_example_parallel_search.py::test_single_worker_is_still_correct",
        "tests/test_example_parallel_search.py::test_verify_equivalent_catches_a_mismatch",
        "tests/test_example_rag_retriever.py::test_build_context_joins_chunk_text",
        "tests/test_example_rag_retriever.py::test_dense_bridges_synonyms_but_misses_rare_tokens",
        "tests/test_example_rag_retriever.py::test_hybrid_recovers_both_failure_modes",
        "tests/test_example_rag_retriever.py::test_keyword_search_ranks_exact_terms",
        "tests/test_example_rag_retriever.py::test_rrf_prefers_ids_found_by_both",
        "tests/test_example_signed_numbers.py::test_default_tokenizer_drops_sign",
        "tests/test_example_signed_numbers.py::test_numeric_field_distinguishes_sign",
        "tests/test_example_signed_numbers.py::test_targeted_tokenizer_date_caveat",
        "tests/test_example_signed_numbers.py::test_targeted_tokenizer_does_not_regress_hyphenated_words",
        "tests/test_example_signed_numbers.py::test_targeted_tokenizer_keeps_signed_numbers",
        "tests/test_example_signed_numbers.py::test_text_field_with_signed_tokenizer_distinguishes_sign",
        "tests/test_examples_runnable.py::test_example_script_runs[autocomplete.py]",
        "tests/test_examples_runnable.py::test_example_script_runs[custom_analyzers.py]",
        "tests/test_examples_runnable.py::test_example_script_runs[did_you_mean.py]",
        "tests/test_examples_runnable.py::test_example_script_runs[faceted_search.py]",
        "tests/test_examples_runnable.py::test_example_script_runs[highlighting.py]",
        "tests/test_examples_runnable.py::test_example_script_runs[index_sync.py]",
        "tests/test_examples_runnable.py::test_example_script_runs[quickstart.py]",
        "tests/test_examples_runnable.py::test_example_script_runs[resource_management.py]",
        "tests/test_examples_runnable.py::test_example_script_runs[scoring_and_sorting.py]",
        "tests/test_examples_runnable.py::test_example_script_runs[tutorial.py]",
        "tests/test_site_version_sync.py::test_index_jsonld_software_version_matches_package",
        "tests/test_site_version_sync.py::test_maintained_page_latest_release_matches_package",
    ),
    _MISSING,
)
"""Tests that fail with Whoosh's own codec too."""

MAY_BE_SKIPPED = {
    "tests/test_langchain.py": "langchain-core",
    "tests/test_llamaindex.py": "llama-index-core",
    "tests/test_mcp.py": "mcp, fastmcp",
}
"""Files of which Whoosh itself skips tests where a library is not installed."""
