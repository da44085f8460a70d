package io.millrace.topology.model;

import io.millrace.topology.port.Fingerprint;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** The first 16 bytes of a SHA-256: two texts with the same hash are the same text. */
public record ContentHash(long high, long low) {
  /** How long a hash is. */
  public static final int BYTES = 2 * Long.BYTES;

  /** Of the text's UTF-8. */
  public static ContentHash of(String text) {
    ByteBuffer digest = ByteBuffer.wrap(Fingerprint.sha256(text));
    return new ContentHash(digest.getLong(), digest.getLong());
  }

  /** As 32 hexadecimal digits. */
  public String toHex() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }
}
