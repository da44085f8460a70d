package io.millrace.worker.engine;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.onnxruntime.OrtException;
import io.millrace.topology.port.EmbedderBrokenException;
import io.millrace.topology.port.EmbedderUnavailableException;
import io.millrace.topology.port.EmbeddingRequest;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.port.EmbeddingResult.Reason;
import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.topology.port.Lane;
import io.millrace.worker.engine.onnx.VectorModel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Full, cancelled, closed, broken: the device waits for the test, so nothing depends on timing. */
@Timeout(60)
class EngineLifecycleTest {
  private static final String TEXT = "ten tokens or so of text in here";

  private final GatedDevice device = new GatedDevice();

  @SuppressWarnings("NullAway.Init")
  private EmbeddingEngine engine;

  @BeforeEach
  void start() throws IOException {
    engine = EmbeddingEngine.start(settings(Duration.ofSeconds(30)), TestModels.on(device));
  }

  @AfterEach
  void close() {
    device.open();
    engine.close();
  }

  @Test
  void fullLaneRefusesOffersAndOthersDoNot() {
    fill(Lane.STREAM);

    assertThat(engine.offer(request(Lane.STREAM))).isEmpty();
    assertThat(engine.offer(request(Lane.ONLINE))).isPresent();
  }

  @Test
  void submitWaitsUntilThereIsRoom() throws Exception {
    List<CompletableFuture<EmbeddingResult>> first = fill(Lane.STREAM);
    var submitted = new FutureTask<>(() -> engine.submit(request(Lane.STREAM)));
    Thread waiting = Thread.ofPlatform().start(submitted);
    await().until(() -> waiting.getState() == Thread.State.WAITING);

    device.open();

    assertThat(submitted.get().join()).isInstanceOf(Embedded.class);
    assertThat(first).allSatisfy(future -> assertThat(future.join()).isNotNull());
  }

