package io.millrace.topology.lookahead;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's side of the look-ahead. Runs inside {@code poll()} on the stream thread; Kafka logs and
 * drops what it throws, which costs the hint and nothing else.
 */
public final class LookAheadInterceptor implements ConsumerInterceptor<byte[], byte[]> {
  private @Nullable LookAhead lookAhead;

  @Override
  public void configure(Map<String, ?> configs) {
    lookAhead = (LookAhead) configs.get(LookAhead.CONFIG);
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    if (lookAhead != null) {
      lookAhead.polledRecords().add(records);
    }
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    // Nothing was promised, so there is nothing to settle.
  }

  @Override
  public void close() {
    if (lookAhead != null) {
      lookAhead.polledRecords().clear();
    }
  }
}
