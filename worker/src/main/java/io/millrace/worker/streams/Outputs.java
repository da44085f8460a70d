package io.millrace.worker.streams;

import io.millrace.topology.source.DocumentSource;
import java.util.List;

/**
 * What may be written, by what the topics take that are there.
 *
 * @param sources each with the longest record of its vectors topic
 * @param letterValueBytes longest value that a dead letter carries
 */
record Outputs(List<DocumentSource> sources, int letterValueBytes) {
  Outputs {
    sources = List.copyOf(sources);
  }
}
