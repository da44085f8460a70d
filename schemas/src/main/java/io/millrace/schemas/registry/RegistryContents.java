package io.millrace.schemas.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * The schemas and settings of {@link InProcessRegistry}, apart from HTTP. Not thread safe: owned by
 * the server's only thread.
 */
final class RegistryContents {
  private static final String LATEST = "latest";

  /** A schema of a subject; versions count from 1. */
  record Versioned(String subject, int version, int id, Schema schema) {}

  /** Ids count from 1; a text has one id in all subjects. */
  private final List<Schema> schemas = new ArrayList<>();

  private final Map<String, Integer> idsByText = new HashMap<>();
  private final Map<String, List<Versioned>> subjects = new TreeMap<>();
  private final Map<String, Compatibility> compatibilities = new HashMap<>();
  private Compatibility compatibility = Compatibility.BACKWARD;

  List<String> subjects() {
    return List.copyOf(subjects.keySet());
  }

  int register(String subject, String text) throws RegistryError {
    Schema schema = parse(text);
    Optional<Versioned> registered = find(subject, schema);
    if (registered.isPresent()) {
      return registered.get().id();
    }
    List<Versioned> versions = subjects.getOrDefault(subject, List.of());
    List<String> problems = problems(subject, schema, versions);
    if (!problems.isEmpty()) {
      throw RegistryError.incompatible(subject, problems);
    }
    Versioned next = new Versioned(subject, versions.size() + 1, idOf(schema), schema);
    subjects.computeIfAbsent(subject, absent -> new ArrayList<>()).add(next);
    return next.id();
  }

  Versioned lookUp(String subject, String text) throws RegistryError {
    Schema schema = parse(text);
    versions(subject);
    return find(subject, schema).orElseThrow(RegistryError::noSchema);
  }

  Schema schema(String id) throws RegistryError {
    if (!id.matches("\\d{1,9}")) {
      throw RegistryError.noSchema();
    }
    int index = Integer.parseInt(id) - 1;
    if (index < 0 || index >= schemas.size()) {
      throw RegistryError.noSchema();
    }
    return schemas.get(index);
  }

  List<Versioned> versions(String subject) throws RegistryError {
    List<Versioned> versions = subjects.get(subject);
    if (versions == null) {
      throw RegistryError.noSubject(subject);
    }
    return versions;
  }

  Versioned version(String subject, String version) throws RegistryError {
    List<Versioned> versions = versions(subject);
    if (version.equals(LATEST)) {
      return versions.get(versions.size() - 1);
    }
    if (!version.matches("[1-9]\\d{0,8}")) {
      throw RegistryError.invalidVersion(version);
    }
    int index = Integer.parseInt(version) - 1;
    if (index >= versions.size()) {
      throw RegistryError.noVersion(version);
    }
    return versions.get(index);
  }

  /** What keeps the schema from following the given version; empty if nothing does. */
  List<String> problems(String subject, String version, String text) throws RegistryError {
    return problems(subject, parse(text), List.of(version(subject, version)));
  }

  Compatibility compatibility() {
    return compatibility;
  }

  Compatibility compatibility(String subject) throws RegistryError {
    Compatibility own = compatibilities.get(subject);
    if (own == null) {
      throw RegistryError.noCompatibility(subject);
    }
    return own;
  }

  void setCompatibility(String name) throws RegistryError {
    compatibility = compatibilityNamed(name);
  }

  void setCompatibility(String subject, String name) throws RegistryError {
    compatibilities.put(subject, compatibilityNamed(name));
  }

  private static Compatibility compatibilityNamed(String name) throws RegistryError {
    return Compatibility.named(name).orElseThrow(() -> RegistryError.invalidCompatibility(name));
  }

  private List<String> problems(String subject, Schema next, List<Versioned> versions) {
    List<Schema> older = versions.stream().map(Versioned::schema).toList();
    return compatibilities.getOrDefault(subject, compatibility).problems(next, older);
  }

  private Optional<Versioned> find(String subject, Schema schema) {
    return subjects.getOrDefault(subject, List.of()).stream()
        .filter(version -> version.schema().toString().equals(schema.toString()))
        .findFirst();
  }

  private int idOf(Schema schema) {
    return idsByText.computeIfAbsent(
        schema.toString(),
        absent -> {
          schemas.add(schema);
          return schemas.size();
        });
  }

  private static Schema parse(String text) throws RegistryError {
    try {
      return new Schema.Parser().parse(text);
    } catch (AvroRuntimeException e) {
      throw RegistryError.invalidSchema(String.valueOf(e.getMessage()));
    }
  }
}
