package io.millrace.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.StreamSupport;

/**
 * Speaks to a schema registry through Confluent's REST API, which Confluent, Apicurio and Karapace
 * serve. A request that fails is retried, then sent to the registry's next URL; see {@link
 * RegistryConfig}. What never changes is asked for once, the latest schema of a subject once a time
 * to live.
 *
 * <p>Thread safe. Every method may block on the network and may throw:
 *
 * <ul>
 *   <li>{@link RegistryUnavailableException} if no URL answers
 *   <li>{@link RegistryRefusedException} if the registry does not serve the request
 * </ul>
 */
public final class SchemaRegistryClient {
  private static final String AVRO = "AVRO";
  private static final int HTTP_OK = 200;

  private final RegistryConfig config;
  private final RegistryHttp http;
  private final LongSupplier nanoTime;
  private final Map<SubjectSchema, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Integer, RegisteredSchema> schemas = new ConcurrentHashMap<>();
  private final Map<String, Latest> latest = new ConcurrentHashMap<>();

  /** Asks nothing yet: a registry that is away shows at the first question. */
  public SchemaRegistryClient(RegistryConfig config) {
    this(
        config,
        new Backoff(config.http().retries(), new Random(), wait -> Thread.sleep(wait.toMillis())),
        System::nanoTime);
  }

  SchemaRegistryClient(RegistryConfig config, Backoff backoff, LongSupplier nanoTime) {
    this.config = config;
    this.http = new RegistryHttp(config, backoff);
    this.nanoTime = nanoTime;
  }

  /**
   * The id of an Avro schema under a subject, which is registered if it is not yet.
   *
   * @throws IncompatibleSchemaException if the subject's compatibility forbids it
   */
  public int register(String subject, String avroSchema) {
    return id("/subjects/%s/versions", subject, avroSchema);
  }

  /**
   * The id of an Avro schema that is registered under a subject.
   *
   * @throws SchemaNotFoundException if there is no such subject or it has no such schema
   */
  public int idOf(String subject, String avroSchema) {
    return id("/subjects/%s", subject, avroSchema);
  }

  /**
   * The schema of an id, of any type.
   *
   * @throws SchemaNotFoundException if there is none
   */
  public RegisteredSchema schema(int id) {
    RegisteredSchema known = schemas.get(id);
    if (known != null) {
      return known;
    }
    RegisteredSchema asked = registered(id, http.ask(RegistryRequest.get("/schemas/ids/" + id)));
    schemas.put(id, asked);
    return asked;
  }

  /**
   * The newest schema of a subject, as of the configured time to live ago at most.
   *
   * @throws SchemaNotFoundException if there is no such subject
   */
  public RegisteredSchema latest(String subject) {
    Latest known = latest.get(subject);
    if (known != null && !isExpired(known)) {
      return known.schema();
    }
    long askedNanos = nanoTime.getAsLong();
    JsonNode answer = http.ask(RegistryRequest.get(path("/subjects/%s/versions/latest", subject)));
    RegisteredSchema schema = registered(required(answer, "id").asInt(), answer);
    latest.put(subject, new Latest(schema, askedNanos));
    return schema;
  }

  /**
   * What keeps an Avro schema from being the subject's next; empty if nothing does.
   *
   * @throws SchemaNotFoundException if there is no such subject
   */
  public List<String> incompatibilities(String subject, String avroSchema) {
    JsonNode answer =
        http.ask(
            RegistryRequest.post(
                path("/compatibility/subjects/%s/versions/latest", subject) + "?verbose=true",
                body(avroSchema)));
    if (answer.path("is_compatible").asBoolean()) {
      return List.of();
    }
    List<String> messages = texts(answer.path("messages"));
    return messages.isEmpty() ? List.of("incompatible, for no stated reason") : messages;
  }

  /** The compatibility that subjects without their own have. */
  public Compatibility compatibility() {
    return compatibility(http.ask(RegistryRequest.get("/config")));
  }

  /**
   * The subject's own compatibility; empty if it has none. For a subject that exists, Apicurio then
   * gives the global one.
   */
  public Optional<Compatibility> compatibility(String subject) {
    try {
      return Optional.of(compatibility(http.ask(RegistryRequest.get(path("/config/%s", subject)))));
    } catch (SchemaNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Sets the compatibility that subjects without their own have. */
  public void setCompatibility(Compatibility compatibility) {
    http.ask(RegistryRequest.put("/config", body(compatibility)));
  }

  /** Sets a subject's own compatibility. */
  public void setCompatibility(String subject, Compatibility compatibility) {
    http.ask(RegistryRequest.put(path("/config/%s", subject), body(compatibility)));
  }

  /**
   * Returns if the registry serves requests now. Cheap, and without retries: for a readiness check.
   *
   * @throws RegistryException if it does not
   */
  public void probe() {
    http.askOnce(RegistryRequest.get("/schemas/types"));
  }

  private int id(String template, String subject, String avroSchema) {
    SubjectSchema key = new SubjectSchema(subject, avroSchema);
    Integer known = ids.get(key);
    if (known != null) {
      return known;
    }
    String query = config.writing().normalize() ? "?normalize=true" : "";
    JsonNode answer =
        http.ask(RegistryRequest.post(path(template, subject) + query, body(avroSchema)));
    int id = required(answer, "id").asInt();
    ids.put(key, id);
    return id;
  }

  private boolean isExpired(Latest known) {
    return config
        .latestTtl()
        .filter(ttl -> nanoTime.getAsLong() - known.askedNanos() >= ttl.toNanos())
        .isPresent();
  }

  private static String path(String template, String subject) {
    return template.formatted(RegistryRequest.segment(subject));
  }

  private static RegisteredSchema registered(int id, JsonNode answer) {
    return new RegisteredSchema(
        id, answer.path("schemaType").asText(AVRO), required(answer, "schema").asText());
  }

  private static Compatibility compatibility(JsonNode answer) {
    String name = required(answer, "compatibilityLevel").asText();
    return Compatibility.named(name).orElseThrow(() -> unexpected("a compatibility of " + name));
  }

  private static JsonNode required(JsonNode answer, String field) {
    JsonNode value = answer.path(field);
    if (value.isMissingNode()) {
      throw unexpected("no " + field);
    }
    return value;
  }

  private static RegistryRefusedException unexpected(String what) {
    return new RegistryRefusedException("the registry answers with " + what, HTTP_OK);
  }

  private static ObjectNode body(String avroSchema) {
    return JsonNodeFactory.instance.objectNode().put("schema", avroSchema);
  }

  private static ObjectNode body(Compatibility compatibility) {
    return JsonNodeFactory.instance.objectNode().put("compatibility", compatibility.name());
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  private record SubjectSchema(String subject, String schema) {}

  private record Latest(RegisteredSchema schema, long askedNanos) {}
}
