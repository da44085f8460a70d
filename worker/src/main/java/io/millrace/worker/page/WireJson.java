package io.millrace.worker.page;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How the page is told: moments and times in milliseconds, null for what is empty, all in one line.
 */
final class WireJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, number(Instant::toEpochMilli))
                  .addSerializer(Duration.class, number(Duration::toMillis))
                  .addSerializer(OptionalDouble.class, new OfOptionalDouble())
                  .addSerializer(Optional.class, new OfOptional()))
          .build();

  private WireJson() {}

  static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of the page cannot be written", e);
    }
  }

  @FunctionalInterface
  private interface ToLong<T> {
    long of(T value);
  }

  private static <T> JsonSerializer<T> number(ToLong<T> number) {
    return new JsonSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator out, SerializerProvider all) throws IOException {
        out.writeNumber(number.of(value));
      }
    };
  }

  private static final class OfOptionalDouble extends JsonSerializer<OptionalDouble> {
    @Override
    public void serialize(OptionalDouble value, JsonGenerator out, SerializerProvider all)
        throws IOException {
      if (value.isPresent()) {
        out.writeNumber(value.getAsDouble());
      } else {
        out.writeNull();
      }
    }
  }

  @SuppressWarnings("rawtypes") // Jackson asks for a serializer of the class as it is
  private static final class OfOptional extends JsonSerializer<Optional> {
    @Override
    public void serialize(Optional value, JsonGenerator out, SerializerProvider all)
        throws IOException {
      if (value.isPresent()) {
        all.defaultSerializeValue(value.get(), out);
      } else {
        out.writeNull();
      }
    }
  }
}
