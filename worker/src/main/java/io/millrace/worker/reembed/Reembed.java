package io.millrace.worker.reembed;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.source.DocumentSource;
import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.topic.ExistingTopics;
import io.millrace.worker.topic.TopicException;
import io.millrace.worker.wiring.UnservedStream;
import io.millrace.worker.wiring.Worker;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Moves what a worker has embedded to another model, prompt, length of vectors or chunking, beside
 * that worker: nothing of it is written to, and a search goes on with the old vectors until it is
 * switched.
 */
public final class Reembed {
  private final WorkerConfig config;
  private final EmbeddingEngine engine;
  private final ReembedOptions options;
  private final MoveView view;
  private final List<DocumentSource> sources;
  private final Move move;

  /**
   * @param config the old worker's, but for what is to be new
   * @param engine of the new configuration; stays the caller's
   * @param view stays the caller's
   * @throws ConfigException if the configuration cannot be used
   */
  public Reembed(
      WorkerConfig config, EmbeddingEngine engine, ReembedOptions options, MoveView view) {
    this.config = requireNonNull(config, "config");
    this.engine = requireNonNull(engine, "engine");
    this.options = requireNonNull(options, "options");
    this.view = requireNonNull(view, "view");
    this.sources = new Worker(config, engine).sources();
    this.move = Move.of(config, sources);
    if (options.oldVectors().isPresent() && move.vectorsTopics().size() > 1) {
      throw new ConfigException(
          "--old-vectors names one topic, but the sources write to %d"
              .formatted(move.vectorsTopics().size()));
    }
  }

  /**
   * Starts the worker that moves; empty, and the view is told so, if there is nothing to move.
   *
   * @throws TopicException if no broker answers
   */
  public Optional<RunningMove> start() throws InterruptedException {
    ExistingTopics existing = ExistingTopics.read(config.kafka());
    if (!options.force() && isNothingToMove(existing)) {
      view.outcome(new MoveOutcome.NothingToMove(move.fingerprint()));
      return Optional.empty();
    }
    announce(existing);
    UnservedStream worker = UnservedStream.start(move.to(), engine);
    return Optional.of(
        new RunningMove(move, worker, () -> engine.stats().tokens(), options, topicPairs(), view));
  }

  private void announce(ExistingTopics existing) {
    topicPairs()
        .forEach((oldTopic, newTopic) -> {
          view.note("%s → %s, as %s".formatted(oldTopic, newTopic, move.applicationId()));
          if (!existing.has(oldTopic)) {
            view.note("there is no topic \"%s\": nothing to compare with".formatted(oldTopic));
          }
        });
  }

  /** Whether the old worker has documents of every source, all made as they would be now. */
  private boolean isNothingToMove(ExistingTopics existing) {
    return sources.stream()
        .allMatch(source -> {
          String changelog =
              StoredFingerprints.changelog(config.streams().applicationId(), source.name());
          return existing.has(changelog)
              && StoredFingerprints.areAll(source.fingerprint(), config.kafka(), changelog);
        });
  }

  /** The topics to compare, old and new. */
  private Map<String, String> topicPairs() {
    Map<String, String> configured = move.vectorsTopics();
    return options
        .oldVectors()
        .map(topic -> Map.of(topic, configured.values().iterator().next()))
        .orElse(configured);
  }
}
