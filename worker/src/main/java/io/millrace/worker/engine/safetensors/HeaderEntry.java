package io.millrace.worker.engine.safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.worker.engine.model.ModelException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a header says of one tensor, checked against the file. Its type may be one that is not known
 * here, which matters only to whoever asks for the tensor.
 *
 * @param start of the numbers, from the start of the file
 */
record HeaderEntry(
    String name, String typeLabel, long[] shape, Path file, long start, long sizeBytes) {

  /**
   * @param dataStart where the header ends, from the start of the file
   * @param fileBytes size of the file
   */
  static HeaderEntry read(String name, JsonNode json, Path file, long dataStart, long fileBytes) {
    String where = "%s: tensor %s".formatted(file, name);
    if (!json.path("dtype").isTextual()) {
      throw new ModelException("%s has no dtype".formatted(where));
    }
    long[] shape = numbers(json.path("shape"), where, "shape");
    long[] offsets = numbers(json.path("data_offsets"), where, "data_offsets");
    if (offsets.length != 2 || offsets[0] > offsets[1]) {
      throw new ModelException(
          "%s: data_offsets are %s, must be begin and end"
              .formatted(where, Arrays.toString(offsets)));
    }
    if (offsets[1] > fileBytes - dataStart) {
      throw new ModelException(
          "%s ends at %d, behind the end of the file, which has %d bytes of numbers"
              .formatted(where, offsets[1], fileBytes - dataStart));
    }
    String label = json.path("dtype").textValue();
    long sizeBytes = offsets[1] - offsets[0];
    checkSize(where, DType.named(label), shape, sizeBytes);
    return new HeaderEntry(name, label, shape, file, dataStart + offsets[0], sizeBytes);
  }

  StoredTensor stored() {
    DType type =
        DType.named(typeLabel)
            .orElseThrow(() ->
                new ModelException(
                    "%s: tensor %s has the unknown dtype %s".formatted(file, name, typeLabel)));
    return new StoredTensor(name, type, shape, file, start, sizeBytes);
  }

  boolean isKnownType() {
    return DType.named(typeLabel).isPresent();
  }

  private static void checkSize(String where, Optional<DType> type, long[] shape, long sizeBytes) {
    if (type.isPresent() && expectedBytes(where, type.get(), shape) != sizeBytes) {
      throw new ModelException(
          "%s is %s %s, which is not the %d bytes that its data_offsets span"
              .formatted(where, type.get(), Arrays.toString(shape), sizeBytes));
    }
  }

  private static long expectedBytes(String where, DType type, long[] shape) {
    try {
      return Arrays.stream(shape).reduce(type.bytes(), Math::multiplyExact);
    } catch (ArithmeticException e) {
      throw new ModelException(
          "%s: shape %s is absurd".formatted(where, Arrays.toString(shape)), e);
    }
  }

  private static long[] numbers(JsonNode list, String where, String field) {
    long[] numbers = new long[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode number = list.path(i);
      if (!number.canConvertToLong() || !number.isIntegralNumber() || number.longValue() < 0) {
        throw new ModelException("%s: %s is %s".formatted(where, field, list));
      }
      numbers[i] = number.longValue();
    }
    if (!list.isArray()) {
      throw new ModelException("%s: %s is missing or no list".formatted(where, field));
    }
    return numbers;
  }
}
