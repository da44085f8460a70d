package io.millrace.worker.engine.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A digest of the bytes that make a vector. About 0.1 s for 90 MB. */
final class Revision {
  private static final int SHOWN_BYTES = 16;
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int SAMPLES = 64;
  private static final int SAMPLE_BYTES = 1 << 16;

  private final MessageDigest sha256 = sha256();

  Revision add(ByteBuffer bytes) {
    sha256.update(bytes.duplicate());
    return this;
  }

  Revision add(String text) {
    sha256.update(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  Revision add(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        sha256.update(chunk, 0, read);
      }
      return this;
    }
  }

  /**
   * Adds the size of a file too large to be read whole at every start, its first bytes, where
   * safetensors has its header, and 64 blocks spread evenly over it. Whoever trains a model changes
   * all of its weights.
   */
  Revision addSamples(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long sizeBytes = channel.size();
      add(Long.toString(sizeBytes));
      ByteBuffer block = ByteBuffer.allocate(SAMPLE_BYTES);
      for (int i = 0; i < SAMPLES; i++) {
        add(readUpTo(block.clear(), channel, sizeBytes / SAMPLES * i).flip());
      }
      return this;
    }
  }

  /** Until the block is full or the file ends, however many reads that takes. */
  private static ByteBuffer readUpTo(ByteBuffer block, FileChannel channel, long position)
      throws IOException {
    int read = 0;
    while (block.hasRemaining() && read >= 0) {
      read = channel.read(block, position + block.position());
    }
    return block;
  }

  /** The first 16 bytes of SHA-256, as 32 hexadecimal digits. */
  String hex() {
    return HexFormat.of().formatHex(sha256.digest(), 0, SHOWN_BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java runtime has SHA-256", e);
    }
  }
}
