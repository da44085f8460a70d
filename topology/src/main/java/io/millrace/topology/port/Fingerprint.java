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
    byte[] digest = sha256().digest(String.join("\0", parts).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest, 0, BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java runtime has SHA-256", e);
    }
  }
}
