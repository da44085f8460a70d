package io.millrace.worker.deadletters;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Headers whose value is text; anyone can write to a topic, so none is sure to be there. */
final class HeaderText {
  private HeaderText() {}

  static Optional<String> of(Headers headers, String name) {
    return Optional.ofNullable(headers.lastHeader(name))
        .map(Header::value)
        .map(value -> new String(value, StandardCharsets.UTF_8));
  }

  /** Empty also if it is no number from 0 on. */
  static Optional<Long> number(Headers headers, String name) {
    return of(headers, name).filter(text -> text.matches("\\d{1,18}")).map(Long::parseLong);
  }
}
