package io.millrace.worker.demo;

import io.millrace.worker.local.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes documents to a topic. A file of any length takes the memory of a line and of what is on
 * its way. Not thread safe.
 */
public final class DocumentWriter implements AutoCloseable {
  private static final int ANSWER_TIMEOUT_MILLIS = 20_000;
  private static final int MAX_REQUEST_BYTES = 16 << 20;

  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  public DocumentWriter(String bootstrapServers, String topic) {
    this.topic = topic;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, ANSWER_TIMEOUT_MILLIS,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Writes a text; without one, deletes the document. */
  public void write(String key, @Nullable String text) {
    send(new ProducerRecord<>(topic, utf8(key), text == null ? null : utf8(text)));
    flush();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Writes every line that is not blank; the number of records written.
   *
   * @param name what to call the lines in an error
   * @throws InputException if a line cannot be read or written
   */
  public long writeLines(BufferedReader lines, String name) throws IOException {
    long written = 0;
    int lineNumber = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      lineNumber++;
      if (!line.isBlank()) {
        send(SourceLine.parse(line, name + ", line " + lineNumber).to(topic));
        written++;
      }
    }
    flush();
    return written;
  }

  private void send(ProducerRecord<byte[], byte[]> document) {
    try {
      var _ = producer.send(document, (record, e) -> failure.compareAndSet(null, e));
    } catch (KafkaException e) {
      throw failed(e);
    }
    throwFailure();
  }

  private void flush() {
    producer.flush();
    throwFailure();
  }

  private void throwFailure() {
    Exception e = failure.get();
    if (e != null) {
      throw failed(e);
    }
  }

  private InputException failed(Exception e) {
    return new InputException("cannot write to topic \"%s\": %s".formatted(topic, e.getMessage()));
  }

  @Override
  public void close() {
    producer.close();
  }
}
