package io.millrace.worker.demo;

import io.millrace.schemas.VectorRecord;
import io.millrace.worker.topic.TopicFollower;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Tells of every vector that becomes visible, and how long after its document was written. */
record ArrivalTail(PrintStream out) {
  TopicFollower follow(Demo demo) {
    return TopicFollower.start(
        "arrivals", demo.vectorsTopic().tail(demo.deserializer()), this::tell);
  }

  private void tell(ConsumerRecord<byte[], VectorRecord> record) {
    String chunkId = new String(record.key(), StandardCharsets.UTF_8);
    VectorRecord vector = record.value();
    if (vector == null) {
      out.printf("- %s is gone%n", chunkId);
    } else {
      out.printf(
          "+ %s is searchable, %d ms after it was written%n",
          chunkId, System.currentTimeMillis() - vector.getUpdatedAt());
    }
  }
}
