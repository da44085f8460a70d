package io.millrace.worker.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.topology.port.EmbeddingRequest.Role;
import io.millrace.worker.api.EmbeddingsBody.Encoding;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the body of a request for embeddings, field by field. Used once, by one thread. */
final class BodyReader {
  /** Of an instruction, which goes in front of every text. */
  private static final int MOST_CHARACTERS = 4096;

  private final int mostInputs;
  private final Set<String> seen = new HashSet<>();
  private @Nullable String model;
  private @Nullable Inputs inputs;
  private Encoding encoding = Encoding.FLOAT;
  private OptionalInt dimensions = OptionalInt.empty();
  private Optional<Role> role = Optional.empty();
  private Optional<String> instruction = Optional.empty();
  private boolean truncate;

  private BodyReader(int mostInputs) {
    this.mostInputs = mostInputs;
  }

  /**
   * Reads one.
   *
   * @param mostInputs that a request may have
   */
  static EmbeddingsBody read(byte[] body, int mostInputs) throws RefusedException {
    BodyReader reader = new BodyReader(mostInputs);
    JsonBody.read(body, reader::field);
    return reader.body();
  }

  private EmbeddingsBody body() throws RefusedException {
    return new EmbeddingsBody(
        require("model", model),
        require("input", inputs),
        encoding,
        dimensions,
        role,
        instruction,
        truncate);
  }

  private void field(String name, JsonParser value) throws IOException, RefusedException {
    if (!seen.add(name)) {
      throw RefusedException.invalid(name, "duplicate_parameter", name + " is there twice");
    }
    switch (name) {
      case "model" -> model = string(name, value).orElse(null);
      case "input" -> inputs = isNull(value) ? null : new InputReader(value, mostInputs).read();
      case "encoding_format" ->
          encoding = choice(name, value, Encoding.FLOAT, Encoding.BASE64).orElse(Encoding.FLOAT);
      case "dimensions" -> dimensions = integer(name, value);
      case "user" -> string(name, value);
      case "input_type" -> role = choice(name, value, Role.QUERY, Role.DOCUMENT);
      case "instruction" -> instruction = instruction(name, value);
      case "truncate" -> truncate = bool(name, value);
      default ->
          throw RefusedException.invalid(
              name, "unknown_parameter", "there is no field %s".formatted(name));
    }
  }

  private static Optional<String> instruction(String name, JsonParser value)
      throws IOException, RefusedException {
    Optional<String> text = string(name, value);
    if (text.isPresent() && text.get().codePointCount(0, text.get().length()) > MOST_CHARACTERS) {
      throw RefusedException.invalid(
          name,
          "instruction_too_long",
          "%s has more than %d characters; shorten it".formatted(name, MOST_CHARACTERS));
    }
    return text.isPresent()
        ? Optional.of(InputText.requireSound(name, name, text.get()))
        : Optional.empty();
  }

  private static Optional<String> string(String name, JsonParser value)
      throws IOException, RefusedException {
    if (isNull(value)) {
      return Optional.empty();
    }
    require(value.currentToken() == JsonToken.VALUE_STRING, name, "a string");
    return Optional.of(value.getText());
  }

  @SafeVarargs
  private static <E extends Enum<E>> Optional<E> choice(String name, JsonParser value, E... known)
      throws IOException, RefusedException {
    Optional<String> written = string(name, value);
    for (E one : known) {
      if (written.filter(label(one)::equals).isPresent()) {
        return Optional.of(one);
      }
    }
    require(written.isEmpty(), name, "%s or %s".formatted(label(known[0]), label(known[1])));
    return Optional.empty();
  }

  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static OptionalInt integer(String name, JsonParser value)
      throws IOException, RefusedException {
    if (isNull(value)) {
      return OptionalInt.empty();
    }
    require(
        value.currentToken() == JsonToken.VALUE_NUMBER_INT
            && value.getNumberType() == JsonParser.NumberType.INT,
        name,
        "a whole number below 2147483648");
    return OptionalInt.of(value.getIntValue());
  }

  private static boolean bool(String name, JsonParser value) throws RefusedException {
    require(isNull(value) || value.currentToken().isBoolean(), name, "true or false");
    return value.currentToken() == JsonToken.VALUE_TRUE;
  }

  private static boolean isNull(JsonParser value) {
    return value.currentToken() == JsonToken.VALUE_NULL;
  }

  private static void require(boolean right, String name, String what) throws RefusedException {
    if (!right) {
      throw RefusedException.invalid(name, "invalid_type", "%s must be %s".formatted(name, what));
    }
  }

  private static <T> T require(String name, @Nullable T value) throws RefusedException {
    if (value == null) {
      throw RefusedException.invalid(name, "missing_parameter", name + " is missing");
    }
    return value;
  }
}
