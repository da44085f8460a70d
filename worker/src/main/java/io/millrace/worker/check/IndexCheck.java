package io.millrace.worker.check;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.topic.CommittedTopic;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads sources, dead letters and vectors from their first to their last committed record and says
 * whether every live document has exactly its chunks. For streams that have caught up: what is
 * still on its way counts as missing.
 *
 * <p>Takes about 400 bytes of heap a document, live or deleted, and 300 a chunk; texts and vectors
 * are not kept, but for those that are made anew.
 *
 * @param sources what is checked, at least one
 * @param deadLetters without it, records that the model refused show up as stale or missing
 * @param recomputed vectors of each vectors topic that are made anew and compared
 */
public record IndexCheck(
    List<CheckedSource> sources, Optional<CommittedTopic> deadLetters, int recomputed) {
  public IndexCheck {
    sources = List.copyOf(sources);
    requireNonNull(deadLetters, "deadLetters");
    if (recomputed < 0) {
      throw new IllegalArgumentException(
          "recomputed is %d, must not be negative".formatted(recomputed));
    }
  }

  /** Runs the check with the worker's own reading and splitting of documents. */
  public CheckReport run() throws InterruptedException {
    CheckReport.Collector findings = new CheckReport.Collector();
    DeadLetterSide letters = new DeadLetterSide(findings);
    deadLetters.ifPresent(topic -> {
      letters.markRead();
      topic.scan(new ByteArrayDeserializer(), letters::read);
    });
    for (List<CheckedSource> ofTopic : byVectorsTopic()) {
      check(ofTopic, letters, findings);
    }
    return findings.report(letters.count());
  }

  private Collection<List<CheckedSource>> byVectorsTopic() {
    Map<String, List<CheckedSource>> byTopic =
        sources.stream()
            .collect(
                Collectors.groupingBy(
                    source -> source.vectors().name(), LinkedHashMap::new, Collectors.toList()));
    return byTopic.values();
  }

  private void check(
      List<CheckedSource> ofTopic, DeadLetterSide letters, CheckReport.Collector findings)
      throws InterruptedException {
    List<SourceSide> sides =
        ofTopic.stream().map(source -> read(source, letters, findings)).toList();
    CheckedSource any = ofTopic.getFirst();
    VectorSide vectors = new VectorSide(new ExpectedIndex(ofTopic, sides, findings), findings);
    any.vectors().scan(any.values(), vectors::read);
    ChunkSample sample = new ChunkSample(recomputed);
    vectors.compare(sample);
    if (recomputed > 0) {
      VectorRecomputation anew = new VectorRecomputation(sample.sources(), findings);
      any.vectors().scan(any.values(), anew::read);
      anew.compare();
    }
  }

  private static SourceSide read(
      CheckedSource source, DeadLetterSide letters, CheckReport.Collector findings) {
    SourceSide side = new SourceSide(source.source(), letters, findings);
    source.documents().scan(new ByteArrayDeserializer(), side::read);
    return side;
  }
}
