package io.millrace.worker.check;

import io.millrace.topology.chunk.ChunkSplitter;
import io.millrace.topology.model.Document;
import io.millrace.topology.model.Parsed;
import io.millrace.topology.source.DocumentParser;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads the source as the worker does and keeps what each document must look like at the other end.
 */
final class SourceSide {
  private final DocumentParser parser;
  private final ChunkSplitter splitter;
  private final DeadLetterSide deadLetters;
  private final CheckReport.Collector findings;
  private final Map<String, ExpectedDocument> live = new HashMap<>();
  private final Map<String, Long> lastTimestamps = new HashMap<>();

  /** Documents whose timestamps go backwards in the source itself: their vectors may, too. */
  private final Set<String> unordered = new HashSet<>();

  private int rejected;

  SourceSide(
      DocumentParser parser,
      ChunkSplitter splitter,
      DeadLetterSide deadLetters,
      CheckReport.Collector findings) {
    this.parser = parser;
    this.splitter = splitter;
    this.deadLetters = deadLetters;
    this.findings = findings;
  }

  void read(ConsumerRecord<byte[], byte[]> record) {
    boolean hasDeadLetter = deadLetters.has(record);
    switch (parser.parse(record.key(), record.value(), record.timestamp())) {
      case Parsed.Rejected unreadable -> {
        rejected++;
        if (deadLetters.isRead() && !hasDeadLetter) {
          findings.add(Finding.Kind.MISSING_DEAD_LETTER, coordinates(record));
        }
      }
      case Parsed.Nothing _, Parsed.Truncate _ -> {}
      case Parsed.Delete(String id, OptionalLong _) -> {
        live.remove(id);
        seen(id, record.timestamp());
      }
      case Parsed.Upsert(Document document) -> {
        // The model refused this version: the one before it still stands.
        if (!hasDeadLetter) {
          live.put(document.id(), ExpectedDocument.of(splitter.split(document)));
          seen(document.id(), record.timestamp());
        }
      }
    }
  }

  private void seen(String id, long timestampMillis) {
    Long before = lastTimestamps.put(id, timestampMillis);
    if (before != null && before > timestampMillis) {
      unordered.add(id);
    }
  }

  Map<String, ExpectedDocument> live() {
    return live;
  }

  /** Records that are no document. */
  int rejected() {
    return rejected;
  }

  boolean isOrdered(String documentId) {
    return !unordered.contains(documentId);
  }

  private static String coordinates(ConsumerRecord<?, ?> record) {
    return "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset());
  }
}
