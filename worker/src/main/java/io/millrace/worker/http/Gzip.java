package io.millrace.worker.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Inflates a body no further than it may grow, so that a few bytes do not fill the memory. */
final class Gzip {
  private static final int PIECE_BYTES = 64 << 10;

  private Gzip() {}

  /** What was in it. */
  sealed interface Inflated {}

  record Bytes(byte[] bytes) implements Inflated {}

  record TooLarge() implements Inflated {}

  record Broken() implements Inflated {}

  /** Asked before the inflated bytes take memory. */
  @FunctionalInterface
  interface Room {
    void take(long bytes) throws InterruptedException;
  }

  static Inflated inflate(byte[] deflated, long mostBytes, Room room) throws InterruptedException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(deflated), PIECE_BYTES)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] piece = new byte[PIECE_BYTES];
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        if (out.size() + read > mostBytes) {
          return new TooLarge();
        }
        room.take(read);
        out.write(piece, 0, read);
      }
      return new Bytes(out.toByteArray());
    } catch (IOException _) {
      return new Broken(); // nothing here does I/O but the format
    }
  }
}
