package io.millrace.worker.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which route answers what. */
final class Routes {
  private final Map<String, Map<String, Route>> byPath = new HashMap<>();

  /** Why there is nothing else, for now. */
  private final Optional<HttpError> closed;

  Routes(List<Route> routes) {
    this(routes, Optional.empty());
  }

  private Routes(List<Route> routes, Optional<HttpError> closed) {
    this.closed = closed;
    for (Route route : routes) {
      if (methods(route.path()).put(route.method(), route) != null) {
        throw new IllegalArgumentException(
            "two routes for %s %s".formatted(route.method(), route.path()));
      }
    }
  }

  /**
   * None, for now.
   *
   * @param butFor these
   */
  static Routes closed(HttpError why, List<Route> butFor) {
    return new Routes(butFor, Optional.of(why));
  }

  boolean areClosed() {
    return closed.isPresent();
  }

  private Map<String, Route> methods(String path) {
    return byPath.computeIfAbsent(path, _ -> new HashMap<>());
  }

  /** Who would answer. */
  sealed interface Match {}

  record Found(Route route) implements Match {}

  record NoPath() implements Match {}

  /** Nobody would, whatever is asked for. */
  record Closed(HttpError why) implements Match {}

  /**
   * The path is there.
   *
   * @param route its path
   * @param allowed methods, as the header Allow lists them
   */
  record NoMethod(String route, String allowed) implements Match {}

  Match find(String method, String path) {
    return at(path)
        .map(there -> find(method, there))
        .or(() -> closed.map(Closed::new))
        .orElseGet(NoPath::new);
  }

  private static Match find(String method, Map<String, Route> there) {
    Route route = there.get(method.equals("HEAD") ? "GET" : method);
    return route == null
        ? new NoMethod(there.values().iterator().next().path(), allowed(there))
        : new Found(route);
  }

  /** A path of its own goes before one that leaves a place open. */
  private Optional<Map<String, Route>> at(String path) {
    Map<String, Route> exact = byPath.get(path);
    return exact != null
        ? Optional.of(exact)
        : byPath.values().stream()
            .filter(there -> there.values().iterator().next().leadsTo(path))
            .findFirst();
  }

  private static String allowed(Map<String, Route> methods) {
    TreeSet<String> names = new TreeSet<>(methods.keySet());
    if (names.contains("GET")) {
      names.add("HEAD");
    }
    return names.stream().collect(Collectors.joining(", "));
  }
}
