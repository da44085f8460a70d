package io.millrace.topology.deadletter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The headers of a rejected record, as far as a dead letter carries them. */
final class SourceHeaders {
  /** With the key and the value it fits the 1 MiB that brokers take by default. */
  static final int MAX_BYTES = 64 << 10;

  /** Lengths of name and value, as long as they get: small headers are not free either. */
  private static final int FRAMING_BYTES = 10;

  private SourceHeaders() {}

  /**
   * The headers in their order, without those that a dead letter says itself: a record that was
   * replayed and is rejected again would have them twice. The largest are left out until the others
   * fit {@link #MAX_BYTES}; their number is a header.
   */
  static Headers carriedOf(Headers all) {
    List<Header> own = new ArrayList<>();
    for (Header header : all) {
      if (isCarried(header.key())) {
        own.add(header);
      }
    }
    Set<Header> leftOut = leftOut(own);
    own.removeIf(leftOut::contains);
    Headers carried = new RecordHeaders(own);
    if (!leftOut.isEmpty()) {
      carried.add(
          DeadLetterHandler.OMITTED_HEADERS,
          Integer.toString(leftOut.size()).getBytes(StandardCharsets.UTF_8));
    }
    return carried;
  }

  private static boolean isCarried(String name) {
    return !name.startsWith(DeadLetterHandler.PREFIX) || name.equals(DeadLetterHandler.REPLAY_OF);
  }

  /** By identity: two equal headers are two. */
  private static Set<Header> leftOut(List<Header> headers) {
    long bytes = headers.stream().mapToLong(SourceHeaders::bytes).sum();
    Set<Header> leftOut = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Header header : largestFirst(headers)) {
      if (bytes <= MAX_BYTES) {
        break;
      }
      leftOut.add(header);
      bytes -= bytes(header);
    }
    return leftOut;
  }

  private static List<Header> largestFirst(List<Header> headers) {
    return headers.stream()
        .sorted(Comparator.comparingLong(SourceHeaders::bytes).reversed())
        .toList();
  }

  private static long bytes(Header header) {
    int value = header.value() == null ? 0 : header.value().length;
    return FRAMING_BYTES + header.key().getBytes(StandardCharsets.UTF_8).length + (long) value;
  }
}
