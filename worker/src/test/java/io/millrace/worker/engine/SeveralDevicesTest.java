package io.millrace.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.onnxruntime.OrtException;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.onnx.VectorModel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Devices that wait for the test, and one without memory. */
@Timeout(60)
class SeveralDevicesTest {
  private final GatedDevice one = new GatedDevice();
  private final GatedDevice other = new GatedDevice();

  @Test
  void everyDeviceRunsABatchOfItsOwn() throws Exception {
    try (EmbeddingEngine engine = engine(one, other)) {
      CompletableFuture<EmbeddingResult> first = submit(engine);
      awaitABatch();
      CompletableFuture<EmbeddingResult> second = submit(engine);

      one.awaitBatch();
      other.awaitBatch();

      one.open();
      other.open();
      assertThat(first.join()).isInstanceOf(Embedded.class);
      assertThat(second.join()).isInstanceOf(Embedded.class);
    }
  }

  @Test
  void slowDeviceDoesNotHoldTheOtherUp() throws Exception {
    try (EmbeddingEngine engine = engine(one, other)) {
      CompletableFuture<EmbeddingResult> held = submit(engine);
      awaitABatch();
      CompletableFuture<EmbeddingResult> alsoHeld = submit(engine);
      one.awaitBatch();
      other.awaitBatch();
      other.open();

      for (int i = 0; i < 20; i++) {
        assertThat(submit(engine).join()).isInstanceOf(Embedded.class);
      }

      assertThat(List.of(held, alsoHeld)).filteredOn(CompletableFuture::isDone).hasSize(1);
      one.open();
      assertThat(held.join()).isInstanceOf(Embedded.class);
      assertThat(alsoHeld.join()).isInstanceOf(Embedded.class);
    }
  }

  @Test
  void closingWaitsForAllDevices() throws Exception {
    EmbeddingEngine engine = engine(one, other);
    List<CompletableFuture<EmbeddingResult>> inside = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      inside.add(submit(engine));
    }
    one.open();
    other.open();

    engine.close();

    assertThat(inside).allSatisfy(text -> assertThat(text.join()).isInstanceOf(Embedded.class));
  }

  @Test
  void budgetShrinksWhenMemoryRunsOut() throws Exception {
    VectorModel small =
        tensors -> {
          if (tensors.rows() > 1) {
            throw new OrtException("CUDA failure 2: out of memory");
          }
          return one.run(tensors);
        };
    try (EmbeddingEngine engine = engine(small)) {
      List<BatchRun> runs = new CopyOnWriteArrayList<>();
      engine.observe(
          new EngineObserver() {
            @Override
            public void batchRan(BatchRun batch) {
              runs.add(batch);
            }
          });
      List<CompletableFuture<EmbeddingResult>> inside = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        inside.add(submit(engine));
      }
      one.open();

      assertThat(inside).allSatisfy(text -> assertThat(text.join()).isInstanceOf(Embedded.class));
      assertThat(engine.stats().budgetTokens()).isLessThan(64);
      assertThat(runs)
          .as("batches, each of at most the budget that it was made with")
          .anySatisfy(batch -> assertThat(batch.budgetTokens()).isEqualTo(64))
          .filteredOn(batch -> batch.texts().size() > 1)
          .allSatisfy(
              batch -> assertThat(batch.paddedTokens()).isLessThanOrEqualTo(batch.budgetTokens()));
    }
  }

  /** A device that miscomputes from the start agrees with itself. */
  @Test
  void deviceThatMakesOtherVectorsThanTheFirstBreaksTheEngine() throws Exception {
    try (EmbeddingEngine engine = engine(vectors(1, 0), vectors(0, 1))) {
      assertThatThrownBy(engine::checkGoldenVectors)
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("golden text 0 run alone has cosine 0.0");
      assertThat(engine.isHealthy()).isFalse();
    }
  }

  @Test
  void deviceWithoutMemoryForTheCheckDoesNotHideTheOthers() throws Exception {
    VectorModel full =
        _ -> {
          throw new OrtException("CUDA failure 2: out of memory");
        };
    AtomicInteger runs = new AtomicInteger();
    VectorModel sound =
        tensors -> {
          runs.incrementAndGet();
          return vectors(1, 0).run(tensors);
        };
    try (EmbeddingEngine engine = engine(full, sound)) {
      engine.checkGoldenVectors();

      assertThat(runs).hasPositiveValue();
      assertThat(engine.isHealthy()).isTrue();
    }
  }

  private static VectorModel vectors(float... vector) {
    return tensors -> {
      float[][] vectors = new float[tensors.rows()][];
      Arrays.fill(vectors, vector);
      return vectors;
    };
  }

  /** A text that came before would go into the same batch. */
  private void awaitABatch() {
    await().until(() -> one.hasBatch() || other.hasBatch());
  }

  private static EmbeddingEngine engine(VectorModel... devices) throws IOException {
    return EmbeddingEngine.start(
        new EngineSettings(
            64, 1024, Duration.ZERO, 1, 1, OptionalInt.empty(), Duration.ofSeconds(30)),
        TestModels.on(devices));
  }

  private static CompletableFuture<EmbeddingResult> submit(EmbeddingEngine engine)
      throws InterruptedException {
    return engine.submit(
        EmbeddingRequest.document("ten tokens or so of text in here", Lane.STREAM));
  }
}
