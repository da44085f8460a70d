package io.millrace.worker.check;

import io.millrace.topology.deadletter.DeadLetterHandler;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Which source records have a dead letter. */
final class DeadLetterSide {
  private final CheckReport.Collector findings;
  private final Set<String> coordinates = new HashSet<>();
  private boolean read;

  DeadLetterSide(CheckReport.Collector findings) {
    this.findings = findings;
  }

  void read(ConsumerRecord<byte[], byte[]> deadLetter) {
    String topic = header(deadLetter, DeadLetterHandler.TOPIC);
    String partition = header(deadLetter, DeadLetterHandler.PARTITION);
    String offset = header(deadLetter, DeadLetterHandler.OFFSET);
    if (topic == null || partition == null || offset == null) {
      return; // Another application's: such topics are often shared.
    }
    String source = coordinates(topic, partition, offset);
    if (!coordinates.add(source)) {
      findings.add(Finding.Kind.DUPLICATE_DEAD_LETTER, source);
    }
  }

  void markRead() {
    read = true;
  }

  /** Whether the topic was named at all. */
  boolean isRead() {
    return read;
  }

  int count() {
    return coordinates.size();
  }

  boolean has(ConsumerRecord<?, ?> record) {
    return coordinates.contains(
        coordinates(record.topic(), "" + record.partition(), "" + record.offset()));
  }

  private static String coordinates(String topic, String partition, String offset) {
    return topic + "-" + partition + "@" + offset;
  }

  private static @Nullable String header(ConsumerRecord<?, ?> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