  @Test
  void interruptEndsTheWaitForRoom() throws Exception {
    fill(Lane.STREAM);
    var submitted = new FutureTask<>(() -> engine.submit(request(Lane.STREAM)));
    Thread waiting = Thread.ofPlatform().start(submitted);
    await().until(() -> waiting.getState() == Thread.State.WAITING);

    waiting.interrupt();

    assertThatThrownBy(submitted::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void cancelledTextGivesItsRoomBackAndNeverRuns() throws Exception {
    CompletableFuture<EmbeddingResult> onDevice = engine.submit(request(Lane.STREAM));
    device.awaitBatch();
    long before = engine.stats().queueTokens();
    CompletableFuture<EmbeddingResult> cancelled = engine.submit(request(Lane.STREAM));

    assertThat(cancelled.cancel(false)).isTrue();

    assertThat(engine.stats().queueTokens()).isEqualTo(before);
    device.open();
    assertThat(onDevice.join()).isInstanceOf(Embedded.class);
    assertThat(engine.submit(request(Lane.STREAM)).join()).isInstanceOf(Embedded.class);
    assertThat(engine.stats().texts()).isEqualTo(2);
  }

  @Test
  void everyLaneTellsWhatItHasInside() throws Exception {
    var first = engine.submit(Texts.request(Lane.STREAM));
    device.awaitBatch();
    var second = engine.submit(Texts.request(Lane.STREAM));
    var online = engine.submit(Texts.request(Lane.ONLINE));

    assertThat(engine.stats().lanes())
        .containsEntry(Lane.STREAM, new LaneStats(2, 2L * Texts.TOKENS, 0, 0))
        .containsEntry(Lane.ONLINE, new LaneStats(1, Texts.TOKENS, 0, 0));

    device.open();
    assertThat(List.of(first, second, online))
        .allSatisfy(text -> assertThat(text.join()).isInstanceOf(Embedded.class));
    await().until(() -> engine.stats().lane(Lane.STREAM).queuedTexts() == 0);
  }

  @Test
  void queuedTextIsRefusedWhenItsDeadlinePasses() throws Exception {
    CompletableFuture<EmbeddingResult> onDevice = engine.submit(request(Lane.STREAM));
    device.awaitBatch();

    CompletableFuture<EmbeddingResult> impatient =
        engine.submit(Texts.by(request(Lane.ONLINE), System.nanoTime() + 50_000_000));

    assertThat(impatient.get(30, SECONDS))
        .isEqualTo(
            new Refused(Reason.LATE, "its deadline passed before the device was free for it"));
    assertThat(onDevice).isNotDone();
  }

  @Test
  void textThatIsLateIsNotTokenized() throws Exception {
    CompletableFuture<EmbeddingResult> late =
        engine.submit(Texts.by(request(Lane.STREAM), System.nanoTime()));

    assertThat(late.get(30, SECONDS)).isInstanceOf(Refused.class);
    assertThat(engine.stats().tokenizeNanos()).isZero();
  }

  @Test
  void closingEmbedsWhatIsInside() throws Exception {
    List<CompletableFuture<EmbeddingResult>> inside = fill(Lane.STREAM);
    device.awaitBatch();

    device.open();
    engine.close();

    assertThat(inside).allSatisfy(f -> assertThat(f.join()).isInstanceOf(Embedded.class));
  }

  @Test
  void closedEngineTakesNothing() {
    device.open();
    engine.close();

    assertThat(engine.isHealthy()).isFalse();
    assertThatThrownBy(() -> engine.offer(request(Lane.STREAM)))
        .isExactlyInstanceOf(EmbedderUnavailableException.class)
        .hasMessage("the engine is closed");
    assertThatThrownBy(() -> engine.submit(request(Lane.STREAM)))
        .isInstanceOf(EmbedderUnavailableException.class);
  }

  @Test
  void closingFailsWhatTheDrainLimitLeaves() throws Exception {
    GatedDevice shut = new GatedDevice();
    var other = EmbeddingEngine.start(settings(Duration.ZERO), TestModels.on(shut));
    CompletableFuture<EmbeddingResult> onDevice = other.submit(request(Lane.STREAM));
    shut.awaitBatch();
    CompletableFuture<EmbeddingResult> queued = other.submit(request(Lane.STREAM));

    other.close();

    assertUnavailable(onDevice);
    assertUnavailable(queued);
    assertThat(other.stats().queueTokens()).isZero();
  }

  @Test
  void brokenDeviceFailsTextsAndTheEngineIsUnhealthy() throws Exception {
    VectorModel offTheBus =
        tensors -> {
          throw new OrtException("the device fell off the bus");
        };
    var broken = EmbeddingEngine.start(settings(Duration.ZERO), TestModels.on(offTheBus));

    assertThat(broken.submit(request(Lane.STREAM)))
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(EmbedderBrokenException.class);

    assertThat(broken.isHealthy()).isFalse();
    assertThatThrownBy(() -> broken.submit(request(Lane.STREAM)))
        .isInstanceOf(EmbedderBrokenException.class)
        .hasMessageContaining("the device fell off the bus");
    broken.close();
  }

  /** A stream without records, or a server without requests, would never notice. */
  @Test
  void whoAsksIsToldThatTheEngineIsBroken() throws Exception {
    VectorModel offTheBus =
        _ -> {
          throw new OrtException("the device fell off the bus");
        };
    var broken = EmbeddingEngine.start(settings(Duration.ZERO), TestModels.on(offTheBus));
    CountDownLatch before = new CountDownLatch(1);
    CountDownLatch after = new CountDownLatch(1);
    broken.onBroken(before::countDown);

    var _ = broken.submit(request(Lane.STREAM));

    assertThat(before.await(30, SECONDS)).isTrue();
    broken.onBroken(after::countDown);
    assertThat(after.getCount()).isZero();
    broken.close();
  }

  @Test
  void deviceThatHangsBreaksTheEngineWhichCanBeClosed() throws Exception {
    var never = new CompletableFuture<float[][]>();
    VectorModel deaf = _ -> never.join();
    var hanging =
        EmbeddingEngine.start(settings(Duration.ZERO), TestModels.on(Duration.ofMillis(100), deaf));
    CountDownLatch broken = new CountDownLatch(1);
    hanging.onBroken(broken::countDown);

    CompletableFuture<EmbeddingResult> text = hanging.submit(request(Lane.STREAM));

    assertThat(broken.await(30, SECONDS)).isTrue();
    assertThat(text)
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(EmbedderBrokenException.class)
        .withMessageContaining("cpu hangs: a batch has been on it for ");
    hanging.close();
    assertThat(hanging.isHealthy()).isFalse();
    never.cancel(false);
  }

  /** Others hold its memory: the stream tries again, and nobody's document is to blame. */
  @Test
  void deviceWithoutAnyMemoryGivesTextsBackAndStaysHealthy() throws Exception {
    VectorModel full =
        _ -> {
          throw new OrtException("CUDA failure 2: out of memory");
        };
    try (var other = EmbeddingEngine.start(settings(Duration.ZERO), TestModels.on(full))) {
      assertThat(other.submit(request(Lane.STREAM)))
          .failsWithin(Duration.ofSeconds(30))
          .withThrowableOfType(ExecutionException.class)
          .withCauseExactlyInstanceOf(EmbedderUnavailableException.class);
      assertThat(other.isHealthy()).isTrue();
    }
  }

  @Test
  void closedEngineIsNotBroken() {
    CountDownLatch broken = new CountDownLatch(1);
    engine.onBroken(broken::countDown);
    device.open();

    engine.close();

    assertThat(broken.getCount()).isOne();
  }

  @Test
  void slowContinuationDoesNotHoldTheDeviceUp() throws Exception {
    var heldUp = new CompletableFuture<Void>();
    CompletableFuture<EmbeddingResult> first = engine.submit(request(Lane.STREAM));
    device.awaitBatch();
    CompletableFuture<Void> continuation = first.thenAccept(result -> heldUp.join());
    device.open();

    CompletableFuture<EmbeddingResult> second = engine.submit(request(Lane.STREAM));

    await().until(() -> engine.stats().texts() == 2);
    heldUp.complete(null);
    assertThat(second.get(30, SECONDS)).isInstanceOf(Embedded.class);
    assertThat(continuation).succeedsWithin(Duration.ofSeconds(30));
  }

  @Test
  void slowObserverDoesNotHoldTheDeviceUp() throws Exception {
    var heldUp = new CompletableFuture<Void>();
    engine.observe(
        new EngineObserver() {
          @Override
          public void batchRan(BatchRun batch) {
            heldUp.join();
          }
        });
    CompletableFuture<EmbeddingResult> first = engine.submit(request(Lane.STREAM));
    device.awaitBatch();
    CompletableFuture<EmbeddingResult> second = engine.submit(request(Lane.STREAM));
    device.open();

    await().until(() -> engine.stats().texts() == 2);
    heldUp.complete(null);
    assertThat(first.get(30, SECONDS)).isInstanceOf(Embedded.class);
    assertThat(second.get(30, SECONDS)).isInstanceOf(Embedded.class);
  }

  @Test
  void observerThatFailsBreaksNothing() throws Exception {
    engine.observe(
        new EngineObserver() {
          @Override
          public void tokenized(EmbeddingRequest request, long nanos) {
            throw new IllegalStateException("no meter");
          }

          @Override
          public void batchRan(BatchRun batch) {
            throw new IllegalStateException("no meter");
          }
        });
    device.open();

    assertThat(engine.submit(request(Lane.STREAM)).get(30, SECONDS)).isInstanceOf(Embedded.class);
    assertThat(engine.isHealthy()).isTrue();
  }

  @Test
  void hungContinuationDoesNotHoldClosingUp() throws Exception {
    GatedDevice shut = new GatedDevice();
    var other = EmbeddingEngine.start(settings(Duration.ZERO), TestModels.on(shut));
    var forever = new CompletableFuture<Void>();
    CompletableFuture<EmbeddingResult> text = other.submit(request(Lane.STREAM));
    shut.awaitBatch();
    CompletableFuture<Void> continuation = text.thenAccept(result -> forever.join());
    shut.open();
    await().until(() -> other.stats().texts() == 1 && text.isDone());

    other.close();

    assertThat(continuation).isNotDone();
    forever.complete(null);
  }

  private List<CompletableFuture<EmbeddingResult>> fill(Lane lane) {
    List<CompletableFuture<EmbeddingResult>> inside = new ArrayList<>();
    // Counted tokens take less room than the estimate: full is when it stays full.
    await()
        .until(() -> {
          Optional<CompletableFuture<EmbeddingResult>> next = engine.offer(request(lane));
          next.ifPresent(inside::add);
          return next.isEmpty();
        });
    return inside;
  }

  private static void assertUnavailable(CompletableFuture<EmbeddingResult> result) {
    assertThat(result)
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(EmbedderUnavailableException.class);
  }

  private static EmbeddingRequest request(Lane lane) {
    return EmbeddingRequest.document(TEXT, lane);
  }

  private static EngineSettings settings(Duration drainLimit) {
    return new EngineSettings(64, 256, Duration.ZERO, 1, 2, OptionalInt.empty(), drainLimit);
  }
}
