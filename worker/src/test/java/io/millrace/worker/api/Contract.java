package io.millrace.worker.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.millrace.worker.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What openapi.yaml says of exchanges. */
final class Contract {
  private static final JsonMapper JSON = new JsonMapper();

  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final Map<JsonNode, Schema> schemas = new HashMap<>();
  private final JsonNode document;

  private Contract(JsonNode document) {
    this.document = document;
  }

  static Contract read() {
    try (InputStream in = EmbeddingApi.class.getResourceAsStream(EmbeddingApi.DOCUMENT)) {
      String text = new String(requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      // Where a schema by itself keeps what it refers to.
      return new Contract(
          new YAMLMapper().readTree(text.replace("#/components/schemas/", "#/$defs/")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each as {@code GET /path}. */
  List<String> operations() {
    List<String> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      path.getValue()
          .fieldNames()
          .forEachRemaining(method -> operations.add(upper(method) + " " + path.getKey()));
    }
    return operations;
  }

  boolean allowsBody(String operation, JsonNode body) {
    JsonNode schema = operation(operation).at("/requestBody/content/application~1json/schema");
    return faults(schema, body).isEmpty();
  }

  /** Why an answer is none that the document promises. */
  List<String> faults(String operation, Response.Whole response) {
    JsonNode promised =
        resolve(operation(operation).path("responses").path("" + response.status()));
    JsonNode content = promised.path("content").path(response.contentType());
    if (content.isMissingNode()) {
      return List.of("status %d is not documented".formatted(response.status()));
    }
    List<String> faults = new ArrayList<>(faults(content.path("schema"), body(response)));
    promised
        .path("headers")
        .fieldNames()
        .forEachRemaining(header -> {
          if (!response.headers().containsKey(header)) {
            faults.add("header %s is missing".formatted(header));
          }
        });
    return faults;
  }

  private JsonNode body(Response.Whole response) {
    String text = new String(response.body(), StandardCharsets.UTF_8);
    try {
      return response.contentType().equals("application/json")
          ? JSON.readTree(text)
          : JSON.getNodeFactory().textNode(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> faults(JsonNode schema, JsonNode value) {
    if (schema.isMissingNode()) {
      throw new AssertionError("there is no schema");
    }
    return schemas.computeIfAbsent(schema, this::compile).validate(value).stream()
        .map(Error::toString)
        .toList();
  }

  private Schema compile(JsonNode schema) {
    ObjectNode whole = schema.deepCopy();
    whole.set("$defs", document.at("/components/schemas"));
    return registry.getSchema(whole);
  }

  private JsonNode operation(String operation) {
    String[] words = operation.split(" ", 2);
    JsonNode found = document.path("paths").path(words[1]).path(words[0].toLowerCase(Locale.ROOT));
    if (found.isMissingNode()) {
      throw new AssertionError("not documented: " + operation);
    }
    return found;
  }

  private JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
  }

  private static String upper(String method) {
    return method.toUpperCase(Locale.ROOT);
  }
}
