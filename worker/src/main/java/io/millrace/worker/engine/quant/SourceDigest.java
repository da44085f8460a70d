package io.millrace.worker.engine.quant;

import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.safetensors.StoredTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/**
 * Tells whether a cache file was made of these very weights, without reading them all: sizes and
 * times of the files, place, shape and format of each tensor, and some numbers out of its middle.
 * The numbers matter where all times are alike, as in a container image: another training has
 * changed them.
 */
final class SourceDigest {
  /** To be counted up whenever the same source gives other bytes. */
  private static final String FORMAT = "millrace weights 1";

  private static final int SAMPLE_BYTES = 1024;
  private static final int SHOWN_BYTES = 8;

  private final MessageDigest sha256 = sha256();

  private SourceDigest() {
    add(FORMAT);
  }

  /** 16 hexadecimal digits. */
  static String of(Map<StoredTensor, WeightFormat> wanted) {
    SourceDigest digest = new SourceDigest();
    for (Map.Entry<StoredTensor, WeightFormat> weight : wanted.entrySet()) {
      digest.addTensor(weight.getKey());
      digest.add(weight.getValue().toString());
    }
    return HexFormat.of().formatHex(digest.sha256.digest(), 0, SHOWN_BYTES);
  }

  private void addTensor(StoredTensor tensor) {
    try {
      add(tensor);
    } catch (IOException e) {
      throw new ModelException(
          "%s: tensor %s cannot be read: %s"
              .formatted(tensor.file(), tensor.name(), e.getMessage()),
          e);
    }
  }

  private void add(StoredTensor tensor) throws IOException {
    add("%s %s".formatted(tensor.name(), tensor.type()));
    add("%s %d".formatted(Arrays.toString(tensor.shape()), tensor.offsetBytes()));
    try (FileChannel file = FileChannel.open(tensor.file())) {
      add("%d %s".formatted(file.size(), Files.getLastModifiedTime(tensor.file()).toInstant()));
      int sampleBytes = (int) Math.min(SAMPLE_BYTES, tensor.sizeBytes());
      ByteBuffer sample = ByteBuffer.allocate(sampleBytes);
      Transfer.read(sample, file, tensor.offsetBytes() + (tensor.sizeBytes() - sampleBytes) / 2);
      sha256.update(sample.flip());
    }
  }

  private void add(String text) {
    sha256.update((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java runtime has SHA-256", e);
    }
  }
}
