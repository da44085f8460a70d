package io.millrace.worker.check;

import static java.util.Objects.requireNonNull;

import io.millrace.schemas.VectorRecord;
import io.millrace.topology.chunk.ChunkSplitter;
import io.millrace.topology.source.DocumentParser;
import io.millrace.worker.topic.CommittedTopic;
import java.util.Optional;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads source, dead letters and vectors from their first to their last committed record and says
 * whether every live document has exactly its chunks. For a stream that has caught up: what is
 * still on its way counts as missing.
 *
 * <p>Takes about 200 bytes of heap a document and as many a chunk.
 *
 * @param deadLetters without it, records that the model refused show up as stale or missing
 */
public record IndexCheck(
    CommittedTopic source, CommittedTopic vectors, Optional<CommittedTopic> deadLetters) {
  public IndexCheck {
    requireNonNull(source, "source");
    requireNonNull(vectors, "vectors");
    requireNonNull(deadLetters, "deadLetters");
  }

  /** Runs the check with the worker's own reading and splitting of documents. */
  public CheckReport run(
      DocumentParser parser, ChunkSplitter splitter, Deserializer<VectorRecord> deserializer) {
    CheckReport.Collector findings = new CheckReport.Collector();
    DeadLetterSide letters = new DeadLetterSide(findings);
    deadLetters.ifPresent(topic -> {
      letters.markRead();
      topic.scan(new ByteArrayDeserializer(), letters::read);
    });
    SourceSide documents = new SourceSide(parser, splitter, letters, findings);
    source.scan(new ByteArrayDeserializer(), documents::read);
    VectorSide chunks = new VectorSide(documents::isOrdered, findings);
    vectors.scan(deserializer, chunks::read);
    int liveChunks = chunks.compare(documents.live());
    return findings.report(
        documents.live().size(), liveChunks, documents.rejected(), letters.count());
  }
}
