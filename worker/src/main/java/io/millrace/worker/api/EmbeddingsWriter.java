package io.millrace.worker.api;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.millrace.worker.api.EmbeddingsBody.Encoding;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Writes the answer by hand: most of it are numbers, and there may be a million of them. */
final class EmbeddingsWriter {
  private static final int VECTOR_FRAME_BYTES = 64;
  private static final int FRAME_BYTES = 512;

  /** Sign, dot, nine digits, and the comma; few have an exponent. */
  private static final int FLOAT_BYTES = 13;

  private final Prepared request;
  private final Encoding encoding;
  private final ByteArrayOutputStream out;
  private final StringBuilder digits = new StringBuilder();

  private EmbeddingsWriter(Prepared request, Encoding encoding) {
    this.request = request;
    this.encoding = encoding;
    long vectorBytes =
        VECTOR_FRAME_BYTES
            + (long) request.space().dimensions() * (encoding == Encoding.BASE64 ? 6 : FLOAT_BYTES);
    long bytes = FRAME_BYTES + vectorBytes * request.inputs().size();
    this.out = new ByteArrayOutputStream((int) Math.min(bytes, 1 << 28));
  }

  /**
   * The body of the answer.
   *
   * @param vectors as long as the space says, in order
   * @param showsTruncated whether the client asked for its texts to be cut
   */
  static byte[] write(
      Prepared request,
      Encoding encoding,
      List<float[]> vectors,
      long tokens,
      boolean showsTruncated) {
    EmbeddingsWriter writer = new EmbeddingsWriter(request, encoding);
    writer.vectors(vectors);
    writer.rest(tokens, showsTruncated);
    return writer.out.toByteArray();
  }

  private void vectors(List<float[]> vectors) {
    ascii("{\"object\":\"list\",\"data\":[");
    for (int i = 0; i < vectors.size(); i++) {
      ascii(i == 0 ? "" : ",");
      ascii("{\"object\":\"embedding\",\"index\":" + i + ",\"embedding\":");
      switch (encoding) {
        case FLOAT -> numbers(vectors.get(i));
        case BASE64 -> base64(vectors.get(i));
      }
      ascii("}");
    }
    ascii("]");
  }

  private void rest(long tokens, boolean showsTruncated) {
    ascii(",\"model\":\"");
    out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(request.model().name()));
    ascii(
        "\",\"usage\":{\"prompt_tokens\":%d,\"total_tokens\":%d},\"space\":\"%s\""
            .formatted(tokens, tokens, request.space().fingerprint()));
    if (showsTruncated) {
      ascii(",\"truncated\":" + request.truncated().toString().replace(" ", ""));
    }
    ascii("}");
  }

  private void numbers(float[] vector) {
    digits.setLength(0);
    for (float value : vector) {
      digits.append(digits.isEmpty() ? '[' : ',').append(value);
    }
    ascii(digits.append(']').toString());
  }

  private void base64(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    ascii("\"");
    out.writeBytes(Base64.getEncoder().encode(bytes.array()));
    ascii("\"");
  }

  private void ascii(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
