package io.millrace.worker.usage;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.worker.topic.CommittedTopic;
import io.millrace.worker.topic.TopicException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What the topic says.
 *
 * @param days by kind, name and date
 * @param foreign records that are no usage
 */
public record UsageReport(List<DailyUsage> days, long foreign) {
  public UsageReport {
    days = List.copyOf(days);
  }

  /**
   * Reads the whole topic.
   *
   * @param since the first day
   * @throws TopicException if no broker answers or there is no such topic
   */
  public static UsageReport read(CommittedTopic topic, LocalDate since) {
    Latest latest = new Latest();
    topic.scan(new ByteArrayDeserializer(), latest::take);
    return new UsageReport(sums(latest.totals.values(), since), latest.foreign);
  }

  private static List<DailyUsage> sums(Collection<DailyUsage> totals, LocalDate since) {
    Map<List<Object>, DailyUsage> sums =
        totals.stream()
            .filter(total -> !total.date().isBefore(since))
            .collect(
                Collectors.toMap(
                    total -> List.of(total.kind(), total.name(), total.date()),
                    total -> total,
                    DailyUsage::plus));
    return sums.values().stream()
        .sorted(
            Comparator.comparing(DailyUsage::kind)
                .thenComparing(DailyUsage::name)
                .thenComparing(DailyUsage::date))
        .toList();
  }

  /** The last record of each key: what compaction has not yet taken counts once. */
  private static final class Latest {
    private static final JsonMapper JSON =
        JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private final Map<ByteBuffer, DailyUsage> totals = new HashMap<>();
    private long foreign;

    void take(ConsumerRecord<byte[], byte[]> record) {
      if (record.key() == null) {
        foreign++;
      } else if (record.value() == null) {
        totals.remove(ByteBuffer.wrap(record.key()));
      } else {
        usage(record.value())
            .ifPresentOrElse(
                usage -> totals.put(ByteBuffer.wrap(record.key()), usage), () -> foreign++);
      }
    }

    private static Optional<DailyUsage> usage(byte[] json) {
      try {
        return Optional.of(DailyUsage.of(JSON.readValue(json, UsageTotal.class)));
      } catch (IOException | DateTimeException e) {
        return Optional.empty();
      }
    }
  }
}
