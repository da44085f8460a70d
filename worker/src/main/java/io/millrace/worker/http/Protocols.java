package io.millrace.worker.http;

import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.Optional;

/**
 * HTTP/1.1, and behind TLS HTTP/2 as well: without TLS few clients speak it, and switching to it
 * within a connection is one more thing to attack.
 */
final class Protocols {
  private static final int HEADER_BYTES = 16 << 10;
  private static final int LINE_BYTES = 8 << 10;
  private static final int STREAMS = 128;

  /** Of a body that nobody reads yet: enough for a fast network, little for many connections. */
  private static final int WINDOW_BYTES = 256 << 10;

  private static final int WAITING_CONNECTIONS = 4096;

  private Protocols() {}

  static HttpServerOptions options(Optional<PemKeyCertOptions> certificate) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setMaxInitialLineLength(LINE_BYTES)
            .setMaxHeaderSize(HEADER_BYTES)
            .setHttp2ClearTextEnabled(false)
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setInitialSettings(
                new Http2Settings()
                    .setMaxConcurrentStreams(STREAMS)
                    .setInitialWindowSize(WINDOW_BYTES)
                    .setMaxHeaderListSize(HEADER_BYTES));
    options.setAcceptBacklog(WAITING_CONNECTIONS).setTcpKeepAlive(true);
    certificate.ifPresent(pem -> options.setSsl(true).setUseAlpn(true).setKeyCertOptions(pem));
    return options;
  }
}
