package io.millrace.topology;

import io.millrace.schemas.VectorRecord;
import io.millrace.topology.model.DocumentState;
import io.millrace.topology.serde.DocumentPartitioner;
import io.millrace.topology.serde.DocumentStateSerde;
import io.millrace.topology.stage.Stages;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The way of a record:
 *
 * <pre>
 * documents topic                                                      vectors topic   dead letters
 *      │                                                                     ▲              ▲
 *      ▼                                                                     │              │
 * ParseDocument → SplitIntoChunks → SkipUnchanged → EmbedChunks → EmitVectors ──────────────┘
 *                                        └─── documents store ───┘
 * </pre>
 *
 * The store, the vectors, the dead letters and the offsets commit in one transaction.
 */
public final class EmbeddingTopology {
  private static final String SOURCE = "Documents";
  private static final String SINK = "Vectors";

  private EmbeddingTopology() {}

  /**
   * Puts the stages together.
   *
   * @param vectorSerializer writes the values of the vectors topic; null is a tombstone
   */
  public static Topology of(
      String sourceTopic,
      String vectorsTopic,
      Stages stages,
      Serializer<VectorRecord> vectorSerializer) {
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    return new Topology()
        .addSource(SOURCE, bytes, bytes, sourceTopic)
        .addProcessor("ParseDocument", stages.parseDocument(), SOURCE)
        .addProcessor("SplitIntoChunks", stages.splitIntoChunks(), "ParseDocument")
        .addProcessor("SkipUnchanged", stages.skipUnchanged(), "SplitIntoChunks")
        .addProcessor("EmbedChunks", stages.embedChunks(), "SkipUnchanged")
        .addProcessor("EmitVectors", stages.emitVectors(), "EmbedChunks")
        .addStateStore(documents(), "SkipUnchanged", "EmitVectors")
        .addSink(
            SINK,
            vectorsTopic,
            new StringSerializer(),
            vectorSerializer,
            new DocumentPartitioner<>(),
            "EmitVectors");
  }

  /** Without a cache: what a stage puts is in the changelog before the offset is committed. */
  private static StoreBuilder<KeyValueStore<String, DocumentState>> documents() {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(Stages.DOCUMENTS_STORE),
            Serdes.String(),
            new DocumentStateSerde())
        .withCachingDisabled();
  }
}
