package io.millrace.worker.check;

import io.millrace.schemas.VectorRecord;
import io.millrace.topology.chunk.ChunkSettings;
import io.millrace.topology.chunk.ChunkSplitter;
import io.millrace.topology.port.Lane;
import io.millrace.topology.source.DocumentParser;
import io.millrace.topology.source.DocumentSource;
import io.millrace.topology.source.DocumentSource.Keeping;
import io.millrace.topology.source.SourceSettings;
import io.millrace.topology.source.VectorsTopic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A source whose documents have at most four words a chunk, and which may be truncated. */
final class TestSources {
  private static final int CHUNK_WORDS = 4;

  private TestSources() {}

  static DocumentSource of(String topic, String vectors, Serializer<VectorRecord> serializer) {
    return of(
        SourceSettings.of(topic, SourceSettings.Format.AUTO, List.of("text")),
        new VectorsTopic(vectors, new StringSerializer(), serializer),
        false);
  }

  /** The same with change events of a table, whose columns are kept. */
  static DocumentSource ofChanges(
      String topic, String vectors, Serializer<VectorRecord> serializer) {
    return of(
        SourceSettings.builder(topic)
            .format(SourceSettings.Format.DEBEZIUM)
            .keepColumns(true)
            .build(),
        new VectorsTopic(vectors, new StringSerializer(), serializer),
        true);
  }

  private static DocumentSource of(
      SourceSettings settings, VectorsTopic vectors, boolean keepColumns) {
    WordEmbedder embedder = new WordEmbedder();
    return new DocumentSource(
        settings.topic(),
        settings.topic(),
        vectors,
        new DocumentParser(settings, id -> Optional.empty()),
        new ChunkSplitter(
            new ChunkSettings(CHUNK_WORDS * WordEmbedder.TOKENS_OF_WORD, 0), embedder::countTokens),
        embedder,
        Lane.STREAM,
        new Keeping(false, keepColumns, true, Duration.ofDays(1)),
        Set.of());
  }
}
