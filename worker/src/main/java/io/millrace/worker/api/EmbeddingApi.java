package io.millrace.worker.api;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.HttpConfig;
import io.millrace.worker.http.Response;
import io.millrace.worker.http.Route;
import io.millrace.worker.http.Route.Access;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * OpenAI's contract: {@code POST /v1/embeddings}, {@code GET /v1/models}, and what describes them,
 * {@code GET /openapi.yaml}. Thread safe.
 */
public final class EmbeddingApi {
  static final String DOCUMENT = "openapi.yaml";

  private final List<Route> routes;
  private final LongAdder encodeNanos = new LongAdder();

  /**
   * Serves models.
   *
   * @param models each of a name of its own
   * @param door asked at each request
   * @throws ConfigException if two models have one name, or an alias stands for no model or is the
   *     name of another one
   */
  public EmbeddingApi(List<ServedModel> models, HttpConfig config, Admittance door) {
    requireNonNull(door, "door");
    ModelNames names = new ModelNames(models, config.aliases());
    List<Route> all = new ArrayList<>();
    all.add(
        Route.post(
            "/v1/embeddings",
            Access.KEY,
            new EmbeddingsHandler(names, config.limits(), door, encodeNanos)));
    all.addAll(new ModelList(names, Instant.now()).routes());
    String document = document();
    all.add(
        Route.get(
            "/" + DOCUMENT, Access.OPEN, _ -> Response.text(200, "application/yaml", document)));
    this.routes = List.copyOf(all);
  }

  /** What the server has to route here. */
  public List<Route> routes() {
    return routes;
  }

  /** Time spent writing vectors into answers, all requests together. */
  public long encodeNanos() {
    return encodeNanos.sum();
  }

  private static String document() {
    try (InputStream in = EmbeddingApi.class.getResourceAsStream(DOCUMENT)) {
      return new String(requireNonNull(in, DOCUMENT).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be read".formatted(DOCUMENT), e);
    }
  }
}
