package io.millrace.schemas.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import org.apache.kafka.common.config.ConfigException;

/** How JSON is written and read here. */
final class Json {
  /**
   * Without Jackson's fast writer, a JDK before 19 gives more digits than a float needs. Names are
   * not interned: those of metadata are the documents' own.
   */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private Json() {}

  static void requireValues(boolean isKey, Class<?> serde) {
    if (isKey) {
      throw new ConfigException(serde.getName() + " is for values, keys are strings");
    }
  }
}
