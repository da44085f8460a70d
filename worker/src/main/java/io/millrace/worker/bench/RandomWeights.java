package io.millrace.worker.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The safetensors file of a random checkpoint, written in one go: only the header is ever in
 * memory. See https://github.com/huggingface/safetensors#format.
 */
final class RandomWeights {
  /** As the published models were initialized. */
  private static final double DEVIATION = 0.02;

  /** So that numbers begin at an address that any type can have. */
  private static final int ALIGNMENT_BYTES = 64;

  private final List<Tensor> tensors = new ArrayList<>();
  private final byte[] header;

  private record Tensor(String name, long... shape) {
    long numbers() {
      return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    boolean isNorm() {
      return shape.length == 1;
    }
  }

  RandomWeights(Qwen3Shape shape) {
    add("embed_tokens.weight", shape.vocabularySize(), shape.hiddenSize());
    for (int i = 0; i < shape.layers(); i++) {
      addLayer("layers." + i + ".", shape);
    }
    add("norm.weight", shape.hiddenSize());
    this.header = header();
  }

  /** Of the whole file. */
  long sizeBytes() {
    long numbers = tensors.stream().mapToLong(Tensor::numbers).sum();
    return Long.BYTES + header.length + numbers * Short.BYTES;
  }

  /** Writes the file; the same seed makes the same one. */
  void write(Path file, long seed) throws IOException {
    RandomNumbers normal = RandomNumbers.normal(new SplittableRandom(seed), DEVIATION);
    RandomNumbers ones = RandomNumbers.constant(1);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer start = ByteBuffer.allocate(Long.BYTES + header.length);
      start.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header).flip();
      while (start.hasRemaining()) {
        channel.write(start);
      }
      for (Tensor tensor : tensors) {
        (tensor.isNorm() ? ones : normal).write(channel, tensor.numbers());
      }
    }
  }

  private void addLayer(String layer, Qwen3Shape shape) {
    int hidden = shape.hiddenSize();
    int inner = shape.intermediateSize();
    add(layer + "input_layernorm.weight", hidden);
    add(layer + "self_attn.q_proj.weight", shape.querySize(), hidden);
    add(layer + "self_attn.k_proj.weight", shape.keyValueSize(), hidden);
    add(layer + "self_attn.v_proj.weight", shape.keyValueSize(), hidden);
    add(layer + "self_attn.q_norm.weight", shape.headSize());
    add(layer + "self_attn.k_norm.weight", shape.headSize());
    add(layer + "self_attn.o_proj.weight", hidden, shape.querySize());
    add(layer + "post_attention_layernorm.weight", hidden);
    add(layer + "mlp.gate_proj.weight", inner, hidden);
    add(layer + "mlp.up_proj.weight", inner, hidden);
    add(layer + "mlp.down_proj.weight", hidden, inner);
  }

  private void add(String name, long... shape) {
    tensors.add(new Tensor(name, shape));
  }

  private byte[] header() {
    ObjectNode header = new JsonMapper().createObjectNode();
    header.putObject("__metadata__").put("format", "pt");
    long offset = 0;
    for (Tensor tensor : tensors) {
      long end = offset + tensor.numbers() * Short.BYTES;
      ObjectNode entry = header.putObject(tensor.name()).put("dtype", "BF16");
      Arrays.stream(tensor.shape()).forEach(entry.putArray("shape")::add);
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    return padded(header.toString());
  }

  /** Spaces at the end of JSON mean nothing. */
  private static byte[] padded(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    int length = Math.ceilDiv(Long.BYTES + bytes.length, ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    byte[] padded = Arrays.copyOf(bytes, length - Long.BYTES);
    Arrays.fill(padded, bytes.length, padded.length, (byte) ' ');
    return padded;
  }
}
