package io.millrace.worker.engine.safetensors;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes small safetensors files, right or wrong ones. */
public final class SafetensorsWriter {
  private final List<String> fields = new ArrayList<>();
  private final ByteArrayOutputStream numbers = new ByteArrayOutputStream();

  /** Adds a tensor of zeros. */
  public SafetensorsWriter zeros(String name, DType type, long... shape) {
    long elements = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    return tensor(name, type, new byte[(int) elements * type.bytes()], shape);
  }

  /** Adds a tensor, each number rounded to the type: F32, F16 or (cut off) BF16. */
  public SafetensorsWriter floats(String name, DType type, float[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      switch (type) {
        case F32 -> bytes.putFloat(value);
        case F16 -> bytes.putShort(Float.floatToFloat16(value));
        case BF16 -> bytes.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
        default -> throw new IllegalArgumentException(type.name());
      }
    }
    return tensor(name, type, bytes.array(), shape);
  }

  /** Adds a tensor, little endian. */
  public SafetensorsWriter tensor(String name, DType type, byte[] bytes, long... shape) {
    int begin = numbers.size();
    numbers.writeBytes(bytes);
    return field(name, type.name(), Arrays.toString(shape), begin, numbers.size());
  }

  /** Adds a field of the header as it is given, and no numbers. */
  SafetensorsWriter field(String name, String type, String shape, long begin, long end) {
    fields.add(
        "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
            .formatted(name, type, shape, begin, end));
    return this;
  }

  public Path write(Path file) throws IOException {
    String header = "{\"__metadata__\":{\"format\":\"pt\"}," + String.join(",", fields) + "}";
    return write(file, header, numbers.toByteArray());
  }

  /** Writes a file with a header that nobody has checked. */
  static Path write(Path file, String header, byte[] numbers) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json).put(numbers);
    return Files.write(file, bytes.array());
  }

  /** Writes the index of tensors and their shards, given by turns. */
  public static void writeIndex(Path folder, String... tensorsAndShards) throws IOException {
    Map<String, String> shardOf = new LinkedHashMap<>();
    for (int i = 0; i < tensorsAndShards.length; i += 2) {
      shardOf.put(tensorsAndShards[i], tensorsAndShards[i + 1]);
    }
    String map =
        shardOf.entrySet().stream()
            .map(entry -> "\"%s\":\"%s\"".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(","));
    Files.writeString(
        folder.resolve("model.safetensors.index.json"), "{\"weight_map\":{" + map + "}}");
  }
}
