package io.millrace.worker.exactlyonce;

import io.millrace.schemas.FloatVector;
import io.millrace.schemas.VectorRecord;
import io.millrace.schemas.serde.VectorRecordSerializer;
import io.millrace.topology.chunk.ChunkSettings;
import io.millrace.topology.chunk.ChunkSplitter;
import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.Document;
import io.millrace.topology.model.Parsed;
import io.millrace.topology.source.DocumentParser;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The hand-written consumer that people put in front of an embedding server: it writes, then
 * commits its offsets, without a transaction. The negative control: under the same kills the check
 * must not come out clean.
 */
final class NaiveWorker {
  private final WorkerConfig config;
  private final KafkaProducer<String, VectorRecord> producer;

  private NaiveWorker(WorkerConfig config, KafkaProducer<String, VectorRecord> producer) {
    this.config = config;
    this.producer = producer;
  }

  public static void main(String[] args) {
    WorkerConfig config = ConfigFile.ofThisProcess().read(Path.of(args[0]));
    VectorRecordSerializer serializer = new VectorRecordSerializer();
    serializer.configure(config.registry(), false);
    Map<String, Object> client =
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
    new NaiveWorker(config, new KafkaProducer<>(client, new StringSerializer(), serializer)).run();
  }

  private void run() {
    Map<String, Object> client =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            config.bootstrapServers(),
            ConsumerConfig.GROUP_ID_CONFIG,
            config.streams().applicationId(),
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.AUTO_COMMIT_INTERVAL_MS_CONFIG,
            60_000,
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
            6_000);
    DocumentParser parser = new DocumentParser(config.source().settings(), id -> Optional.empty());
    ChunkSplitter splitter = new ChunkSplitter(new ChunkSettings(1 << 20, 0), String::length);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(config.source().topic()));
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          switch (parser.parse(record.key(), record.value(), record.timestamp())) {
            case Parsed.Rejected _, Parsed.Nothing _, Parsed.Truncate _ -> {}
            case Parsed.Delete(String id, OptionalLong _) -> send(record, Chunk.id(id, 0), null);
            case Parsed.Upsert(Document document) ->
                splitter.split(document).chunks().forEach(chunk -> send(record, document, chunk));
          }
        }
      }
    }
  }

  private void send(ConsumerRecord<?, ?> source, Document document, Chunk chunk) {
    String chunkId = Chunk.id(document.id(), chunk.ordinal());
    send(
        source,
        chunkId,
        VectorRecord.newBuilder()
            .setChunkId(chunkId)
            .setDocId(document.id())
            .setOrdinal(chunk.ordinal())
            .setText(chunk.text())
            .setVector(FloatVector.of(new float[] {1}))
            .setModel("none")
            .setSpace("none")
            .setTokens(1)
            .setUpdatedAt(source.timestamp())
            .setEmbeddedAt(System.currentTimeMillis())
            .setMetadata(document.metadata())
            .build());
  }

  private void send(ConsumerRecord<?, ?> source, String chunkId, @Nullable VectorRecord vector) {
    String topic = config.vectors().topic();
    int partitions = producer.partitionsFor(topic).size();
    int partition =
        Utils.toPositive(Utils.murmur2(Chunk.documentId(chunkId).getBytes(StandardCharsets.UTF_8)))
            % partitions;
    var _ =
        producer.send(new ProducerRecord<>(topic, partition, source.timestamp(), chunkId, vector));
  }
}
