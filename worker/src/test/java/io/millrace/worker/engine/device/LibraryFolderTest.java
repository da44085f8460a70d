package io.millrace.worker.engine.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryFolderTest {
  @TempDir private Path cache;

  private final List<NativeLibrary> libraries = NativeLibrary.ofThisPlatform();

  @Test
  void librariesAreUnpackedOnce() throws IOException {
    Path folder = unpack();
    FileTime first = Files.getLastModifiedTime(folder);

    assertThat(unpack()).isEqualTo(folder);
    assertThat(Files.getLastModifiedTime(folder)).isEqualTo(first);
    assertThat(libraries).isNotEmpty();
    for (NativeLibrary library : libraries) {
      assertThat(library.isIn(folder)).isTrue();
    }
  }

  @Test
  void truncatedLibraryIsUnpackedAnew() throws IOException {
    Path folder = unpack();
    Files.write(folder.resolve(libraries.getFirst().file()), new byte[1]);

    unpack();

    assertThat(libraries.getFirst().isIn(folder)).isTrue();
    assertThat(cache).isDirectoryNotContaining(path -> !path.equals(folder));
  }

  @Test
  void processesThatStartAtOnceShareOneFolder()
      throws IOException, InterruptedException, ExecutionException {
    List<Future<Path>> starts = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        starts.add(threads.submit(this::unpack));
      }
    }

    for (Future<Path> start : starts) {
      assertThat(libraries.getFirst().isIn(start.get())).isTrue();
    }
    assertThat(cache).isDirectoryNotContaining(path -> path.getFileName().toString().contains("-"));
  }

  private Path unpack() throws IOException {
    return new LibraryFolder(cache.resolve("libraries")).unpack(libraries);
  }
}
