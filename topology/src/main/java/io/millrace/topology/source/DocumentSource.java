package io.millrace.topology.source;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.chunk.ChunkSplitter;
import io.millrace.topology.port.Account;
import io.millrace.topology.port.Caller;
import io.millrace.topology.port.Embedder;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.Fingerprint;
import io.millrace.topology.port.Lane;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * A source topic and what becomes of its documents.
 *
 * @param name names the stages and the stores; never changes while the source lives
 * @param topic where documents come from
 * @param vectors where their vectors go
 * @param parser reads records as documents
 * @param splitter cuts documents into chunks
 * @param embedder makes the vectors
 * @param lane whom the engine puts it behind
 * @param keeping what is kept beside the state of a document
 * @param passedHeaders names of source headers that the vectors carry on
 */
public record DocumentSource(
    String name,
    String topic,
    VectorsTopic vectors,
    DocumentParser parser,
    ChunkSplitter splitter,
    Embedder embedder,
    Lane lane,
    Keeping keeping,
    Set<String> passedHeaders) {
  /**
   * What the stores keep beside the hashes of each document.
   *
   * @param vectors whether they keep vectors, for records whose text is the same and whose metadata
   *     or place is not
   * @param columns whether they keep the columns that a change event may leave out
   * @param truncates whether the source may tell of a truncated table
   * @param removals how long the version of a deleted document is remembered
   */
  public record Keeping(boolean vectors, boolean columns, boolean truncates, Duration removals) {
    public Keeping {
      if (removals.isNegative()) {
        throw new IllegalArgumentException("removals is negative");
      }
    }

    /** Hashes alone, and the versions of deleted documents for a day. */
    public static Keeping hashes() {
      return new Keeping(false, false, false, Duration.ofDays(1));
    }
  }

  public DocumentSource {
    requireNonNull(name, "name");
    requireNonNull(topic, "topic");
    requireNonNull(vectors, "vectors");
    requireNonNull(parser, "parser");
    requireNonNull(splitter, "splitter");
    requireNonNull(embedder, "embedder");
    requireNonNull(lane, "lane");
    requireNonNull(keeping, "keeping");
    passedHeaders = Set.copyOf(passedHeaders);
  }

  /** The same, whose vectors go elsewhere. */
  public DocumentSource withVectors(VectorsTopic other) {
    return new DocumentSource(
        name, topic, other, parser, splitter, embedder, lane, keeping, passedHeaders);
  }

  /** Of everything that decides what vectors a document has: their space and the chunking. */
  public String fingerprint() {
    return Fingerprint.of(embedder.space().fingerprint(), splitter.settings().fingerprintText());
  }

  /** One source's own; of several, that of all of them in any order. */
  public static String fingerprint(Collection<DocumentSource> sources) {
    return sources.size() == 1
        ? sources.iterator().next().fingerprint()
        : Fingerprint.of(
            sources.stream()
                .map(source -> source.name() + ' ' + source.fingerprint())
                .sorted()
                .toArray(String[]::new));
  }

  /** What the engine is asked for a chunk. */
  public EmbeddingRequest request(String text) {
    return request(text, Optional.empty());
  }

  /** The same within a trace, of which the W3C trace context is given. */
  public EmbeddingRequest request(String text, Optional<String> traceParent) {
    Caller caller = Caller.of(Account.source(name));
    return EmbeddingRequest.document(text, lane)
        .by(traceParent.isPresent() ? caller.tracedBy(traceParent) : caller);
  }
}
