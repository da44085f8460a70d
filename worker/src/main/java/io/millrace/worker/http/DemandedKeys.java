package io.millrace.worker.http;

import io.millrace.worker.keys.ApiKey;
import io.millrace.worker.keys.ApiKeys;
import java.util.Optional;

/** Keys that were required once: a file that is emptied must not let everybody in. */
record DemandedKeys(ApiKeys keys) implements ApiKeys {
  @Override
  public boolean areRequired() {
    return true;
  }

  @Override
  public Optional<ApiKey> find(String secret) {
    return keys.find(secret);
  }
}
