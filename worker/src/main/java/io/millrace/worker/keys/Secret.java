package io.millrace.worker.keys;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.port.Fingerprint;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What a caller shows as its key. Only its hash is kept, once and without salt: a secret must have
 * more entropy than anybody can try out.
 *
 * @param text printable ASCII without spaces, for it travels in a header
 */
public record Secret(String text) {
  private static final String PREFIX = "mr_";
  private static final int RANDOM_BYTES = 32;

  /** 128 bits as hexadecimal digits. */
  private static final int LEAST_LENGTH = 32;

  private static final Pattern FIT_FOR_HEADER = Pattern.compile("[!-~]*");

  /**
   * @throws IllegalArgumentException if it is short or does not fit into a header; the message does
   *     not quote it
   */
  public Secret {
    requireNonNull(text, "text");
    if (!FIT_FOR_HEADER.matcher(text).matches()) {
      throw new IllegalArgumentException("a secret has only printable ASCII, and no spaces");
    }
    if (text.length() < LEAST_LENGTH) {
      throw new IllegalArgumentException(
          "a secret of %d characters can be guessed, must have at least %d"
              .formatted(text.length(), LEAST_LENGTH));
    }
  }

  /** A new one, of 256 random bits. */
  public static Secret random(SecureRandom random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return new Secret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** What is kept of it: SHA-256, as 64 hexadecimal digits. */
  public String sha256() {
    return HexFormat.of().formatHex(Fingerprint.sha256(text));
  }

  /** Without the text, which belongs in no log. */
  @Override
  public String toString() {
    return "Secret";
  }
}
