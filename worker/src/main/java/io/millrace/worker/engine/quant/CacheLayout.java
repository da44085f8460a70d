package io.millrace.worker.engine.quant;

import io.millrace.worker.engine.safetensors.DType;
import io.millrace.worker.engine.safetensors.StoredTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cache file, planned. All but the checksums is known before a weight is read, so a file is
 * checked by comparing headers, and no header is ever parsed.
 */
final class CacheLayout {
  /** Each part begins on a cache line. */
  private static final int ALIGNMENT_BYTES = 64;

  private final String digest;
  private final List<PlannedWeight> weights = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private final int headerBytes;

  CacheLayout(String digest, Map<StoredTensor, WeightFormat> wanted) {
    this.digest = digest;
    wanted.forEach((source, format) -> weights.add(plan(source, format)));
    this.headerBytes = header(new int[parts.size()]).length;
  }

  List<PlannedWeight> weights() {
    return weights;
  }

  List<Part> parts() {
    return parts;
  }

  long fileBytes() {
    return headerBytes + end();
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
    return CacheHeader.of(digest, parts, checksums);
  }

  /** Where all is, once the file is written. */
  Map<String, ConvertedWeight> in(Path file) {
    Map<String, ConvertedWeight> byTensor = new LinkedHashMap<>();
    for (PlannedWeight weight : weights) {
      StoredTensor values = stored(weight.values(), file);
      Optional<StoredTensor> scales = weight.scales().map(part -> stored(part, file));
      byTensor.put(weight.source().name(), new ConvertedWeight(weight.format(), values, scales));
    }
    return byTensor;
  }

  private StoredTensor stored(Part part, Path file) {
    return new StoredTensor(
        part.name(), part.type(), part.shape(), file, position(part), part.sizeBytes());
  }

  private PlannedWeight plan(StoredTensor source, WeightFormat format) {
    BlockLayout blocks = BlockLayout.of(source, format);
    long[] shape = blocks.valuesShape(source, format.precision());
    Part values = part(source.name(), format.valuesType(), shape);
    Optional<Part> scales =
        blocks
            .scalesShape(format.precision())
            .map(of -> part(source.name() + ".scales", format.scaleType(), of));
    return new PlannedWeight(source, format, blocks, values, scales);
  }

  private Part part(String name, DType type, long[] shape) {
    long begin = (end() + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
    long sizeBytes = Arrays.stream(shape).reduce(type.bytes(), Math::multiplyExact);
    Part part = new Part(name, type, shape, begin, sizeBytes);
    parts.add(part);
    return part;
  }

  private long end() {
    return parts.isEmpty() ? 0 : parts.getLast().end();
  }
}
