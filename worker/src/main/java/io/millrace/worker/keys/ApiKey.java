package io.millrace.worker.keys;

import static java.util.Objects.requireNonNull;

import io.millrace.topology.port.Account;
import io.millrace.topology.port.Lane;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a caller who showed a key may do. The key itself is not in here.
 *
 * @param name of the key, never a secret
 * @param lane of its texts
 * @param tokensPerMinute empty: no limit
 * @param concurrency requests at a time; empty: no limit
 */
public record ApiKey(
    String name, Lane lane, OptionalLong tokensPerMinute, OptionalInt concurrency) {
  /** Whoever calls while no key is configured. */
  public static final ApiKey ANYBODY =
      new ApiKey("anybody", Lane.ONLINE, OptionalLong.empty(), OptionalInt.empty());

  public ApiKey {
    requireNonNull(name, "name");
    requireNonNull(lane, "lane");
    requireNonNull(tokensPerMinute, "tokensPerMinute");
    requireNonNull(concurrency, "concurrency");
  }

  /** Whose usage its texts are. */
  public Account account() {
    return Account.key(name);
  }
}
