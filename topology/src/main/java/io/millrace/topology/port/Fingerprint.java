package io.millrace.topology.port;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A short name for everything that decides what comes out. */
public final class Fingerprint {
  public static final int BYTES = 8;

  private Fingerprint() {}

  /** The first 8 bytes of SHA-256 over all parts, as 16 hexadecimal digits. */
  public static String of(String... parts) {
    return HexFormat.of().formatHex(sha256(String.join("\0", parts)), 0, BYTES);
  }

  /** All 32 bytes, of the text in UTF-8. */
  public static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java runtime has SHA-256", e);
    }
  }
}
