package io.millrace.worker.config;

import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.util.ClassUtil;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What Jackson found wrong, in the words of somebody who writes a configuration. */
record BindingError(JsonMappingException error) {
  ConfigException toConfigException() {
    String path = path();
    return new ConfigException(path.isEmpty() ? reason() : path + ": " + reason());
  }

  /** As it is written in the file: {@code source.textFields[1]}. */
  private String path() {
    StringBuilder path = new StringBuilder();
    for (Reference part : error.getPath()) {
      if (part.getFieldName() == null) {
        path.append('[').append(part.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(part.getFieldName());
      }
    }
    return path.toString();
  }

  private String reason() {
    Throwable cause = ClassUtil.getRootCause(error);
    if (cause instanceof IllegalArgumentException || cause instanceof ConfigException) {
      return firstLine(String.valueOf(cause.getMessage()));
    }
    return switch (cause) {
      case InvalidFormatException wrong when wrong.getTargetType() != null ->
          "\"%s\" is not %s".formatted(wrong.getValue(), kind(wrong.getTargetType()));
      case MismatchedInputException wrong when wrong.getTargetType() != null ->
          "must be " + kind(wrong.getTargetType());
      case InputCoercionException wrong ->
          "must be %s, and not so large".formatted(kind(wrong.getTargetType()));
      default -> firstLine(error.getOriginalMessage());
    };
  }

  private static String kind(@Nullable Class<?> type) {
    if (type == int.class || type == short.class) {
      return "a whole number";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    if (type != null && type.isEnum()) {
      return "one of " + names(type);
    }
    if (type == DataSize.class) {
      return "a size, for example 64KiB or 4MiB";
    }
    return type != null && Collection.class.isAssignableFrom(type) ? "a list" : "a single value";
  }

  private static String names(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }
}
