package io.millrace.worker.reembed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * How alike two spaces see the same documents, without either model: a sampled chunk is the query,
 * by its own vector in each space, and overlap@10 is the share of its 10 nearest documents that are
 * the same in both. Only documents that both topics hold take part.
 */
final class NeighbourOverlap {
  private static final int NEIGHBOURS = 10;
  private static final long SEED = 20_261_121;

  private final List<String> common;
  private final Neighbourhood older;
  private final Neighbourhood newer;
  private final Random random = new Random(SEED);

  NeighbourOverlap(LiveVectors older, LiveVectors newer) {
    Set<String> both = new TreeSet<>(newer.documentIds());
    both.retainAll(older.documentIds());
    this.common = List.copyOf(both);
    this.older = new Neighbourhood(older, common);
    this.newer = new Neighbourhood(newer, common);
  }

  /** A chunk in both spaces. */
  private record Query(String documentId, StoredChunk older, StoredChunk newer) {}

  /**
   * One chunk of each of so many documents, the same ones for the same documents. Empty with fewer
   * than two documents.
   */
  Optional<Overlap> measure(int queries) {
    if (common.size() < 2 || queries < 1) {
      return Optional.empty();
    }
    return Optional.of(Overlap.of(sample(queries).parallelStream().map(this::overlap).toList()));
  }

  private List<Query> sample(int count) {
    List<String> shuffled = new ArrayList<>(common);
    Collections.shuffle(shuffled, random);
    return shuffled.stream().limit(count).map(this::query).toList();
  }

  private Query query(String documentId) {
    List<StoredChunk> chunks = newer.inOrder(documentId);
    int place = random.nextInt(chunks.size());
    StoredChunk chunk = chunks.get(place);
    return new Query(documentId, counterpart(documentId, chunk, place, chunks.size()), chunk);
  }

  /**
   * The chunk with the same text; where documents are cut otherwise, the one at the same height.
   */
  private StoredChunk counterpart(String documentId, StoredChunk chunk, int place, int chunks) {
    List<StoredChunk> candidates = older.inOrder(documentId);
    return candidates.stream()
        .filter(candidate -> candidate.text().equals(chunk.text()))
        .findFirst()
        .orElseGet(() -> candidates.get((2 * place + 1) * candidates.size() / (2 * chunks)));
  }

  private Overlap.OfQuery overlap(Query query) {
    Set<String> before = older.nearest(query.older(), query.documentId(), NEIGHBOURS);
    Set<String> now = newer.nearest(query.newer(), query.documentId(), NEIGHBOURS);
    Set<String> same = new HashSet<>(before);
    same.retainAll(now);
    int found = Math.max(1, Math.max(before.size(), now.size()));
    return new Overlap.OfQuery(query.documentId(), (double) same.size() / found);
  }
}
