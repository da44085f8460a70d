package io.millrace.topology;

import io.millrace.topology.chunk.ChunkSettings;
import io.millrace.topology.chunk.ChunkSplitter;
import io.millrace.topology.port.Lane;
import io.millrace.topology.source.DocumentParser;
import io.millrace.topology.source.DocumentSource;
import io.millrace.topology.source.DocumentSource.Keeping;
import io.millrace.topology.source.VectorsTopic;
import java.util.Set;
import org.apache.kafka.common.serialization.StringSerializer;

/** Makes the source of every test: at most 16 tokens a chunk, no overlap. */
public final class TestSource {
  public static final String DOCUMENTS = "documents";
  public static final String VECTORS = "vectors";

  private TestSource() {}

  public static DocumentSource of(DocumentParser parser, FakeEmbedder embedder) {
    return of(parser, embedder, Keeping.hashes());
  }

  public static DocumentSource of(DocumentParser parser, FakeEmbedder embedder, Keeping keeping) {
    return new DocumentSource(
        DOCUMENTS,
        DOCUMENTS,
        new VectorsTopic(VECTORS, new StringSerializer(), new VectorRecordSerde().serializer()),
        parser,
        new ChunkSplitter(new ChunkSettings(16, 0), embedder::countTokens),
        embedder,
        Lane.STREAM,
        keeping,
        Set.of("traceparent", "tracestate", "baggage"));
  }
}
