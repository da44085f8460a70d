package io.millrace.worker.engine.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemoryLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ForeignLibraryTest {
  private static final String C = "libc.so.6";

  /** The guard asks every second. */
  @Test
  void aLibraryIsLoadedOnce() {
    ForeignLibrary library = ForeignLibrary.load(C).orElseThrow();

    assertThat(ForeignLibrary.load(C)).containsSame(library);
  }

  @Test
  void aLibraryThatIsNotThereIsNone() {
    assertThat(ForeignLibrary.load("libno-such-library.so")).isEmpty();
  }

  @Test
  void aFunctionThatIsNotThereHasNotGoneWell() {
    ForeignLibrary library = ForeignLibrary.load(C).orElseThrow();

    assertThat(library.call("noSuchFunction", new MemoryLayout[0])).isFalse();
  }
}
