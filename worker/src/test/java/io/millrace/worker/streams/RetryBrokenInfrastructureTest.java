package io.millrace.worker.streams;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.topology.port.EmbedderBrokenException;
import io.millrace.topology.port.EmbedderUnavailableException;
import io.millrace.topology.serde.DocumentStateSerde;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class RetryBrokenInfrastructureTest {
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CommitGate commits = new CommitGate();
  private final FailedThreads failed = new FailedThreads();
  private final RetryBrokenInfrastructure retry =
      new RetryBrokenInfrastructure(closing, "host", commits, failed);

  @Test
  void pausesDoubleUpToALimit() {
    long now = System.nanoTime();

    assertThat(Stream.generate(() -> retry.nextPause(now)).limit(7).map(Duration::toSeconds))
        .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
  }

  @Test
  void afterTwoCalmMinutesPausesStartAnew() {
    long now = System.nanoTime();
    long later = now + Duration.ofMinutes(2).toNanos();

    assertThat(
            List.of(
                retry.nextPause(now),
                retry.nextPause(now),
                retry.nextPause(later),
                retry.nextPause(later + Duration.ofMinutes(2).toNanos() + 1)))
        .extracting(Duration::toSeconds)
        .containsExactly(1L, 2L, 4L, 1L);
  }

  @Test
  void anotherThreadTakesOverAfterThePause() {
    assertThat(retry.handle(engineDown())).isEqualTo(REPLACE_THREAD);
    assertThat(failed.remove(Thread.currentThread())).isTrue();
  }

  static Stream<Throwable> fatal() {
    return Stream.of(
        new OutOfMemoryError("heap"),
        new EmbedderUnavailableException(
            "the engine failed", new EmbedderBrokenException("off the bus", null)),
        new SaslAuthenticationException("wrong password"),
        new TopicAuthorizationException("vectors"),
        new UnsupportedVersionException("old broker"),
        new RecordTooLargeException("5 MiB"),
        new FencedInstanceIdException("another"),
        notOfThisFormat(),
        new MissingSourceTopicException("documents"));
  }

  @ParameterizedTest
  @MethodSource("fatal")
  void whatNoRetryMendsStopsTheWorker(Throwable cause) {
    assertThat(retry.handle(new StreamsException("wrapped", cause))).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(failed.remove(Thread.currentThread())).isFalse();
  }

  /** As a store of another version has it. */
  private static Throwable notOfThisFormat() {
    return catchThrowable(() ->
        new DocumentStateSerde().deserializer().deserialize("store", new byte[] {Byte.MAX_VALUE}));
  }

  @ParameterizedTest
  @MethodSource("fatal")
  void anEndSaysWhatToDo(Throwable cause) {
    assertThat(FatalCause.behind(new StreamsException("wrapped", cause)).orElseThrow().remedy())
        .isNotBlank();
  }

  @Test
  void anInstanceIdThatIsTakenIsNamed() {
    assertThat(FatalCause.behind(new FencedInstanceIdException("another")).orElseThrow().remedy())
        .startsWith("streams.instanceId: another process");
  }

  @Test
  void aBrokenEngineIsTheEndOfEveryCommit() {
    assertThat(retry.handle(new StreamsException(new EmbedderBrokenException("off", null))))
        .isEqualTo(SHUTDOWN_CLIENT);

    assertThat(commits.isShut()).isTrue();
  }

  @Test
  void otherEndsCommitWhatIsRight() {
    assertThat(retry.handle(new TopicAuthorizationException("vectors"))).isEqualTo(SHUTDOWN_CLIENT);

    assertThat(commits.isShut()).isFalse();
  }

  static Stream<Throwable> passing() {
    return Stream.of(
        engineDown(),
        new StreamsException("commit", new TimeoutException("no coordinator")),
        new SerializationException("the registry is away"),
        new IllegalStateException("a bug"));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void whatMayPassIsNotFatal(Throwable exception) {
    assertThat(FatalCause.behind(exception)).isEmpty();
  }

  @Test
  void closingEndsAPause() {
    growPauses();
    var response = CompletableFuture.supplyAsync(() -> retry.handle(engineDown()));

    closing.countDown();

    assertThat(response).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(SHUTDOWN_CLIENT);
  }

  @Test
  void anInterruptEndsAPauseAndIsKept() {
    growPauses();
    Thread.currentThread().interrupt();

    assertThat(retry.handle(engineDown())).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(Thread.interrupted()).isTrue();
  }

  private static Throwable engineDown() {
    return new StreamsException("process", new EmbedderUnavailableException("no device", null));
  }

  /** The next pause is the longest one. */
  private void growPauses() {
    for (int failures = 0; failures < 5; failures++) {
      var _ = retry.nextPause(System.nanoTime());
    }
  }
}
