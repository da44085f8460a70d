package io.millrace.worker.check;

import io.millrace.schemas.FloatVector;
import io.millrace.schemas.VectorRecord;
import io.millrace.topology.port.EmbedderUnavailableException;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.topology.source.DocumentSource;
import io.millrace.worker.engine.Vectors;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Embeds the texts of some records anew and compares the vectors. Keeps those records alone. */
final class VectorRecomputation {
  /** Other batches, precisions and devices give other last digits, and no less than this. */
  private static final double LEAST_COSINE = 0.999;

  private final Map<String, DocumentSource> sources;
  private final CheckReport.Collector findings;
  private final Map<String, @Nullable VectorRecord> last = new TreeMap<>();

  /**
   * @param sources which source embeds a chunk, by the key of its record
   */
  VectorRecomputation(Map<String, DocumentSource> sources, CheckReport.Collector findings) {
    this.sources = Map.copyOf(sources);
    this.findings = findings;
  }

  void read(ConsumerRecord<byte[], VectorRecord> record) {
    String key = ExpectedIndex.text(record.key());
    if (sources.containsKey(key)) {
      last.put(key, record.value());
    }
  }

  void compare() throws InterruptedException {
    Map<String, CompletableFuture<EmbeddingResult>> embeddings = new TreeMap<>();
    for (Map.Entry<String, DocumentSource> chunk : sources.entrySet()) {
      VectorRecord written = last.get(chunk.getKey());
      if (written != null && isOfSpace(written, chunk.getValue())) {
        embeddings.put(
            chunk.getKey(),
            chunk.getValue().embedder().submit(chunk.getValue().request(written.getText())));
      }
    }
    for (Map.Entry<String, CompletableFuture<EmbeddingResult>> chunk : embeddings.entrySet()) {
      compare(last.get(chunk.getKey()), chunk.getValue());
    }
  }

  /** Vectors of another space are found as such. */
  private static boolean isOfSpace(VectorRecord written, DocumentSource source) {
    return written.getSpace().equals(source.embedder().space().fingerprint());
  }

  private void compare(@Nullable VectorRecord written, CompletableFuture<EmbeddingResult> embedding)
      throws InterruptedException {
    if (written != null) {
      findings.addRecomputed();
      if (!isMadeAgain(written, await(embedding))) {
        findings.add(Finding.Kind.WRONG_VECTOR, written.getChunkId());
      }
    }
  }

  private static EmbeddingResult await(CompletableFuture<EmbeddingResult> embedding)
      throws InterruptedException {
    try {
      return embedding.get();
    } catch (ExecutionException e) {
      throw new EmbedderUnavailableException("the engine failed: " + e.getCause(), e.getCause());
    }
  }

  private static boolean isMadeAgain(VectorRecord written, EmbeddingResult result) {
    return switch (result) {
      case Embedded made -> isAlike(written, made.vector());
      case Refused _ -> false;
    };
  }

  private static boolean isAlike(VectorRecord written, float[] made) {
    float[] vector = FloatVector.copyOf(written.getVector()).toFloatArray();
    return vector.length == made.length
        && Vectors.cosine(vector, made, made.length) >= LEAST_COSINE;
  }
}
