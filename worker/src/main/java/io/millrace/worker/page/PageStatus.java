package io.millrace.worker.page;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.topology.port.Account;
import io.millrace.topology.port.Lane;
import io.millrace.topology.port.VectorSpace;
import io.millrace.topology.stage.StageCounters;
import io.millrace.worker.deadletters.RecentDeadLetter;
import io.millrace.worker.engine.EngineStats;
import io.millrace.worker.engine.batch.CloseReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.kafka.common.TopicPartition;

/**
 * What a process is and has done, at one moment. Counts are totals since its start: rates are made
 * of two of them. What a process does not have is empty.
 *
 * @param lanes most urgent first
 * @param stream empty for a process without one
 * @param guard empty without one
 * @param deadLetters newest first
 */
public record PageStatus(
    About about,
    Engine engine,
    List<LaneStatus> lanes,
    Optional<Stream> stream,
    List<Memory> memory,
    Optional<Guard> guard,
    List<Check> checks,
    List<Usage> usage,
    List<RecentDeadLetter> deadLetters) {
  public PageStatus {
    requireNonNull(about, "about");
    requireNonNull(engine, "engine");
    lanes = List.copyOf(lanes);
    requireNonNull(stream, "stream");
    memory = List.copyOf(memory);
    requireNonNull(guard, "guard");
    checks = List.copyOf(checks);
    usage = List.copyOf(usage);
    deadLetters = List.copyOf(deadLetters);
  }

  /** An engine and nothing else. */
  public static PageStatus of(About about, Engine engine) {
    return new PageStatus(
        about,
        engine,
        List.of(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        List.of());
  }

  /**
   * Which process it is.
   *
   * @param name of the instance
   * @param devices for people, one a device
   */
  public record About(
      String name, String version, VectorSpace space, List<String> devices, Instant startedAt) {
    public About {
      requireNonNull(name, "name");
      requireNonNull(version, "version");
      requireNonNull(space, "space");
      devices = List.copyOf(devices);
      requireNonNull(startedAt, "startedAt");
    }

    @JsonProperty
    String fingerprint() {
      return space.fingerprint();
    }
  }

  /**
   * The engine's totals.
   *
   * @param batches by why they closed
   * @param inferNanos time that the devices ran, all together
   * @param queueTokens in the engine now
   * @param budgetTokens most of a batch now
   */
  public record Engine(
      long texts,
      long tokens,
      long paddedTokens,
      Map<CloseReason, Long> batches,
      long inferNanos,
      long queueTokens,
      int budgetTokens) {
    public Engine {
      batches = Map.copyOf(batches);
    }

    /** What the page shows of an engine's own. */
    public static Engine of(EngineStats stats) {
      return new Engine(
          stats.texts(),
          stats.tokens(),
          stats.paddedTokens(),
          stats.batches(),
          stats.inferNanos(),
          stats.queueTokens(),
          stats.budgetTokens());
    }
  }

  /**
   * A lane.
   *
   * @param queuedTexts in the engine now
   * @param queuedTokens their tokens
   * @param texts embedded
   * @param tokens their tokens
   * @param waitNanos how long these texts had waited for the device, all together
   */
  public record LaneStatus(
      Lane lane, long queuedTexts, long queuedTokens, long texts, long tokens, long waitNanos) {
    public LaneStatus {
      requireNonNull(lane, "lane");
    }
  }

  /**
   * The stream of documents.
   *
   * @param state for people
   * @param lag records to do in each partition that this process has
   * @param counts what became of records
   */
  public record Stream(String state, Map<TopicPartition, Long> lag, StageCounters.Counts counts) {
    public Stream {
      requireNonNull(state, "state");
      lag = Map.copyOf(lag);
      requireNonNull(counts, "counts");
    }

    long lagRecords() {
      return lag.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * A memory.
   *
   * @param name of a device, the host, the heap
   * @param usedBytes of it
   * @param freeBytes what could still be taken
   * @param utilization of the device's time, 0 to 1, if it tells
   */
  public record Memory(String name, long usedBytes, long freeBytes, OptionalDouble utilization) {
    public Memory {
      requireNonNull(name, "name");
      requireNonNull(utilization, "utilization");
    }
  }

  /**
   * The guard of the memories.
   *
   * @param steps all its states, from the open one to the most careful
   * @param state the one of now
   * @param lowWater fill of a memory below which it steps down, 0 to 1
   * @param highWater above which it steps up
   */
  public record Guard(
      List<String> steps, String state, double lowWater, double highWater, Instant since) {
    public Guard {
      steps = List.copyOf(steps);
      requireNonNull(state, "state");
      requireNonNull(since, "since");
    }
  }

  /** Something that must be well before the process is ready. */
  public record Check(String name, boolean healthy, String detail) {
    public Check {
      requireNonNull(name, "name");
      requireNonNull(detail, "detail");
    }
  }

  /** What somebody has had. */
  public record Usage(Account account, long texts, long tokens, Duration deviceTime) {
    public Usage {
      requireNonNull(account, "account");
      requireNonNull(deviceTime, "deviceTime");
    }
  }
}
