package io.millrace.worker.keys;

import java.util.Optional;

/** The keys that are valid now. Thread safe. */
public interface ApiKeys {
  /** No key is configured: anybody on this machine may call. */
  ApiKeys NONE =
      new ApiKeys() {
        @Override
        public boolean areRequired() {
          return false;
        }

        @Override
        public Optional<ApiKey> find(String secret) {
          return Optional.empty();
        }
      };

  /** Whether a caller must show one. */
  boolean areRequired();

  /** The key with that secret, in time that does not tell how much of it is right. */
  Optional<ApiKey> find(String secret);
}
