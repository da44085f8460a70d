package io.millrace.worker.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.worker.http.Response;
import io.millrace.worker.http.Route;
import io.millrace.worker.http.Route.Access;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Answers {@code GET /v1/models}, and for each name {@code GET /v1/models/<name>}. */
final class ModelList {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String PATH = "/v1/models";

  private final Map<String, ServedModel> listed;
  private final Map<String, ModelNames.Name> names;
  private final Instant created;

  /**
   * @param listed the models of the list, by name and in order
   * @param names each of which has a path
   * @param created when the models began to be served
   */
  ModelList(Map<String, ServedModel> listed, Map<String, ModelNames.Name> names, Instant created) {
    this.listed = new LinkedHashMap<>(listed);
    this.names = Map.copyOf(names);
    this.created = created;
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.add(answering(PATH, list()));
    names.forEach((name, meant) -> {
      String model = model(name, meant.model()).toString();
      spellings(name).forEach(written -> routes.add(answering(PATH + "/" + written, model)));
    });
    return routes;
  }

  private static Route answering(String path, String json) {
    return Route.get(path, Access.KEY, _ -> Response.json(200, json));
  }

  /** Clients differ in what they encode. */
  private static Set<String> spellings(String name) {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    Set<String> spellings = new LinkedHashSet<>();
    spellings.add(name);
    spellings.add(encoded);
    spellings.add(encoded.replace("%2F", "/"));
    spellings.add(encoded.replace("%3A", ":"));
    return spellings;
  }

  private String list() {
    ObjectNode root = JSON.createObjectNode().put("object", "list");
    ArrayNode data = root.putArray("data");
    listed.forEach((name, model) -> data.add(model(name, model)));
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
