package io.millrace.topology.source;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The header that says to which trace a record belongs, as W3C's Trace Context defines it. */
public final class TraceParent {
  public static final String HEADER = "traceparent";

  /** Four times what version 00 has; a later version may have more. */
  private static final int MAX_BYTES = 220;

  private TraceParent() {}

  /** The last one, unchecked. */
  public static Optional<String> of(Headers headers) {
    Header header = headers.lastHeader(HEADER);
    return header == null || header.value() == null || header.value().length > MAX_BYTES
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.US_ASCII));
  }

  /** In place of all others. */
  public static void put(Headers headers, String traceParent) {
    headers.remove(HEADER).add(HEADER, traceParent.getBytes(StandardCharsets.US_ASCII));
  }
}
