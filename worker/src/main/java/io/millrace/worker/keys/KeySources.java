package io.millrace.worker.keys;

import io.millrace.topology.port.Fingerprint;
import io.millrace.worker.config.ConfigException;
import io.millrace.worker.config.HttpConfig;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Where keys stand: a file that may change, a text that does not. Owned by one thread at a time.
 */
final class KeySources {
  private static final KeyLines FILE = new KeyLines("http.keys.file");
  private static final KeyLines INLINE = new KeyLines("http.keys.inline");

  private final Optional<Path> file;
  private final String inline;
  private final boolean configured;

  /** What was seen of the file last, good or bad. */
  private String version = "";

  KeySources(HttpConfig.Keys where) {
    this.file = where.path();
    this.inline = where.inline();
    this.configured = where.areConfigured();
  }

  boolean areConfigured() {
    return configured;
  }

  /**
   * All keys, if the file is another one than last time; the first time in any case.
   *
   * @throws ConfigException if the keys cannot be used; each version of the file is told once
   */
  Optional<List<HashedKey>> changed() {
    String content;
    try {
      content = file.map(KeySources::content).orElse("");
    } catch (ConfigException e) {
      if (isSeen(String.valueOf(e.getMessage()))) {
        return Optional.empty();
      }
      throw e;
    }
    // The digest, so that a secret that stands there by mistake does not stay in the memory.
    return isSeen(HexFormat.of().formatHex(Fingerprint.sha256(content)))
        ? Optional.empty()
        : Optional.of(all(content));
  }

  private boolean isSeen(String now) {
    boolean same = now.equals(version);
    version = now;
    return same;
  }

  private List<HashedKey> all(String content) {
    List<HashedKey> all = new ArrayList<>();
    file.ifPresent(_ -> all.addAll(FILE.parse(content)));
    if (!inline.isBlank()) {
      INLINE.parse(inline).forEach(key -> INLINE.add(key, all));
    }
    return List.copyOf(all);
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new ConfigException("%s: there is no file %s".formatted(FILE.origin(), file));
    } catch (CharacterCodingException e) {
      throw new ConfigException("%s: %s is not UTF-8".formatted(FILE.origin(), file));
    } catch (IOException e) {
      throw new ConfigException("%s: cannot read %s: %s".formatted(FILE.origin(), file, e));
    }
  }
}
