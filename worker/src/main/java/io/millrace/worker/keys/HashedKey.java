package io.millrace.worker.keys;

import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.util.HexFormat;

/** A key and the SHA-256 of its secret. */
final class HashedKey {
  private final ApiKey key;
  private final byte[] sha256;

  /**
   * @param sha256 64 hexadecimal digits
   */
  HashedKey(ApiKey key, String sha256) {
    this.key = requireNonNull(key, "key");
    this.sha256 = HexFormat.of().parseHex(sha256);
  }

  ApiKey key() {
    return key;
  }

  /** Takes the same time wherever the hashes differ. */
  boolean hasHash(byte[] presented) {
    return MessageDigest.isEqual(sha256, presented);
  }

  boolean hasSecretOf(HashedKey other) {
    return hasHash(other.sha256);
  }
}
