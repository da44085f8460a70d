package io.millrace.worker.streams;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * A producer that commits nothing once the gate is shut. A commit has three steps, and each asks
 * the gate: one that is shut at the flush, the first, makes Kafka Streams close a task without a
 * checkpoint; the second may take as long as the brokers need, so the third asks once more.
 *
 * <p>A commit without an answer is repeated by the producer's own thread, until it is closed at
 * once.
 */
record GatedProducer(Producer<byte[], byte[]> producer, CommitGate gate)
    implements InvocationHandler {
  @SuppressWarnings("unchecked")
  static Producer<byte[], byte[]> around(Producer<byte[], byte[]> producer, CommitGate gate) {
    return (Producer<byte[], byte[]>)
        Proxy.newProxyInstance(
            GatedProducer.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            new GatedProducer(producer, gate));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    switch (method.getName()) {
      case "flush", "sendOffsetsToTransaction", "commitTransaction" -> gate.requireOpen();
      case "close" -> {
        if (gate.isShut()) {
          producer.close(Duration.ZERO);
          return null;
        }
      }
      default -> {
        // As it is.
      }
    }
    return Passed.to(producer, method, arguments == null ? new Object[0] : arguments);
  }
}
