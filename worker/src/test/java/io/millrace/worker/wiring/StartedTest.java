package io.millrace.worker.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartedTest {
  private final List<String> closed = new ArrayList<>();
  private final Started started = new Started();

  @Test
  void whatIsStartedLastIsClosedFirst() {
    add("engine");
    add("stream");

    started.close();

    assertThat(closed).containsExactly("stream", "engine");
  }

  @Test
  void nothingIsClosedTwice() {
    add("engine");
    started.close();

    started.close();

    assertThat(closed).containsExactly("engine");
  }

  @Test
  void othersAreClosedBehindOneThatFails() {
    add("engine");
    addFailing("usage");
    add("stream");
    addFailing("server");

    Throwable thrown = catchThrowable(started::close);

    assertThat(closed).containsExactly("server", "stream", "usage", "engine");
    assertThat(thrown).hasMessage("server");
    assertThat(thrown.getSuppressed()).extracting(Throwable::getMessage).containsExactly("usage");
  }

  @Test
  void partsOfAWholeThatDoesNotComeAboutAreClosed() {
    assertThatThrownBy(() ->
            Started.all(parts -> {
              parts.add("engine", closed::add);
              throw new IllegalStateException("no stream");
            }))
        .hasMessage("no stream");

    assertThat(closed).containsExactly("engine");
  }

  @Test
  void partsOfAWholeStayOpen() {
    String whole = Started.all(parts -> parts.add("engine", closed::add));

    assertThat(whole).isEqualTo("engine");
    assertThat(closed).isEmpty();
  }

  private void add(String part) {
    started.add(part, closed::add);
  }

  private void addFailing(String part) {
    started.add(
        part,
        failing -> {
          closed.add(failing);
          throw new IllegalStateException(failing);
        });
  }
}
