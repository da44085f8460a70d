package io.millrace.worker.check;

import static java.util.Objects.requireNonNull;

import io.millrace.schemas.VectorRecord;
import io.millrace.topology.source.DocumentSource;
import io.millrace.worker.topic.CommittedTopic;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * A source and where its records lie.
 *
 * @param source reads and splits documents as the worker does
 * @param documents what is read
 * @param vectors what is written; sources that name the same topic are checked together
 * @param values reads the vectors
 * @param withOthers whether sources that are not checked write to the same vectors topic: then a
 *     vector of a document that this source does not have is theirs
 */
public record CheckedSource(
    DocumentSource source,
    CommittedTopic documents,
    CommittedTopic vectors,
    Deserializer<VectorRecord> values,
    boolean withOthers) {
  public CheckedSource {
    requireNonNull(source, "source");
    requireNonNull(documents, "documents");
    requireNonNull(vectors, "vectors");
    requireNonNull(values, "values");
  }
}
