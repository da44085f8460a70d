package io.millrace.worker.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangeStreamTest {
  private static final int UPDATES = 4000;
  private static final List<String> WORDS = List.of("river", "stone", "light", "paper");

  private static ChangeStream stream(long seed) {
    return new ChangeStream(new ChangeLoad(20, UPDATES, 0.1, seed), WORDS, 0);
  }

  private static List<ChangingDocument> updates(ChangeStream stream) {
    List<ChangingDocument> updates = new ArrayList<>();
    for (int i = 0; i < UPDATES; i++) {
      updates.add(stream.next());
    }
    return updates;
  }

  @Test
  void theSameSeedGivesTheSameUpdates() {
    assertThat(updates(stream(7))).isEqualTo(updates(stream(7)));
  }

  @Test
  void nineOfTenUpdatesLeaveTheTextAndHalfOfThoseAreTheSameRecord() {
    ChangeStream stream = stream(7);
    Map<String, ChangingDocument> last = new HashMap<>();
    stream.documents().forEach(document -> last.put(document.id(), document));
    int sameText = 0;
    int sameRecord = 0;
    for (ChangingDocument update : updates(stream)) {
      ChangingDocument before = last.put(update.id(), update);
      sameText += before != null && before.text().equals(update.text()) ? 1 : 0;
      sameRecord += update.equals(before) ? 1 : 0;
    }

    assertThat((double) sameText / UPDATES).isBetween(0.88, 0.92);
    assertThat((double) sameRecord / UPDATES).isBetween(0.42, 0.48);
  }

  @Test
  void newVersionsComeLaterThanOlderOnes() {
    ChangeStream stream = stream(7);
    Map<String, Long> last = new HashMap<>();

    assertThat(updates(stream))
        .allSatisfy(update -> {
          Long before = last.put(update.id(), update.timestampMillis());
          assertThat(before == null || before <= update.timestampMillis()).isTrue();
        });
  }
}
