package io.millrace.worker.reembed;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Documents of one topic and how near they are to each other: exact, by brute force. */
final class Neighbourhood {
  /** Documents of equal score, copies above all, are ranked alike everywhere. */
  private static final Comparator<Scored> FARTHEST_FIRST =
      Comparator.comparingDouble(Scored::score)
          .thenComparing(Comparator.comparing(Scored::documentId).reversed());

  private final Map<String, Collection<StoredChunk>> documents = new TreeMap<>();

  Neighbourhood(LiveVectors vectors, Collection<String> documentIds) {
    documentIds.forEach(id -> documents.put(id, vectors.chunks(id)));
  }

  private record Scored(String documentId, double score) {}

  /**
   * The documents nearest to a chunk, its own left out. A document is as near as its nearest chunk;
   * chunks of other spaces are not compared.
   */
  Set<String> nearest(StoredChunk query, String ownId, int count) {
    PriorityQueue<Scored> best = new PriorityQueue<>(FARTHEST_FIRST);
    documents.forEach((id, chunks) -> {
      double score = id.equals(ownId) ? Double.NEGATIVE_INFINITY : score(query, chunks);
      if (score > Double.NEGATIVE_INFINITY) {
        best.add(new Scored(id, score));
      }
      if (best.size() > count) {
        best.remove();
      }
    });
    return best.stream().map(Scored::documentId).collect(Collectors.toUnmodifiableSet());
  }

  /** Negative infinity without a chunk that can be compared. */
  private static double score(StoredChunk query, Collection<StoredChunk> chunks) {
    return chunks.stream()
        .filter(chunk -> chunk.isComparableTo(query))
        .mapToDouble(query::similarity)
        .max()
        .orElse(Double.NEGATIVE_INFINITY);
  }

  /** The chunks of a document by their place in it. */
  List<StoredChunk> inOrder(String documentId) {
    return documents.getOrDefault(documentId, List.of()).stream()
        .sorted(Comparator.comparingInt(StoredChunk::ordinal))
        .toList();
  }
}
