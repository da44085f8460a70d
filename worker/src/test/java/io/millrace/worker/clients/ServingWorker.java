package io.millrace.worker.clients;

import io.millrace.topology.port.Lane;
import io.millrace.worker.api.Admittance;
import io.millrace.worker.api.EmbeddingApi;
import io.millrace.worker.api.ServedModel;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.http.HttpServer;
import io.millrace.worker.keys.ApiKey;
import io.millrace.worker.keys.ApiKeys;
import io.millrace.worker.wiring.ConfiguredEngine;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The built-in model as a worker serves it, with its defaults, on a free port of this machine. */
final class ServingWorker implements AutoCloseable {
  static final String SECRET = "a-secret-of-the-test";
  static final String MODEL = "all-MiniLM-L6-v2";
  private static final String HOST = "127.0.0.1";

  private final EmbeddingEngine engine;
  private final HttpServer server;

  private ServingWorker(EmbeddingEngine engine, HttpServer server) {
    this.engine = engine;
    this.server = server;
  }

  static ServingWorker start() {
    WorkerConfig config = ConfigFile.ofThisProcess().defaults();
    EmbeddingEngine engine = ConfiguredEngine.start(config);
    ServedModel model = ServedModel.of(engine, config.model().leastDimensions());
    EmbeddingApi api = new EmbeddingApi(List.of(model), config.http(), Admittance.OPEN);
    return new ServingWorker(
        engine, HttpServer.start(HOST, 0, config.http().limits(), api.routes(), new OneKey()));
  }

  EmbeddingEngine engine() {
    return engine;
  }

  /** As OpenAI's clients want it. */
  String baseUrl() {
    return "http://%s:%d/v1".formatted(HOST, server.port());
  }

  @Override
  public void close() {
    server.close();
    engine.close();
  }

  private static final class OneKey implements ApiKeys {
    private static final ApiKey KEY =
        new ApiKey("test", Lane.ONLINE, OptionalLong.empty(), OptionalInt.empty());

    @Override
    public boolean areRequired() {
      return true;
    }

    @Override
    public Optional<ApiKey> find(String secret) {
      return secret.equals(SECRET) ? Optional.of(KEY) : Optional.empty();
    }
  }
}
