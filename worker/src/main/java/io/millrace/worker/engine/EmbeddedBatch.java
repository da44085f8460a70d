package io.millrace.worker.engine;

import io.millrace.topology.port.EmbeddingResult;
import java.util.List;

/** Texts and what became of them, in the same order. */
record EmbeddedBatch(List<TextInFlight> texts, List<EmbeddingResult> results) {}
