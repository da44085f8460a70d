package io.millrace.worker.engine.quant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The header of a safetensors file, its metadata being the digest and the checksums. */
final class CacheHeader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LENGTH_BYTES = 8;

  /** The numbers begin on a page. */
  private static final int ALIGNMENT_BYTES = 4096;

  private CacheHeader() {}

  /**
   * The file up to the numbers. Its length depends on the parts alone.
   *
   * @param checksums of the parts, in their order
   */
  static byte[] of(String digest, List<Part> parts, int[] checksums) {
    byte[] json = json(digest, parts, checksums);
    int pages = (json.length + LENGTH_BYTES + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES;
    byte[] header = new byte[pages * ALIGNMENT_BYTES];
    Arrays.fill(header, (byte) ' ');
    ByteBuffer.wrap(header)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length - LENGTH_BYTES)
        .put(json);
    return header;
  }

  private static byte[] json(String digest, List<Part> parts, int[] checksums) {
    StringBuilder hex = new StringBuilder();
    for (int checksum : checksums) {
      hex.append(HexFormat.of().toHexDigits(checksum));
    }
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("__metadata__", Map.of("millrace", digest + " crc32c " + hex));
    parts.forEach(part -> header.put(part.name(), entry(part)));
    try {
      return JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new AssertionError("maps, texts and numbers are JSON", e);
    }
  }

  private static Map<String, Object> entry(Part part) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("dtype", part.type().name());
    entry.put("shape", part.shape());
    entry.put("data_offsets", new long[] {part.begin(), part.end()});
    return entry;
  }
}
