package io.millrace.worker.engine.device;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A folder that has either all libraries or is not there, however many processes start at once. */
record LibraryFolder(Path folder) {
  /** The folder with the libraries, unpacked now or earlier. */
  Path unpack(List<NativeLibrary> libraries) throws IOException {
    if (isWhole(libraries)) {
      return folder;
    }
    Path parent = Objects.requireNonNull(folder.getParent());
    Files.createDirectories(parent);
    Path ours = Files.createTempDirectory(parent, folder.getFileName() + "-");
    try {
      for (NativeLibrary library : libraries) {
        library.unpackTo(ours);
      }
      publish(ours, libraries);
    } finally {
      delete(ours);
    }
    return folder;
  }

  private boolean isWhole(List<NativeLibrary> libraries) throws IOException {
    for (NativeLibrary library : libraries) {
      if (!library.isIn(folder)) {
        return false;
      }
    }
    return true;
  }

  private void publish(Path ours, List<NativeLibrary> libraries) throws IOException {
    try {
      Files.move(ours, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // Another process was first, or what lies there is damaged.
      if (!isWhole(libraries)) {
        delete(folder);
        Files.move(ours, folder, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  /** It is flat: libraries and nothing else. */
  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }
}
