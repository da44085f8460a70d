package io.millrace.worker.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.millrace.worker.http.HttpError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * One JSON object in well-formed UTF-8 and nothing behind it. Errors say where, and never quote.
 */
final class JsonBody {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          // Names are the clients': they must not fill the process's tables.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(16)
                  .maxNumberLength(64)
                  .maxNameLength(256)
                  // The server limits the whole body.
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private JsonBody() {}

  /** Reads a value whose name has just been read; the parser stands on the value. */
  @FunctionalInterface
  interface FieldReader {
    void read(String name, JsonParser value) throws IOException, RefusedException;
  }

  static void read(byte[] body, FieldReader fields) throws RefusedException {
    // Decoded piece by piece: a body may be large, and there may be many.
    Reader text =
        new InputStreamReader(new ByteArrayInputStream(body), StandardCharsets.UTF_8.newDecoder());
    try (JsonParser json = JSON.createParser(text)) {
      read(json, fields);
    } catch (CharacterCodingException e) {
      throw malformed("the body is no well-formed UTF-8");
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static void read(JsonParser json, FieldReader fields)
      throws IOException, RefusedException {
    try {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("the body is no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        fields.read(name, json);
      }
      if (json.nextToken() != null) {
        throw malformed("there is something behind the JSON object");
      }
    } catch (JsonProcessingException e) {
      // Its message may quote the body.
      JsonLocation at = json.currentLocation();
      throw malformed(
          "the body is no JSON that can be read: line %d, column %d"
              .formatted(at.getLineNr(), at.getColumnNr()));
    }
  }

  private static RefusedException malformed(String message) {
    return new RefusedException(HttpError.invalid(400, "invalid_json", message));
  }
}
