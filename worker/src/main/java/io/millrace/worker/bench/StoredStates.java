package io.millrace.worker.bench;

import io.millrace.schemas.Attributes;
import io.millrace.topology.model.Chunk;
import io.millrace.topology.model.ChunkedDocument;
import io.millrace.topology.model.ContentHash;
import io.millrace.topology.model.Document;
import io.millrace.topology.port.Fingerprint;
import io.millrace.worker.local.InputException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Documents of a store. Their texts are left out: a store holds hashes, which here are drawn.
 *
 * @param chunks of each document
 */
public record StoredStates(int documents, int chunks) {
  static final String FINGERPRINT = Fingerprint.of("bench");

  /**
   * @throws InputException if there is nothing to store
   */
  public StoredStates {
    if (documents < 1 || chunks < 1) {
      throw new InputException(
          "documents is %d and chunks %d, both must be at least 1".formatted(documents, chunks));
    }
  }

  /** As a key of a table: 16 characters. */
  static String id(int index) {
    return "document-%07d".formatted(index);
  }

  ChunkedDocument document(int index, long version) {
    RandomGenerator random = new SplittableRandom(index);
    Document document =
        new Document(
            id(index),
            "text",
            new TreeMap<>(Map.of("kind", "bench", "number", Integer.toString(index))),
            Attributes.none(),
            version,
            OptionalLong.of(version),
            Map.of());
    List<Chunk> all =
        IntStream.range(0, chunks)
            .mapToObj(ordinal ->
                new Chunk(
                    ordinal, "text", new ContentHash(random.nextLong(), random.nextLong()), 0, 0))
            .toList();
    return new ChunkedDocument(document, all);
  }
}
