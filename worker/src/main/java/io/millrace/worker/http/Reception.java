package io.millrace.worker.http;

import io.millrace.worker.keys.ApiKey;
import io.millrace.worker.keys.ApiKeys;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides by its head, before its body is read, whether a request may come in. */
final class Reception {
  private static final Set<String> GZIP = Set.of("gzip", "x-gzip");

  /** Where everything asks for a key. */
  private static final String API = "/v1/";

  private static final HttpError NO_BODY =
      HttpError.invalid(413, "body_too_large", "a GET takes no body");

  private final Supplier<Routes> routes;
  private final ApiKeys keys;
  private final ForeignPages pages;
  private final long bodyBytes;

  Reception(Supplier<Routes> routes, ApiKeys keys, ForeignPages pages, long bodyBytes) {
    this.routes = routes;
    this.keys = keys;
    this.pages = pages;
    this.bodyBytes = bodyBytes;
  }

  /** What becomes of it. */
  sealed interface Decision {
    /** Its path, or {@link RequestObserver#OTHER}. */
    String route();

    /** Whether its body is of use. */
    boolean takesBody();
  }

  /**
   * Its body may be read.
   *
   * @param welcome whether it would be admitted still
   */
  record Admitted(Route to, ApiKey key, boolean gzip, BooleanSupplier welcome) implements Decision {
    @Override
    public String route() {
      return to.path();
    }

    @Override
    public boolean takesBody() {
      return to.takesBody();
    }
  }

  record Refused(String route, Response.Whole answer) implements Decision {
    @Override
    public boolean takesBody() {
      return false;
    }
  }

  Decision decide(HttpServerRequest request) {
    String path = request.path() == null ? "" : request.path();
    return switch (routes.get().find(request.method().name(), path)) {
      case Routes.NoPath() -> new Refused(RequestObserver.OTHER, nothing(path, request.headers()));
      case Routes.Closed(HttpError why) -> refused(RequestObserver.OTHER, why);
      case Routes.NoMethod(String route, String allowed) ->
          new Refused(
              route,
              HttpError.invalid(405, "method_not_allowed", "use " + allowed)
                  .response()
                  .with("Allow", allowed));
      case Routes.Found(Route route) -> admitPage(route, request);
    };
  }

  /** Who has no key does not learn which paths there are besides the open ones. */
  private Response.Whole nothing(String path, MultiMap headers) {
    return path.startsWith(API) && keys.areRequired() && Credentials.find(keys, headers).isEmpty()
        ? Credentials.missing(headers)
        : HttpError.invalid(404, "not_found", "there is no such path").response();
  }

  private Decision admitPage(Route route, HttpServerRequest request) {
    return foreign(request)
        .<Decision>map(error -> refused(route.path(), error))
        .orElseGet(() -> admit(route, request.headers()));
  }

  /** With a key, a page of another site would have to know it; or have a browser that does. */
  private Optional<HttpError> foreign(HttpServerRequest request) {
    if (!keys.areRequired()) {
      return pages.refusal(request);
    }
    return Credentials.areOfABrowser(request.headers())
        ? ForeignPages.originRefusal(request)
        : Optional.empty();
  }

  private Decision admit(Route route, MultiMap headers) {
    Optional<ApiKey> key = key(route, headers);
    if (key.isEmpty()) {
      return new Refused(route.path(), Credentials.missing(headers));
    }
    String coding = headers.get("Content-Encoding");
    boolean gzip = coding != null && GZIP.contains(coding.toLowerCase(Locale.ROOT));
    return wrong(route, headers, coding == null || gzip || coding.equalsIgnoreCase("identity"))
        .<Decision>map(error -> refused(route.path(), error))
        .orElseGet(
            () -> new Admitted(route, key.get(), gzip, () -> key(route, headers).isPresent()));
  }

  /** Whoever comes to an open route without a key, or while none is required, is anybody. */
  private Optional<ApiKey> key(Route route, MultiMap headers) {
    if (!keys.areRequired()) {
      return Optional.of(ApiKey.ANYBODY);
    }
    Optional<ApiKey> shown = Credentials.find(keys, headers);
    return shown.isEmpty() && route.access() == Route.Access.OPEN
        ? Optional.of(ApiKey.ANYBODY)
        : shown;
  }

  private Optional<HttpError> wrong(Route route, MultiMap headers, boolean canDecode) {
    if (route.takesBody() && !isJson(headers.get("Content-Type"))) {
      return Optional.of(
          HttpError.invalid(
              415, "unsupported_media_type", "Content-Type must be application/json"));
    }
    if (!canDecode) {
      return Optional.of(
          HttpError.invalid(
              415, "unsupported_encoding", "Content-Encoding must be gzip or identity"));
    }
    if (!route.takesBody() && hasBody(headers)) {
      return Optional.of(NO_BODY);
    }
    if (ContentLength.of(headers) > bodyBytes) {
      return Optional.of(tooLarge(bodyBytes));
    }
    String expect = headers.get("Expect");
    return expect == null || expect.equalsIgnoreCase("100-continue")
        ? Optional.empty()
        : Optional.of(HttpError.invalid(417, "expectation_failed", "Expect must be 100-continue"));
  }

  private static boolean hasBody(MultiMap headers) {
    return ContentLength.of(headers) > 0 || headers.contains("Transfer-Encoding");
  }

  /** A missing type is taken for JSON: many a script sends none. */
  private static boolean isJson(@Nullable String contentType) {
    return contentType == null
        || contentType.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
  }

  private static Refused refused(String route, HttpError error) {
    return new Refused(route, error.response());
  }

  static HttpError tooLarge(long bodyBytes) {
    return bodyBytes == 0
        ? NO_BODY
        : HttpError.invalid(
            413,
            "body_too_large",
            "the body is larger than %d bytes; send fewer inputs a request".formatted(bodyBytes));
  }
}
