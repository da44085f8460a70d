package io.millrace.worker.reembed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MoveViewsTest {
  private static final String FINGERPRINT = "00000000000000aa";

  private final StringWriter written = new StringWriter();
  private final StringWriter words = new StringWriter();
  private final AtomicLong nanos = new AtomicLong();
  private final MoveView lines = new LineView(new PrintWriter(written), nanos::get);
  private final MoveView json = new JsonView(new PrintWriter(written), new PrintWriter(words));

  @Test
  void aLineTellsWhatIsDoneAndWhatIsLeft() {
    lines.progress(progress(3700L));

    assertThat(written())
        .containsExactly("1,500 of 20,000 records, 12 records/s, 345 tokens/s, 1 h 1 min left");
  }

  @Test
  void withoutAnEndInSightALineSaysSo() {
    lines.progress(progress(null));

    assertThat(written().getFirst()).endsWith("345 tokens/s, no end in sight yet");
  }

  @Test
  void thereIsALineEveryTenSeconds() {
    for (int second = 0; second < 25; second++) {
      nanos.set(second * 1_000_000_000L);
      lines.progress(progress(61L));
    }

    assertThat(written()).hasSize(3);
  }

  @Test
  void whoHasCaughtUpIsToldHowToGoOn() {
    lines.outcome(caughtUp(compared(0.25)));

    assertThat(written())
        .containsExactly(
            "caught up: 20,000 records, 61.5 s",
            "vectors: 120 documents, vectors.%s: 119; 2 missing, 1 only there (one document in 4 was read)"
                .formatted(FINGERPRINT),
            "  overlap@10 of 100 chunks: mean 0.912, median 0.950; least: d7 0.2, d9 0.3",
            "switch the alias or the sink, stop the old worker, and go on with",
            "  streams.applicationId: millrace-" + FINGERPRINT,
            "  vectors.topic: vectors." + FINGERPRINT,
            "  deadLetters.topic: dead-letters." + FINGERPRINT);
  }

  @Test
  void aComparisonThatCannotBeMadeSaysWhy() {
    lines.outcome(
        caughtUp(
            new Comparison.NotCompared(
                "vectors", "vectors." + FINGERPRINT, "there is no topic \"vectors\" at b:9092")));

    assertThat(written())
        .contains(
            "vectors.%s is not compared with vectors: there is no topic \"vectors\" at b:9092"
                .formatted(FINGERPRINT));
  }

  @Test
  void aJsonLineNamesItsEvent() throws Exception {
    json.progress(progress(null));

    JsonNode line = new JsonMapper().readTree(written().getFirst());
    assertThat(line.get("event").asText()).isEqualTo("progress");
    assertThat(line.get("total").asLong()).isEqualTo(20_000);
    assertThat(line.get("etaSeconds").isNull()).isTrue();
  }

  @Test
  void theLastJsonLineHoldsTheComparison() throws Exception {
    json.outcome(caughtUp(compared(1)));

    JsonNode line = new JsonMapper().readTree(written().getLast());
    assertThat(line.get("event").asText()).isEqualTo("caught-up");
    assertThat(line.at("/comparisons/0/overlap/mean").asDouble()).isEqualTo(0.912);
    assertThat(line.at("/comparisons/0/missingInNew").asInt()).isEqualTo(2);
    assertThat(line.at("/comparisons/0/overlap/worst/0/documentId").asText()).isEqualTo("d7");
  }

  @Test
  void wordsStayOutOfTheJson() {
    json.note("a word");

    assertThat(written()).isEmpty();
    assertThat(words.toString().lines()).containsExactly("a word");
  }

  private static MoveProgress progress(@Nullable Long etaSeconds) {
    return new MoveProgress(1500, 20_000, 12.3, 345.4, etaSeconds);
  }

  private static MoveOutcome caughtUp(Comparison comparison) {
    return new MoveOutcome.CaughtUp(
        FINGERPRINT,
        "millrace-" + FINGERPRINT,
        "dead-letters." + FINGERPRINT,
        20_000,
        61.5,
        List.of(comparison));
  }

  private static Comparison compared(double share) {
    Overlap overlap =
        new Overlap(
            100,
            0.912,
            0.95,
            List.of(new Overlap.OfQuery("d7", 0.2), new Overlap.OfQuery("d9", 0.3)));
    return new Comparison.Compared(
        "vectors", "vectors." + FINGERPRINT, share, 120, 119, 2, 1, overlap);
  }

  private List<String> written() {
    return written.toString().lines().toList();
  }
}
