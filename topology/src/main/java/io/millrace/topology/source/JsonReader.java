package io.millrace.topology.source;

import static io.millrace.topology.model.Rejection.Reason.INVALID_UTF8;
import static io.millrace.topology.model.Rejection.Reason.NOT_JSON;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads UTF-8 and JSON strictly. Thread safe. */
final class JsonReader {
  /** Deepest nesting that is read, of whatever encoding. */
  static final int MAX_DEPTH = 100;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final ObjectReader reader;

  JsonReader(SourceLimits limits) {
    JsonMapper mapper = new JsonMapper();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(limits.documentBytes())
                .build());
    this.reader =
        exact(mapper)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // Which of two values is meant, nobody can know.
            .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
  }

  /** A double would round a price in the metadata, or make it Infinity. */
  static ObjectReader exact(JsonMapper mapper) {
    return mapper
        .readerFor(JsonNode.class)
        .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
  }

  /** Without a byte order mark. */
  static String text(ByteBuffer utf8) throws UnreadableException {
    try {
      String decoded = decode(utf8);
      return decoded.startsWith(BYTE_ORDER_MARK) ? decoded.substring(1) : decoded;
    } catch (CharacterCodingException e) {
      throw new UnreadableException(INVALID_UTF8, "the value is not UTF-8");
    }
  }

  /** Strict: a new decoder reports malformed bytes instead of replacing them. */
  static String decode(ByteBuffer utf8) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(utf8.slice()).toString();
  }

  /** Half of a surrogate pair, which JSON can escape, cannot be carried on. */
  static boolean isUnicode(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  JsonNode read(String written) throws UnreadableException {
    try {
      JsonNode value = reader.readValue(written);
      if (value == null || value.isMissingNode()) {
        throw new UnreadableException(NOT_JSON, "there is nothing");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new UnreadableException(NOT_JSON, "%s at %s".formatted(cause(e), place(e)));
    } catch (NumberFormatException e) {
      // Jackson lets it through; its message has the number, which is content.
      throw new UnreadableException(NOT_JSON, "a number's exponent is beyond 32 bits");
    }
  }

  /** Without the source excerpt that Jackson would give: a text does not belong in a log. */
  private static String cause(JsonProcessingException e) {
    return switch (e) {
      case StreamConstraintsException _ -> "nested too deeply or a number too long";
      case JsonParseException _ -> "not well-formed";
      default -> "a name twice in one object, or something behind the value,";
    };
  }

  private static String place(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return at == null
        ? "unknown place"
        : "line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
  }
}
