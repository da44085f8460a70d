package io.millrace.worker.engine.qwen3;

import io.millrace.worker.engine.model.ModelSource;
import io.millrace.worker.engine.safetensors.DType;
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

  /** One with random weights, whose feed-forward blocks are that wide, in an empty folder. */
  public static ModelSource wide(Path target, int width) throws IOException {
    copyTo(target);
    Path file = target.resolve("config.json");
    Files.writeString(
        file,
        Files.readString(file)
            .replaceFirst("\"intermediate_size\": \\d+", "\"intermediate_size\": " + width));
    Qwen3Config config = new Qwen3Config(64, 3, 4, 2, 32, width, 640, 1e6, 1e-6f, 32_768);
    new RandomCheckpoint(config, DType.BF16, "", 5).write(target);
    return ModelSource.folder(target);
  }
}
