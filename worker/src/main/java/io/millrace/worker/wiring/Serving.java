package io.millrace.worker.wiring;

import io.millrace.worker.api.EmbeddingApi;
import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.deadletters.DeadLetterTopic;
import io.millrace.worker.deadletters.RecentDeadLetters;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.guard.Guard;
import io.millrace.worker.guard.MemoryReadings;
import io.millrace.worker.health.Checked;
import io.millrace.worker.health.GoldenRepeat;
import io.millrace.worker.health.Health;
import io.millrace.worker.health.RegistryWatch;
import io.millrace.worker.health.Starting;
import io.millrace.worker.http.Handler;
import io.millrace.worker.http.Route;
import io.millrace.worker.metrics.HttpMeters;
import io.millrace.worker.metrics.WorkerMeters;
import io.millrace.worker.page.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The query side of a process and what watches it: guard, health, meters, page. Thread safe. */
public final class Serving implements AutoCloseable {
  private final Served served;
  private final Optional<Doorway> doorway;
  private final Started started;
  private final UnaryOperator<Handler> aroundMeters;
  private final Guard guard;
  private final Health health;

  /** On both ports. */
  private volatile List<Route> routes = List.of();

  private Serving(
      Served served,
      Optional<Doorway> doorway,
      UnaryOperator<Handler> aroundMeters,
      Started started) {
    this.served = served;
    this.doorway = doorway;
    this.aroundMeters = aroundMeters;
    this.started = started;
    List<Checked> parts = parts();
    this.guard =
        started.add(
            Guard.start(
                served.config().guard(),
                new MemoryReadings(served.devices(), served.config().guard()),
                new EngineBrakes(served.engine(), served.fallback(), served.stream())),
            Guard::close);
    this.health = new Health(served.engine().space(), guard::status, parts);
    doorway.ifPresent(this::serve);
  }

  /**
   * Starts an engine's alone.
   *
   * @throws ConfigException if nobody can listen there, or a setting cannot be used
   */
  public static Serving start(WorkerConfig config, EmbeddingEngine engine) {
    return start(Served.alone(config, engine));
  }

  /**
   * Opens the doors, if anything is to be served, and answers with what is running.
   *
   * @throws ConfigException if nobody can listen there, or a setting cannot be used
   */
  public static Serving start(Served served) {
    return Started.all(started ->
        new Serving(
            served,
            open(served.config(), new Starting(), started),
            UnaryOperator.identity(),
            started));
  }

  /**
   * Starts behind an open door.
   *
   * @param doorway stays the caller's; empty if nothing is served
   * @param aroundMeters put around what answers scrapes
   * @throws ConfigException if a setting cannot be used
   */
  static Serving start(
      Served served, Optional<Doorway> doorway, UnaryOperator<Handler> aroundMeters) {
    return Started.all(started -> new Serving(served, doorway, aroundMeters, started));
  }

  /**
   * Opens the door, if anything is to be served.
   *
   * @throws ConfigException if nobody can listen there, or keys or certificate cannot be used
   */
  static Optional<Doorway> open(WorkerConfig config, Starting starting, Started started) {
    return config.http().enabled()
        ? Optional.of(started.add(Doorway.open(config.http(), starting.routes()), Doorway::close))
        : Optional.empty();
  }

  /** Where requests go; empty if nothing is served. */
  public Optional<Integer> port() {
    return doorway.map(Doorway::port);
  }

  /** Where health, meters and page are; empty if nothing is served. */
  public Optional<Integer> managementPort() {
    return doorway.map(Doorway::managementPort);
  }

  /** All that is answered; none if nothing is served. */
  List<Route> routes() {
    return routes;
  }

  /** What has to be well. */
  private List<Checked> parts() {
    List<Checked> parts = new ArrayList<>();
    for (RunningModel model : served.models()) {
      parts.add(golden(model));
      model.streamCheck().ifPresent(parts::add);
    }
    served.stream()
        .flatMap(running -> running.worker().registryToWatch())
        .ifPresent(registry ->
            parts.add(started.add(RegistryWatch.start(registry), RegistryWatch::close)));
    return parts;
  }

  private GoldenRepeat golden(RunningModel model) {
    model.engine().onBroken(served.broken());
    return started.add(
        GoldenRepeat.start(
            model.engineCheck(),
            model.engine(),
            model.config().engine().goldenInterval(),
            served.broken()),
        GoldenRepeat::close);
  }

  private void serve(Doorway door) {
    EmbeddingApi contract =
        new EmbeddingApi(
            served.models().stream().map(RunningModel::served).toList(),
            served.config().http(),
            new Door(
                this::closed,
                () -> guard.status().state(),
                served.config().guard().hold(),
                door.quotas()));
    List<Route> api =
        contract.routes().stream().map(route -> route.handledBy(served.tracing()::http)).toList();
    WorkerMeters meters =
        started.add(new BoundMeters(served, health, guard).bind(), WorkerMeters::close);
    meters.bindEncoding(contract::encodeNanos);
    List<Route> management = management(meters);
    routes = Stream.concat(api.stream(), management.stream()).toList();
    HttpMeters requests = meters.bindHttp(routes);
    door.leadTo(api.stream().map(requests::counted).toList(), management, requests::answered);
    started.add(door, it -> it.drain(health.routes()));
  }

  private List<Route> management(WorkerMeters meters) {
    List<Route> management = new ArrayList<>(health.routes());
    management.add(meters.route().handledBy(aroundMeters));
    management.addAll(page().routes());
    return management;
  }

  /** A registry or a broker that is away stops no query: only what the engine needs counts. */
  private Optional<String> closed() {
    if (health.isDraining()) {
      return Optional.of("the worker is stopping");
    }
    return served.engine().isHealthy() ? Optional.empty() : Optional.of("the engine is broken");
  }

  private Page page() {
    Optional<RecentDeadLetters> deadLetters =
        served.stream()
            .map(_ ->
                started.add(
                    RecentDeadLetters.follow(
                        new DeadLetterTopic(
                            served.config().kafka(), served.config().deadLetters().topic())),
                    RecentDeadLetters::close));
    return started.add(
        Page.start(new WorkerStatus(served, health, guard, deadLetters), served.search()),
        Page::close);
  }

  /** Takes no more requests, and lets those that are under way end for a while. */
  @Override
  public void close() {
    health.startDraining();
    started.close();
  }
}
