package io.millrace.topology.stage;

import io.millrace.schemas.Attribute;
import io.millrace.topology.model.Document;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * What a record of the vectors topic has beside its text, as JSON, the longest of the formats it is
 * written in. Never less than it is, in bytes.
 */
final class BesideText {
  /** The names of the fields, numbers, model and space, and the frames of record and batch. */
  private static final int FRAMING_BYTES = 8 << 10;

  /** Sign, nine digits, point, exponent and comma. */
  private static final int FLOAT_BYTES = 16;

  /** Quotes, colon and comma, or the lengths that stand for them. */
  private static final int AROUND_BYTES = 10;

  /** The key of the record, the chunk's id and the document's. */
  private static final int IDS = 3;

  private BesideText() {}

  /** Of every record with a vector of this length. */
  static long ofVector(int dimensions) {
    return FRAMING_BYTES + (long) dimensions * FLOAT_BYTES;
  }

  /** Of the chunks of a document. */
  static long of(Document document, Headers headers) {
    long bytes = IDS * JsonLength.of(document.id());
    for (var field : document.metadata().entrySet()) {
      bytes += ofText(field.getKey()) + ofText(field.getValue());
    }
    for (Attribute attribute : document.attributes().fields()) {
      bytes += ofText(attribute.name());
    }
    for (Object value : document.attributes().values()) {
      bytes += ofValue(value);
    }
    for (Header header : headers) {
      bytes += ofText(header.key()) + AROUND_BYTES;
      bytes += header.value() == null ? 0 : header.value().length;
    }
    return bytes;
  }

  private static long ofValue(Object value) {
    return value instanceof List<?> items
        ? items.stream().mapToLong(BesideText::ofValue).sum()
        : ofText(value.toString());
  }

  private static long ofText(String text) {
    return JsonLength.of(text) + AROUND_BYTES;
  }
}
