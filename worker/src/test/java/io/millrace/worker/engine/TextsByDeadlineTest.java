package io.millrace.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextsByDeadlineTest {
  private final TextsByDeadline texts = new TextsByDeadline();

  @Test
  void passedTextsAreTakenEarliestFirst() {
    TextInFlight later = add(20);
    TextInFlight earlier = add(10);
    add(21);

    assertThat(texts.takePassed(20)).containsExactly(earlier, later);
    assertThat(texts.takePassed(20)).isEmpty();
    assertThat(texts.nanosUntilNext(20)).isEqualTo(1);
  }

  @Test
  void textsMayShareADeadline() {
    TextInFlight first = add(10);
    TextInFlight second = add(10);
    texts.remove(first);

    assertThat(texts.takePassed(10)).containsExactly(second);
  }

  @Test
  void textWithoutADeadlineIsNeverLate() {
    texts.add(Texts.inFlight());

    assertThat(texts.nanosUntilNext(0)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void clockMayOverflow() {
    TextInFlight afterTheOverflow = add(Long.MIN_VALUE + 5);

    assertThat(texts.takePassed(Long.MAX_VALUE)).isEmpty();
    assertThat(texts.nanosUntilNext(Long.MAX_VALUE)).isEqualTo(6);
    assertThat(texts.takePassed(Long.MIN_VALUE + 5)).containsExactly(afterTheOverflow);
  }

  private TextInFlight add(long deadlineNanos) {
    TextInFlight text = Texts.inFlight(Texts.online(deadlineNanos));
    texts.add(text);
    return text;
  }
}
