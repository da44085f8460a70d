package io.millrace.worker.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;

/** What a client gets that does not speak HTTP, or too long. */
final class NoHttp {
  private NoHttp() {}

  /** The connection is closed behind the answer. */
  static void refuse(HttpServerRequest request, long idleNanos) {
    var _ =
        new Answer(request, RequestId.of(null), idleNanos)
            .send(error(request).response(), true)
            .onComplete(_ -> request.connection().close());
  }

  private static HttpError error(HttpServerRequest request) {
    return switch (request.decoderResult().cause()) {
      case TooLongHttpLineException _ ->
          HttpError.invalid(414, "uri_too_long", "the request line is too long");
      case TooLongHttpHeaderException _ ->
          HttpError.invalid(431, "headers_too_large", "the headers are too large");
      default -> HttpError.invalid(400, "bad_request", "this is not HTTP/1.1");
    };
  }
}
