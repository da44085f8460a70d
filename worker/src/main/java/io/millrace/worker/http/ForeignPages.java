package io.millrace.worker.http;

import io.netty.util.NetUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pages of other sites out where no key does: a browser on this machine sends what they ask
 * for. A name of theirs that leads here (DNS rebinding) shows in Host, a page of theirs in Origin.
 *
 * @param host as it is configured
 * @param address that it is
 */
record ForeignPages(String host, InetAddress address) {
  private static final HttpError HOST =
      HttpError.invalid(
          403,
          "forbidden_host",
          "the server has no such name; call it by its address, or set API keys");
  private static final HttpError ORIGIN =
      HttpError.invalid(403, "forbidden_origin", "pages of other sites may not ask");

  static ForeignPages at(Address address) {
    return new ForeignPages(address.host(), address.resolve());
  }

  /** Why that may not come in. */
  Optional<HttpError> refusal(HttpServerRequest request) {
    HostAndPort called = request.authority();
    MultiMap headers = request.headers();
    if (called == null ? headers.contains("Host") : !isOwn(called.host())) {
      return Optional.of(HOST);
    }
    return originRefusal(request);
  }

  /** Why no page may ask for that; names that lead here are not looked at. */
  static Optional<HttpError> originRefusal(HttpServerRequest request) {
    MultiMap headers = request.headers();
    boolean own = "same-origin".equals(headers.get("Sec-Fetch-Site")); // no page can write that
    return !own && (isForeign(headers.get("Origin"), request.authority()) || crosses(request))
        ? Optional.of(ORIGIN)
        : Optional.empty();
  }

  private boolean isOwn(String name) {
    if (name.equalsIgnoreCase("localhost") || name.equalsIgnoreCase(host)) {
      return true;
    }
    InetAddress literal = NetUtil.createInetAddressFromIpAddressString(name);
    return literal == null ? isLocal(name) : isOwn(literal);
  }

  private boolean isOwn(InetAddress literal) {
    return literal.isLoopbackAddress() || literal.equals(address) || address.isAnyLocalAddress();
  }

  /** Whoever listens for other machines is called by what they call it; no site has such a name. */
  private boolean isLocal(String name) {
    return address.isAnyLocalAddress() && !name.isEmpty() && name.indexOf('.') < 0;
  }

  /** A page that came from here has an origin that ends in what it calls. */
  private static boolean isForeign(@Nullable String origin, @Nullable HostAndPort called) {
    if (origin == null) {
      return false;
    }
    int scheme = origin.indexOf("://");
    return called == null
        || scheme < 0
        || !origin.substring(scheme + 3).equalsIgnoreCase(called.toString());
  }

  /** Whoever follows a link to here sees what is here; the page with the link does not. */
  private static boolean crosses(HttpServerRequest request) {
    MultiMap headers = request.headers();
    return "cross-site".equals(headers.get("Sec-Fetch-Site"))
        && !("GET".equals(request.method().name())
            && "navigate".equals(headers.get("Sec-Fetch-Mode"))
            && "document".equals(headers.get("Sec-Fetch-Dest")));
  }
}
