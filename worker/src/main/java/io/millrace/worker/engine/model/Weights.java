package io.millrace.worker.engine.model;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;

/** Reads an ONNX file into native memory, which ONNX Runtime takes without another copy. */
final class Weights {
  /** Room left behind the graph for the nodes that pool, cut and normalize. */
  static final int ROOM_BYTES = 4096;

  private Weights() {}

  /**
   * Reads exactly {@code sizeBytes}. The memory is freed when the buffer is garbage.
   *
   * @throws IOException also if the stream ends before, or the file is over 2 GiB, which is more
   *     than one protobuf message can be
   */
  static ByteBuffer read(InputStream in, long sizeBytes) throws IOException {
    if (sizeBytes > Integer.MAX_VALUE - ROOM_BYTES) {
      throw new IOException(sizeBytes + " bytes is too much for one ONNX file");
    }
    ByteBuffer graph = Arena.ofAuto().allocate(sizeBytes + ROOM_BYTES).asByteBuffer();
    fill(graph.limit((int) sizeBytes), Channels.newChannel(in));
    return graph.flip();
  }

  private static void fill(ByteBuffer graph, ReadableByteChannel in) throws IOException {
    while (graph.hasRemaining()) {
      if (in.read(graph) < 0) {
        throw new EOFException("ends after " + graph.position() + " bytes");
      }
    }
  }
}
