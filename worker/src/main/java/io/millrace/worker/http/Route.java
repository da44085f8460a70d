package io.millrace.worker.http;

import static java.util.Objects.requireNonNull;

import java.util.function.UnaryOperator;

/**
 * What answers requests for a path.
 *
 * @param method {@code GET} or {@code POST}
 * @param path the whole path, without a query; one that ends in a name in braces stands for every
 *     path that has something in that place
 */
public record Route(String method, String path, Access access, Handler handler) {
  /** Who may come in. */
  public enum Access {
    /** Anybody. */
    OPEN,
    /** Whoever shows a key, as long as keys are required. */
    KEY
  }

  public Route {
    requireNonNull(method, "method");
    requireNonNull(path, "path");
    requireNonNull(access, "access");
    requireNonNull(handler, "handler");
  }

  /** Whether it is what a path leads to. */
  boolean leadsTo(String asked) {
    return path.equals(asked) || !restOf(asked).isEmpty();
  }

  /** What a path has in the place that this one leaves open; empty if there is none. */
  String restOf(String asked) {
    int open = path.endsWith("}") ? path.lastIndexOf('{') : path.length();
    return open < path.length() && asked.startsWith(path.substring(0, open))
        ? asked.substring(open)
        : "";
  }

  /** Whether requests have a body. */
  boolean takesBody() {
    return method.equals("POST");
  }

  /** The same with something around its handler. */
  public Route handledBy(UnaryOperator<Handler> around) {
    return new Route(method, path, access, around.apply(handler));
  }

  /** Answers GET. */
  public static Route get(String path, Access access, Handler handler) {
    return new Route("GET", path, access, handler);
  }

  /** Answers POST. */
  public static Route post(String path, Access access, Handler handler) {
    return new Route("POST", path, access, handler);
  }
}
