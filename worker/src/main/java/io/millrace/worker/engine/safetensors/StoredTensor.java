package io.millrace.worker.engine.safetensors;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * Where the numbers of a tensor lie, row after row and little endian.
 *
 * @param file a real path: no symbolic link in it
 * @param offsetBytes from the start of the file
 * @param sizeBytes of all numbers
 */
public record StoredTensor(
    String name, DType type, long[] shape, Path file, long offsetBytes, long sizeBytes) {
  public StoredTensor {
    requireNonNull(name, "name");
    requireNonNull(type, "type");
    shape = shape.clone();
    requireNonNull(file, "file");
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** Numbers in it; 1 for a scalar. */
  public long elements() {
    return sizeBytes / type.bytes();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoredTensor that
        && name.equals(that.name)
        && type == that.type
        && Arrays.equals(shape, that.shape)
        && file.equals(that.file)
        && offsetBytes == that.offsetBytes
        && sizeBytes == that.sizeBytes;
  }

  @Override
  public int hashCode() {
    return name.hashCode() * 31 + Long.hashCode(offsetBytes);
  }

  @Override
  public String toString() {
    return "%s %s%s at %d of %s".formatted(name, type, Arrays.toString(shape), offsetBytes, file);
  }
}
