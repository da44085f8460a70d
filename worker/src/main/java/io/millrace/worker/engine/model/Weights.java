package io.millrace.worker.engine.model;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;

/**
 * An ONNX file in native memory, off the heap, which ONNX Runtime reads in place. Close it once the
 * session is open: the session has a copy of its own.
 */
public final class Weights implements AutoCloseable {
  /** Room left behind the graph for the nodes that pool, cut and normalize. */
  private static final int ROOM_BYTES = 4096;

  private final Arena memory;
  private final ByteBuffer graph;

  private Weights(Arena memory, ByteBuffer graph) {
    this.memory = memory;
    this.graph = graph;
  }

  /**
   * Reads exactly {@code sizeBytes}.
   *
   * @throws IOException also if the stream ends before, or the file is over 2 GiB, which is more
   *     than one protobuf message can be
   */
  static Weights read(InputStream in, long sizeBytes) throws IOException {
    if (sizeBytes > Integer.MAX_VALUE - ROOM_BYTES) {
      throw new IOException(sizeBytes + " bytes is too much for one ONNX file");
    }
    Arena memory = Arena.ofShared();
    ByteBuffer graph = memory.allocate(sizeBytes + ROOM_BYTES).asByteBuffer();
    try {
      fill(graph.limit((int) sizeBytes), Channels.newChannel(in));
    } catch (IOException e) {
      memory.close();
      throw e;
    }
    return new Weights(memory, graph.flip());
  }

  /** The file, from 0 to the limit; behind the limit there is room for some more nodes. */
  public ByteBuffer graph() {
    return graph.duplicate();
  }

  @Override
  public void close() {
    memory.close();
  }

  private static void fill(ByteBuffer graph, ReadableByteChannel in) throws IOException {
    while (graph.hasRemaining()) {
      if (in.read(graph) < 0) {
        throw new EOFException("ends after " + graph.position() + " bytes");
      }
    }
  }
}
