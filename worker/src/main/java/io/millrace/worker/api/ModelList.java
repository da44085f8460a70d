package io.millrace.worker.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.worker.http.Request;
import io.millrace.worker.http.Response;
import io.millrace.worker.http.Route;
import io.millrace.worker.http.Route.Access;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Answers {@code GET /v1/models}, and for each name {@code GET /v1/models/<name>}. */
final class ModelList {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String PATH = "/v1/models";

  private final ModelNames names;
  private final Instant created;

  /**
   * @param names of all models
   * @param created when the models began to be served
   */
  ModelList(ModelNames names, Instant created) {
    this.names = names;
    this.created = created;
  }

  List<Route> routes() {
    String list = list();
    return List.of(
        Route.get(PATH, Access.KEY, _ -> Response.json(200, list)),
        Route.get(PATH + "/{model}", Access.KEY, this::model));
  }

  private Response model(Request request) {
    try {
      String name = decoded(request.rest());
      return Response.json(200, model(name, names.find(name).model()).toString());
    } catch (RefusedException e) {
      return e.error().response();
    }
  }

  /** Clients differ in what they encode. */
  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return name; // a % that encodes nothing; no model is called so
    }
  }

  private String list() {
    ObjectNode root = JSON.createObjectNode().put("object", "list");
    ArrayNode data = root.putArray("data");
    names.listed().forEach((name, model) -> data.add(model(name, model)));
    return root.toString();
  }

  private ObjectNode model(String name, ServedModel model) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("id", name)
            .put("object", "model")
            .put("created", created.getEpochSecond())
            .put("owned_by", "millrace")
            .put("dimensions", model.dimensions())
            .put("least_dimensions", model.leastDimensions())
            .put("window", model.embedder().windowTokens())
            .put("space", model.embedder().space().fingerprint())
            .put("instructions", model.texts().takeInstructions());
    ArrayNode spaces = node.putArray("query_spaces");
    model.querySpaces().forEach(space -> spaces.add(space.fingerprint()));
    return node;
  }
}
