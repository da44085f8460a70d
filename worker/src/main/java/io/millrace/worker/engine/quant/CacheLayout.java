package io.millrace.worker.engine.quant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.worker.engine.safetensors.DType;
import io.millrace.worker.engine.safetensors.StoredTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cache file, planned: a safetensors file whose metadata holds the digest of its source and a
 * checksum of each part. All but the checksums is known before a weight is read, so a file is
 * checked by comparing headers, and no header is ever parsed.
 */
final class CacheLayout {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LENGTH_BYTES = 8;

  /** Numbers begin on a page, and each part on a cache line. */
  private static final int HEADER_ALIGNMENT_BYTES = 4096;

  private static final int PART_ALIGNMENT_BYTES = 64;

  /**
   * @param begin behind the header
   */
  record Part(String name, DType type, long[] shape, long begin, long sizeBytes) {}

  /** A weight and its parts. */
  record Planned(
      StoredTensor source,
      WeightFormat format,
      BlockLayout blocks,
      Part values,
      Optional<Part> scales) {}

  private final String digest;
  private final List<Planned> weights = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private final int headerBytes;
  private long end;

  CacheLayout(String digest, Map<StoredTensor, WeightFormat> wanted) {
    this.digest = digest;
    wanted.forEach((source, format) -> weights.add(plan(source, format)));
    this.headerBytes = alignUp(json(new int[parts.size()]).length + LENGTH_BYTES);
  }

  List<Planned> weights() {
    return weights;
  }

  List<Part> parts() {
    return parts;
  }

  long fileBytes() {
    return headerBytes + end;
  }

  /** From the start of the file. */
  long position(Part part) {
    return headerBytes + part.begin();
  }

  /**
   * The file up to the first part.
   *
   * @param checksums of the parts, in their order
   */
  byte[] header(int[] checksums) {
    byte[] header = new byte[headerBytes];
    Arrays.fill(header, (byte) ' ');
    byte[] json = json(checksums);
    ByteBuffer.wrap(header)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(headerBytes - LENGTH_BYTES)
        .put(json);
    return header;
  }

  Map<String, ConvertedWeight> in(Path file) {
    Map<String, ConvertedWeight> byTensor = new LinkedHashMap<>();
    for (Planned weight : weights) {
      byTensor.put(
          weight.source().name(),
          new ConvertedWeight(
              weight.format(),
              stored(weight.values(), file),
              weight.scales().map(part -> stored(part, file))));
    }
    return byTensor;
  }

  private StoredTensor stored(Part part, Path file) {
    return new StoredTensor(
        part.name(), part.type(), part.shape(), file, position(part), part.sizeBytes());
  }

  private Planned plan(StoredTensor source, WeightFormat format) {
    BlockLayout blocks = BlockLayout.of(source, format);
    long[] shape = blocks.valuesShape(source, format.precision());
    Part values = part(source.name(), format.valuesType(), shape);
    Optional<Part> scales =
        blocks
            .scalesShape(format.precision())
            .map(of -> part(source.name() + ".scales", format.scaleType(), of));
    return new Planned(source, format, blocks, values, scales);
  }

  private Part part(String name, DType type, long[] shape) {
    long begin = (end + PART_ALIGNMENT_BYTES - 1) / PART_ALIGNMENT_BYTES * PART_ALIGNMENT_BYTES;
    long sizeBytes = Arrays.stream(shape).reduce(type.bytes(), Math::multiplyExact);
    Part part = new Part(name, type, shape, begin, sizeBytes);
    end = begin + sizeBytes;
    parts.add(part);
    return part;
  }

  private byte[] json(int[] checksums) {
    StringBuilder hex = new StringBuilder();
    for (int checksum : checksums) {
      hex.append(HexFormat.of().toHexDigits(checksum));
    }
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("__metadata__", Map.of("millrace", digest + " crc32c " + hex));
    for (Part part : parts) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("dtype", part.type().name());
      entry.put("shape", part.shape());
      entry.put("data_offsets", new long[] {part.begin(), part.begin() + part.sizeBytes()});
      header.put(part.name(), entry);
    }
    try {
      return JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new AssertionError("maps, texts and numbers are JSON", e);
    }
  }

  private static int alignUp(int bytes) {
    return (bytes + HEADER_ALIGNMENT_BYTES - 1) / HEADER_ALIGNMENT_BYTES * HEADER_ALIGNMENT_BYTES;
  }
}
