package io.millrace.topology.lookahead;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.junit.jupiter.api.Test;

class LookAheadInterceptorTest {
  @Test
  void recordsPassThroughWithoutALookAhead() {
    ConsumerRecords<byte[], byte[]> records = ConsumerRecords.empty();
    try (LookAheadInterceptor interceptor = new LookAheadInterceptor()) {
      interceptor.configure(Map.of());

      assertThat(interceptor.onConsume(records)).isSameAs(records);
    }
  }
}
