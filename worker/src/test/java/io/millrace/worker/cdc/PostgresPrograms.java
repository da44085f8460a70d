package io.millrace.worker.cdc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The machine's PostgreSQL: the folder that the system property {@code postgres.bin} names, else
 * Debian's newest, else what lies on the PATH.
 *
 * @param bin holds initdb and pg_ctl
 */
record PostgresPrograms(Path bin) {
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

  /**
   * @throws IOException if there is none; the message says what to do
   */
  static PostgresPrograms find() throws IOException {
    String configured = System.getProperty("postgres.bin", "");
    Stream<Path> candidates =
        configured.isEmpty()
            ? Stream.concat(debian().stream(), searchPath())
            : Stream.of(Path.of(configured));
    return candidates
        .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
        .findFirst()
        .map(PostgresPrograms::new)
        .orElseThrow(() ->
            new IOException(
                "no PostgreSQL server: run ops/bin/install-postgres (Debian's package"
                    + " postgresql), or name initdb's folder with -Dpostgres.bin"));
  }

  private static List<Path> debian() throws IOException {
    if (!Files.isDirectory(DEBIAN)) {
      return List.of();
    }
    try (Stream<Path> versions = Files.list(DEBIAN)) {
      return versions
          .sorted(Comparator.comparingInt(PostgresPrograms::version).reversed())
          .map(folder -> folder.resolve("bin"))
          .toList();
    }
  }

  /** Of a folder that is named otherwise, 0: it comes last. */
  private static int version(Path folder) {
    String name = folder.getFileName().toString();
    return name.matches("\\d{1,4}") ? Integer.parseInt(name) : 0;
  }

  private static Stream<Path> searchPath() {
    return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1))
        .filter(folder -> !folder.isEmpty())
        .map(Path::of);
  }

  String path(String program) {
    return bin.resolve(program).toString();
  }
}
