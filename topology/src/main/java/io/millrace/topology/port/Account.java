package io.millrace.topology.port;

import static java.util.Objects.requireNonNull;

/**
 * Whose usage is counted. There are as many as the configuration names.
 *
 * @param name of the source or the API key
 */
public record Account(Kind kind, String name) {
  /** The process's own: golden texts, benchmarks, searches of the demo. */
  public static final Account PROCESS = new Account(Kind.PROCESS, "millrace");

  /** What kind of caller it is. */
  public enum Kind {
    SOURCE,
    KEY,
    PROCESS
  }

  public Account {
    requireNonNull(kind, "kind");
    requireNonNull(name, "name");
  }

  /** A source of documents. */
  public static Account source(String name) {
    return new Account(Kind.SOURCE, name);
  }

  /** An API key. */
  public static Account key(String name) {
    return new Account(Kind.KEY, name);
  }
}
