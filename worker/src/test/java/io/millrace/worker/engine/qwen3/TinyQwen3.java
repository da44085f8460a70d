package io.millrace.worker.engine.qwen3;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** The tiny checkpoint among the test's resources. */
public final class TinyQwen3 {
  private TinyQwen3() {}

  /** Its folder. */
  public static Path folder() {
    try {
      return Path.of(Objects.requireNonNull(TinyQwen3.class.getResource("/qwen3-tiny")).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Copies it into an empty folder, for a test that changes it or writes beside it. */
  public static void copyTo(Path target) throws IOException {
    try (Stream<Path> files = Files.walk(folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = target.resolve(folder().relativize(file).toString());
        Files.createDirectories(Objects.requireNonNull(copy.getParent()));
        Files.copy(file, copy);
      }
    }
  }
}
