package io.millrace.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** Confluent's REST API on {@link RegistryContents}: from a path and a body to a body. */
final class RegistryRoutes {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> BEFORE_A_NAME = Set.of("subjects", "ids", "versions", "config");
  private static final String AVRO = "AVRO";

  private final RegistryContents contents;

  RegistryRoutes(RegistryContents contents) {
    this.contents = contents;
  }

  /**
   * The body of the answer.
   *
   * @param segments of the path, decoded
   * @param body of the request; missing if it has none
   */
  JsonNode answer(String method, List<String> segments, JsonNode body) throws RegistryError {
    return switch (method + " " + shape(segments)) {
      case "GET /" -> JSON.createObjectNode();
      case "GET /schemas/types" -> JSON.valueToTree(List.of(AVRO));
      case "GET /schemas/ids/*" -> schema(contents.schema(segments.get(2)).toString());
      case "GET /subjects" -> JSON.valueToTree(contents.subjects());
      case "POST /subjects/*" -> versioned(contents.lookUp(segments.get(1), schemaIn(body)));
      case "GET /subjects/*/versions" -> versions(segments.get(1));
      case "POST /subjects/*/versions" -> id(contents.register(segments.get(1), schemaIn(body)));
      case "GET /subjects/*/versions/*" ->
          versioned(contents.version(segments.get(1), segments.get(3)));
      case "POST /compatibility/subjects/*/versions/*" ->
          compatible(contents.problems(segments.get(2), segments.get(4), schemaIn(body)));
      case "GET /config" -> level(contents.compatibility());
      case "GET /config/*" -> level(contents.compatibility(segments.get(1)));
      case "PUT /config" -> setCompatibility(body);
      case "PUT /config/*" -> setCompatibility(segments.get(1), body);
      default -> throw RegistryError.noSuchPath();
    };
  }

  /** The path with a star for every segment that is a name or a number. */
  private static String shape(List<String> segments) {
    StringBuilder shape = new StringBuilder();
    boolean isName = false;
    for (String segment : segments) {
      shape.append('/').append(isName ? "*" : segment);
      isName = !isName && BEFORE_A_NAME.contains(segment);
    }
    return shape.isEmpty() ? "/" : shape.toString();
  }

  private JsonNode versions(String subject) throws RegistryError {
    return JSON.valueToTree(
        contents.versions(subject).stream().map(RegistryContents.Versioned::version).toList());
  }

  private JsonNode setCompatibility(JsonNode body) throws RegistryError {
    contents.setCompatibility(body.path("compatibility").asText());
    return body;
  }

  private JsonNode setCompatibility(String subject, JsonNode body) throws RegistryError {
    contents.setCompatibility(subject, body.path("compatibility").asText());
    return body;
  }

  private static String schemaIn(JsonNode body) throws RegistryError {
    String type = body.path("schemaType").asText(AVRO);
    if (!type.equals(AVRO)) {
      throw RegistryError.invalidSchema("this registry knows only " + AVRO + ", not " + type);
    }
    return body.path("schema").asText();
  }

  private static ObjectNode schema(String text) {
    return JsonNodeFactory.instance.objectNode().put("schema", text);
  }

  private static ObjectNode id(int id) {
    return JsonNodeFactory.instance.objectNode().put("id", id);
  }

  private static JsonNode versioned(RegistryContents.Versioned versioned) {
    return schema(versioned.schema().toString())
        .put("subject", versioned.subject())
        .put("version", versioned.version())
        .put("id", versioned.id());
  }

  private static JsonNode compatible(List<String> problems) {
    ObjectNode answer =
        JsonNodeFactory.instance.objectNode().put("is_compatible", problems.isEmpty());
    return answer.set("messages", JSON.valueToTree(problems));
  }

  private static JsonNode level(Compatibility compatibility) {
    return JsonNodeFactory.instance.objectNode().put("compatibilityLevel", compatibility.name());
  }
}
