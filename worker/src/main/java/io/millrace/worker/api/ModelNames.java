package io.millrace.worker.api;

import io.millrace.topology.port.EmbeddingRequest.Role;
import io.millrace.worker.config.ConfigException;
import io.millrace.worker.http.HttpError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a request may write for a model: its name, the last part of its name, an alias, and each of
 * these with {@code :query} or {@code :document} behind it, for clients that can send no other
 * field.
 */
final class ModelNames {
  /** What stays one name when a client percent-encodes it or not. */
  private static final Pattern ALIAS = Pattern.compile("[^\\s\\p{Cntrl}%?#]+");

  private final Map<String, Name> names = new LinkedHashMap<>();
  private final Map<String, ServedModel> listed = new LinkedHashMap<>();

  /**
   * A model by one of its names.
   *
   * @param role that the name says
   */
  record Name(ServedModel model, Optional<Role> role) {}

  /**
   * All names of some models; of two whose names have the same last part, it is the first one's.
   *
   * @param aliases other names, and what they stand for
   * @throws ConfigException if two models have one name, or an alias stands for no model, is taken,
   *     or cannot stand in a path
   */
  ModelNames(List<ServedModel> models, Map<String, String> aliases) {
    models.forEach(this::list);
    models.forEach(model -> add(model.name(), new Name(model, Optional.empty())));
    models.forEach(model -> add(lastPart(model.name()), new Name(model, Optional.empty())));
    Map<String, Name> own = Map.copyOf(names);
    new TreeMap<>(aliases).forEach((alias, of) -> addAlias(alias, of, own));
  }

  /** The model that a request means. */
  Name find(String written) throws RefusedException {
    Name name = names.get(written);
    if (name == null) {
      throw new RefusedException(
          HttpError.invalid(
                  404, "model_not_found", "there is no such model; GET /v1/models lists them")
              .of("model"));
    }
    return name;
  }

  /** Those that people should know: the models' own names, then the aliases. */
  Map<String, ServedModel> listed() {
    return listed;
  }

  private void list(ServedModel model) {
    if (listed.putIfAbsent(model.name(), model) != null) {
      throw new ConfigException("two models are called " + model.name());
    }
  }

  private void addAlias(String alias, String of, Map<String, Name> own) {
    Name name = own.get(of);
    if (name == null) {
      throw wrong(alias, "there is no model " + of);
    }
    if (!ALIAS.matcher(alias).matches()) {
      throw wrong(alias, "an alias has at least one character, and no space, %, ? or #");
    }
    for (String written : spellings(alias, name)) {
      if (names.containsKey(written)) {
        throw wrong(alias, "there is already a model or alias " + written);
      }
    }
    add(alias, name);
    listed.put(alias, name.model());
  }

  private static ConfigException wrong(String alias, String why) {
    return new ConfigException("http.aliases.%s: %s".formatted(alias, why));
  }

  private void add(String written, Name name) {
    names.putIfAbsent(written, name);
    if (name.role().isEmpty()) {
      for (Role role : Role.values()) {
        names.putIfAbsent(withRole(written, role), new Name(name.model(), Optional.of(role)));
      }
    }
  }

  /** All that {@link #add} adds. */
  private static List<String> spellings(String written, Name name) {
    return name.role().isPresent()
        ? List.of(written)
        : Stream.concat(
                Stream.of(written), Stream.of(Role.values()).map(role -> withRole(written, role)))
            .toList();
  }

  private static String withRole(String written, Role role) {
    return written + ":" + role.name().toLowerCase(Locale.ROOT);
  }

  private static String lastPart(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
