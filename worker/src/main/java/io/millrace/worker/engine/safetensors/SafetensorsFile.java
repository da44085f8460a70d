package io.millrace.worker.engine.safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.worker.engine.model.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * One file: 8 bytes little endian with the length of the header, the header in JSON, the numbers.
 * See https://github.com/huggingface/safetensors#format.
 */
final class SafetensorsFile {
  private static final int LENGTH_BYTES = 8;

  /** The limit of the reference implementation. */
  private static final long MAX_HEADER_BYTES = 100_000_000;

  private static final String METADATA = "__metadata__";

  private SafetensorsFile() {}

  /** The tensors of a file, by name. The numbers are not read. */
  static SequencedMap<String, HeaderEntry> read(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      long fileBytes = channel.size();
      long headerBytes = headerLength(file, channel, fileBytes);
      byte[] header = new byte[(int) headerBytes];
      fill(ByteBuffer.wrap(header), channel, LENGTH_BYTES);
      JsonNode json = StrictJson.object(file, "the header", header);
      return entries(json, file, LENGTH_BYTES + headerBytes, fileBytes);
    } catch (IOException e) {
      throw new ModelException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static long headerLength(Path file, FileChannel channel, long fileBytes)
      throws IOException {
    if (fileBytes < LENGTH_BYTES) {
      throw new ModelException(
          "%s is truncated: %d bytes are no safetensors file".formatted(file, fileBytes));
    }
    ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    fill(length, channel, 0);
    long headerBytes = length.getLong(0);
    if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES) {
      throw new ModelException(
          "%s: a header of %s bytes is absurd, this is no safetensors file"
              .formatted(file, Long.toUnsignedString(headerBytes)));
    }
    if (headerBytes > fileBytes - LENGTH_BYTES) {
      throw new ModelException(
          "%s is truncated: a header of %d bytes in a file of %d"
              .formatted(file, headerBytes, fileBytes));
    }
    return headerBytes;
  }

  private static SequencedMap<String, HeaderEntry> entries(
      JsonNode json, Path file, long dataStart, long fileBytes) {
    SequencedMap<String, HeaderEntry> entries = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (!field.getKey().equals(METADATA)) {
        String name = field.getKey();
        entries.put(name, HeaderEntry.read(name, field.getValue(), file, dataStart, fileBytes));
      }
    }
    return entries;
  }

  private static void fill(ByteBuffer target, FileChannel channel, long position)
      throws IOException {
    while (target.hasRemaining()) {
      if (channel.read(target, position + target.position()) < 0) {
        throw new IOException("it shrinks while it is read");
      }
    }
  }
}
