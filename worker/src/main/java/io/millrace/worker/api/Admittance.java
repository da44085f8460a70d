package io.millrace.worker.api;

import static java.util.Objects.requireNonNull;

import io.millrace.worker.http.HttpError;
import io.millrace.worker.keys.ApiKey;
import java.util.Optional;

/** Who is let in now, and for how many tokens. Thread safe. */
public interface Admittance {
  /** Lets everybody in. */
  Admittance OPEN =
      new Admittance() {
        @Override
        public Entry enter(ApiKey key) {
          return new Entry.Open(() -> {});
        }

        @Override
        public Optional<HttpError> charge(ApiKey key, long tokens) {
          return Optional.empty();
        }

        @Override
        public void giveBack(ApiKey key, long tokens) {}
      };

  /**
   * Lets a request in, or says why not: not ready, overloaded, or too many of that key's, which may
   * be requests or tokens.
   */
  Entry enter(ApiKey key);

  /** Takes tokens from what a key may have; an error when it may not have them now. */
  Optional<HttpError> charge(ApiKey key, long tokens);

  /** Gives tokens back that were charged and not used. */
  void giveBack(ApiKey key, long tokens);

  /** What a request meets at the door. */
  sealed interface Entry {
    /**
     * It is inside.
     *
     * @param leave called once when it is answered
     */
    record Open(Runnable leave) implements Entry {
      public Open {
        requireNonNull(leave, "leave");
      }
    }

    /** It has to come back later. */
    record Closed(HttpError error) implements Entry {
      public Closed {
        requireNonNull(error, "error");
      }
    }
  }
}
