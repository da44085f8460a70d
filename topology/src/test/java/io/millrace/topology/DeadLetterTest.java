package io.millrace.topology;

import static io.millrace.topology.TestTopology.bytes;
import static io.millrace.topology.TestTopology.json;
import static io.millrace.topology.TestTopology.sentence;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.topology.deadletter.DeadLetterHandler;
import io.millrace.topology.model.Rejection;
import io.millrace.topology.port.EmbedderUnavailableException;
import io.millrace.topology.source.DocumentSource;
import io.millrace.topology.source.SourceLimits;
import io.millrace.topology.source.SourceSettings;
import io.millrace.topology.stage.StageCounters;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DeadLetterTest {
  private static final byte[] KEY = bytes("d");

  @TempDir Path stateFolder;
  private final FakeEmbedder embedder = new FakeEmbedder();
  private TestTopology topology;

  @BeforeEach
  void start() {
    topology = new TestTopology(stateFolder, embedder);
  }

  @AfterEach
  void stop() {
    topology.close();
  }

  static Stream<Arguments> badRecords() {
    return Stream.of(
        Arguments.of("NULL_KEY", null, bytes(json("a"))),
        Arguments.of("INVALID_KEY", new byte[] {(byte) 0xC3}, bytes(json("a"))),
        Arguments.of("TOO_LARGE", KEY, bytes(json("a".repeat(TestTopology.MAX_DOCUMENT_BYTES)))),
        Arguments.of("UNKNOWN_SCHEMA_ID", KEY, new byte[] {0, 0, 0, 0, 1, '{', '}'}),
        Arguments.of("INVALID_UTF8", KEY, new byte[] {'{', (byte) 0xFF, '}'}),
        Arguments.of("NOT_JSON", KEY, bytes("no JSON")),
        Arguments.of("MISSING_FIELD", KEY, bytes("{}")),
        Arguments.of("WRONG_FIELD_TYPE", KEY, bytes("{\"text\": 1}")),
        Arguments.of("INVALID_TEXT", KEY, bytes(json("\\ud800"))),
        Arguments.of("EMPTY_TEXT", KEY, bytes(json(" "))));
  }

  @Test
  void documentWithAChunkThatNoRecordHoldsIsRejected() {
    SourceSettings texts =
        SourceSettings.builder(TestTopology.DOCUMENTS)
            .format(SourceSettings.Format.TEXT)
            .limits(new SourceLimits(100, 100, 100))
            .build();
    try (TestTopology small =
        new TestTopology(
            stateFolder.resolve("small"), embedder, texts, DocumentSource.Keeping.hashes())) {
      small.pipe(KEY, bytes("\"".repeat(80)));

      assertThat(small.vectors()).isEmpty();
      assertThat(small.deadLetters())
          .extracting(letter -> header(letter, DeadLetterHandler.DETAIL))
          .containsExactly("chunk 0: 160 bytes as JSON, the limit is 100");
    }
    assertThat(embedder.submitted()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badRecords")
  void badRecordIsADeadLetterAndTheStreamGoesOn(String reason, byte[] key, byte[] value) {
    topology.pipe(key, value);
    topology.write("next", "a text");

    TestRecord<byte[], byte[]> letter = onlyDeadLetter();
    assertThat(letter.key()).isEqualTo(key);
    assertThat(header(letter, DeadLetterHandler.REASON)).isEqualTo(reason);
    assertThat(header(letter, DeadLetterHandler.STAGE)).isEqualTo("PARSE");
    assertThat(topology.vectors()).extracting(TestRecord::key).containsExactly("next#0");
    assertThat(topology.counts().rejected()).isEqualTo(1);
    assertThat(topology.rejections())
        .containsOnly(
            Map.entry(
                new StageCounters.Cause(TestTopology.DOCUMENTS, Rejection.Reason.valueOf(reason)),
                1L));
  }

  @Test
  void deadLetterIsTheRecordAsItWasReadWithItsCoordinates() {
    topology.write("in front", "a text");
    var bad = new TestRecord<>(KEY, bytes("no JSON"), TestTopology.NOW);
    bad.headers().add("trace", bytes("t1"));

    topology.pipe(bad);

    TestRecord<byte[], byte[]> letter = onlyDeadLetter();
    assertThat(letter.value()).isEqualTo(bytes("no JSON"));
    assertThat(letter.getRecordTime()).isEqualTo(TestTopology.NOW);
    assertThat(header(letter, "trace")).isEqualTo("t1");
    assertThat(header(letter, DeadLetterHandler.TOPIC)).isEqualTo(TestTopology.DOCUMENTS);
    assertThat(header(letter, DeadLetterHandler.PARTITION)).isEqualTo("0");
    assertThat(header(letter, DeadLetterHandler.OFFSET)).isEqualTo("1");
    assertThat(header(letter, DeadLetterHandler.TIMESTAMP))
        .isEqualTo("" + TestTopology.NOW.toEpochMilli());
    assertThat(header(letter, DeadLetterHandler.DETAIL)).contains("line 1").doesNotContain("no ");
  }

  @Test
  void valueTooLongForADeadLetterIsLeftOut() {
    byte[] value = bytes("x".repeat(TestTopology.MAX_DEAD_LETTER_VALUE_BYTES + 1));

    topology.pipe(KEY, value);

    TestRecord<byte[], byte[]> letter = onlyDeadLetter();
    assertThat(letter.value()).isNull();
    assertThat(header(letter, DeadLetterHandler.OMITTED_VALUE_BYTES)).isEqualTo("" + value.length);
  }

  @Test
  void longestValueThatFitsIsCarried() {
    byte[] value = bytes("x".repeat(TestTopology.MAX_DEAD_LETTER_VALUE_BYTES));

    topology.pipe(KEY, value);

    assertThat(onlyDeadLetter().value()).isEqualTo(value);
  }

  @Test
  void keyTooLongForADeadLetterIsLeftOut() {
    byte[] key = bytes("k".repeat((128 << 10) + 1));

    topology.pipe(key, bytes(json("a text")));

    TestRecord<byte[], byte[]> letter = onlyDeadLetter();
    assertThat(letter.key()).isNull();
    assertThat(header(letter, DeadLetterHandler.OMITTED_KEY_BYTES)).isEqualTo("" + key.length);
  }

  @Test
  void largestHeadersAreLeftOutUntilTheOthersFit() {
    var bad = new TestRecord<>(KEY, bytes("no JSON"), TestTopology.NOW);
    bad.headers().add("trace", bytes("t1"));
    bad.headers().add("large", new byte[40 << 10]);
    bad.headers().add("larger", new byte[50 << 10]);
    bad.headers().add("empty", null);

    topology.pipe(bad);

    TestRecord<byte[], byte[]> letter = onlyDeadLetter();
    assertThat(letter.headers().toArray())
        .extracting(Header::key)
        .startsWith("trace", "large", "empty", DeadLetterHandler.OMITTED_HEADERS);
    assertThat(header(letter, DeadLetterHandler.OMITTED_HEADERS)).isEqualTo("1");
    assertThat(header(letter, DeadLetterHandler.REASON)).isEqualTo("NOT_JSON");
  }

  @Test
  void manySmallHeadersAreBoundedToo() {
    var bad = new TestRecord<>(KEY, bytes("no JSON"), TestTopology.NOW);
    for (int i = 0; i < 100_000; i++) {
      bad.headers().add("h", bytes("v"));
    }

    topology.pipe(bad);

    TestRecord<byte[], byte[]> letter = onlyDeadLetter();
    assertThat(letter.headers().toArray()).hasSizeLessThan((64 << 10) / 10);
    assertThat(Integer.parseInt(header(letter, DeadLetterHandler.OMITTED_HEADERS)))
        .isGreaterThan(90_000);
  }

  @Test
  void replayedRecordThatIsRejectedAgainHasEachHeaderOnce() {
    topology.write("in front", "a text");
    var bad = new TestRecord<>(KEY, bytes("no JSON"), TestTopology.NOW);
    bad.headers().add(DeadLetterHandler.REPLAY_OF, bytes("dead-letters-0@7"));
    bad.headers().add(DeadLetterHandler.REASON, bytes("EMPTY_TEXT"));
    bad.headers().add(DeadLetterHandler.OFFSET, bytes("99"));
    bad.headers().add(DeadLetterHandler.REPLAYED, bytes("0@7"));

    topology.pipe(bad);

    TestRecord<byte[], byte[]> letter = onlyDeadLetter();
    assertThat(letter.headers().toArray())
        .extracting(Header::key)
        .doesNotHaveDuplicates()
        .doesNotContain(DeadLetterHandler.REPLAYED);
    assertThat(header(letter, DeadLetterHandler.REASON)).isEqualTo("NOT_JSON");
    assertThat(header(letter, DeadLetterHandler.OFFSET)).isEqualTo("1");
    assertThat(header(letter, DeadLetterHandler.REPLAY_OF)).isEqualTo("dead-letters-0@7");
  }

  @Test
  void unreadableRecordInAPolledBatchCostsItsNeighboursNothing() {
    topology.poll(
        Map.entry("a", "text of a"), Map.entry("bad", "\\ud800"), Map.entry("c", "text of c"));

    topology.write("a", "text of a");
    topology.write("bad", "\\ud800");
    topology.write("c", "text of c");

    assertThat(topology.vectors()).extracting(TestRecord::key).containsExactly("a#0", "c#0");
    assertThat(onlyDeadLetter().key()).isEqualTo(bytes("bad"));
    assertThat(embedder.offered()).containsExactly("text of a", "text of c");
    assertThat(embedder.submitted()).isEmpty();
  }

  @Test
  void refusedTextInAPolledBatchCostsItsNeighboursNothing() {
    embedder.refuse("poison");
    topology.poll(
        Map.entry("a", "text of a"), Map.entry("bad", "poison"), Map.entry("c", "text of c"));

    topology.write("a", "text of a");
    topology.write("bad", "poison");
    topology.write("c", "text of c");

    assertThat(topology.vectors()).extracting(TestRecord::key).containsExactly("a#0", "c#0");
    assertThat(onlyDeadLetter().key()).isEqualTo(bytes("bad"));
    assertThat(embedder.offered()).containsExactly("text of a", "poison", "text of c");
    assertThat(embedder.submitted()).isEmpty();
  }

  @Test
  void textTheModelRefusesIsADeadLetter() {
    embedder.refuse(sentence(2));

    topology.write("d", sentence(1) + " " + sentence(2));

    TestRecord<byte[], byte[]> letter = onlyDeadLetter();
    assertThat(header(letter, DeadLetterHandler.REASON)).isEqualTo("REFUSED_BY_MODEL");
    assertThat(header(letter, DeadLetterHandler.STAGE)).isEqualTo("EMBED");
    assertThat(header(letter, DeadLetterHandler.DETAIL)).isEqualTo("chunk 1: NO_VECTOR: NaN");
    assertThat(letter.value()).isEqualTo(bytes(json(sentence(1) + " " + sentence(2))));
  }

  @Test
  void vectorsOfAnEarlierVersionOutliveARefusal() {
    topology.write("d", "a good text");
    topology.vectors();
    var known = topology.store().get("d");
    embedder.refuse("a bad text");

    topology.write("d", "a bad text");

    assertThat(topology.vectors()).isEmpty();
    assertThat(topology.store().get("d")).isEqualTo(known);
  }

  @Test
  void brokenEngineStopsTheStream() {
    embedder.breakDown();

    assertThatThrownBy(() -> topology.write("d", "a text"))
        .hasRootCauseInstanceOf(EmbedderUnavailableException.class);

    assertThat(topology.deadLetters()).isEmpty();
    assertThat(topology.vectors()).isEmpty();
  }

  @Test
  void textThatAClosingEngineGivesUpStopsTheStream() {
    embedder.cancelAll();

    assertThatThrownBy(() -> topology.write("d", "a text"))
        .hasStackTraceContaining(EmbedderUnavailableException.class.getName())
        .hasRootCauseInstanceOf(CancellationException.class);

    assertThat(topology.deadLetters()).isEmpty();
    assertThat(topology.vectors()).isEmpty();
  }

  @Test
  void interruptOfAWaitingStreamStopsItAndIsKept() {
    embedder.hold();
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> topology.write("d", "a text"))
        .hasRootCauseInstanceOf(InterruptedException.class);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(embedder.lastFutureOf("a text")).isCancelled();
  }

  private TestRecord<byte[], byte[]> onlyDeadLetter() {
    List<TestRecord<byte[], byte[]>> letters = topology.deadLetters();
    assertThat(letters).hasSize(1);
    return letters.getFirst();
  }

  private static String header(TestRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }
}
