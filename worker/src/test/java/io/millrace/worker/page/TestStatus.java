package io.millrace.worker.page;

import io.millrace.topology.port.Account;
import io.millrace.topology.port.Lane;
import io.millrace.topology.port.VectorSpace;
import io.millrace.topology.stage.StageCounters;
import io.millrace.worker.engine.batch.CloseReason;
import io.millrace.worker.page.PageStatus.About;
import io.millrace.worker.page.PageStatus.Engine;
import io.millrace.worker.page.PageStatus.LaneStatus;
import io.millrace.worker.page.PageStatus.Stream;
import io.millrace.worker.page.PageStatus.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** Statuses of a process that has embedded so many texts of ten tokens, two a batch. */
final class TestStatus {
  static final About ABOUT =
      new About(
          "test",
          "1.0",
          new VectorSpace("model", "revision", "mean", "", 3, true),
          List.of("CPU"),
          Instant.EPOCH);

  private TestStatus() {}

  static PageStatus engineAfter(long texts) {
    return PageStatus.of(ABOUT, engine(texts));
  }

  /** The same with a lane, a source and a stream that did it all. */
  static PageStatus after(long texts) {
    return new PageStatus(
        ABOUT,
        engine(texts),
        List.of(new LaneStatus(Lane.STREAM, 3, 30, texts, texts * 10, texts * 2_000_000)),
        Optional.of(
            new Stream(
                "RUNNING",
                Map.of(new TopicPartition("documents", 0), 7L),
                new StageCounters.Counts(texts, texts, 0, 0, 0, texts, 0, 0, 0, 0, 0))),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(new Usage(Account.source("articles"), texts, texts * 10, Duration.ofMillis(texts))),
        List.of());
  }

  private static Engine engine(long texts) {
    return new Engine(
        texts,
        texts * 10,
        texts * 16,
        Map.of(CloseReason.IDLE, texts / 2),
        texts * 5_000_000,
        30,
        64);
  }
}
