package io.millrace.worker.engine.quant;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Whole buffers, however many calls the operating system needs. */
final class Transfer {
  private Transfer() {}

  static void read(ByteBuffer target, FileChannel file, long position) throws IOException {
    long next = position;
    while (target.hasRemaining()) {
      int read = file.read(target, next);
      if (read < 0) {
        throw new EOFException("it ends at %d".formatted(next));
      }
      next += read;
    }
  }

  static void write(byte[] bytes, FileChannel file, long position) throws IOException {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    long next = position;
    while (source.hasRemaining()) {
      next += file.write(source, next);
    }
  }
}
