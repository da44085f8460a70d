package io.millrace.topology;

import io.millrace.topology.serde.DocumentPartitioner;
import io.millrace.topology.serde.EveryPartition;
import io.millrace.topology.source.DocumentSource;
import io.millrace.topology.source.VectorsTopic;
import io.millrace.topology.stage.Stages;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.streams.Topology;

/**
 * The way of a record, for each source:
 *
 * <pre>
 * documents topic                                                      vectors topic   dead letters
 *      │                                                                     ▲              ▲
 *      ▼                                                                     │              │
 * ParseDocument → SplitIntoChunks → SkipUnchanged → EmbedChunks → EmitVectors ──────────────┘
 *      │                                 └─── documents store ───┘  ▲
 *      └─ AnnounceTruncate ─▶ truncates topic ─▶ RemoveAll ─────────┘
 * </pre>
 *
 * The stores, the vectors, the dead letters and the offsets commit in one transaction.
 */
public final class EmbeddingTopology {
  private EmbeddingTopology() {}

  /**
   * Puts the stages together.
   *
   * @param sources the stages of each source
   * @param applicationId begins the names of topics that are the worker's own
   */
  public static Topology of(Collection<Stages> sources, String applicationId) {
    Topology topology = new Topology();
    sources.forEach(stages -> {
      addWayToEmbedding(topology, stages);
      if (stages.source().keeping().truncates()) {
        addTruncates(topology, stages, truncatesTopic(applicationId, stages.source()));
      }
      addVectors(topology, stages);
    });
    return topology;
  }

  /** Where a source's partitions tell each other of a truncated table. */
  public static String truncatesTopic(String applicationId, DocumentSource source) {
    return "%s-truncates-%s".formatted(applicationId, source.name());
  }

  private static void addWayToEmbedding(Topology topology, Stages stages) {
    Names names = new Names(stages.source().name());
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    topology
        .addSource(names.of("Documents"), bytes, bytes, stages.source().topic())
        .addProcessor(names.of("ParseDocument"), stages.parseDocument(), names.of("Documents"))
        .addProcessor(
            names.of("SplitIntoChunks"), stages.splitIntoChunks(), names.of("ParseDocument"))
        .addProcessor(
            names.of("SkipUnchanged"), stages.skipUnchanged(), names.of("SplitIntoChunks"))
        .addProcessor(names.of("EmbedChunks"), stages.embedChunks(), names.of("SkipUnchanged"));
  }

  private static void addTruncates(Topology topology, Stages stages, String topic) {
    Names names = new Names(stages.source().name());
    topology
        .addProcessor(
            names.of("AnnounceTruncate"), stages.announceTruncate(), names.of("ParseDocument"))
        .addSink(
            names.of("AnnouncedTruncates"),
            topic,
            new ByteArraySerializer(),
            new LongSerializer(),
            new EveryPartition<>(),
            names.of("AnnounceTruncate"))
        .addSource(
            names.of("Truncates"), new ByteArrayDeserializer(), new LongDeserializer(), topic)
        .addProcessor(names.of("RemoveAll"), stages.removeAll(), names.of("Truncates"));
  }

  private static void addVectors(Topology topology, Stages stages) {
    Names names = new Names(stages.source().name());
    VectorsTopic vectors = stages.source().vectors();
    List<String> toEmit = new ArrayList<>(List.of(names.of("EmbedChunks")));
    List<String> withStores =
        new ArrayList<>(
            List.of(
                names.of("ParseDocument"),
                names.of("SkipUnchanged"),
                names.of("EmbedChunks"),
                names.of("EmitVectors")));
    if (stages.source().keeping().truncates()) {
      toEmit.add(names.of("RemoveAll"));
      withStores.add(names.of("RemoveAll"));
    }
    topology
        .addProcessor(names.of("EmitVectors"), stages.emitVectors(), toEmit.toArray(String[]::new))
        .addSink(
            names.of("Vectors"),
            vectors.name(),
            vectors.chunkIds(),
            vectors.vectors(),
            new DocumentPartitioner<>(),
            names.of("EmitVectors"));
    stages
        .stores()
        .forEach(store -> topology.addStateStore(store, withStores.toArray(String[]::new)));
  }

  /** Stages of different sources are told apart by the name of the source. */
  private record Names(String source) {
    String of(String stage) {
      return stage + "-" + source;
    }
  }
}
