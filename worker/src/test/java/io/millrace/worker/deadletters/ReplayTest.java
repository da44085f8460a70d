package io.millrace.worker.deadletters;

import static io.millrace.worker.topic.TestTopics.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.topology.deadletter.DeadLetterHandler;
import io.millrace.worker.deadletters.ReplayReport.Left;
import io.millrace.worker.local.EmbeddedBroker;
import io.millrace.worker.topic.TestTopics;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReplayTest {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final String APPLICATION = "application";
  private static final String TRANSACTION = APPLICATION + "-dead-letter-replay";
  private static final ReplayRequest ALL = request(LetterFilter.ALL);
  private static EmbeddedBroker broker;
  private static TestTopics topics;

  @SuppressWarnings("NullAway.Init")
  private TestLetters letters;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.startTemporary();
    topics = new TestTopics(broker.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void createTopics() throws Exception {
    letters = new TestLetters(topics, COUNT.incrementAndGet());
  }

  @Test
  void aReplayedRecordIsAsItWasRead() throws Exception {
    letters.write(letters.letter("NOT_JSON", "a", bytes("{")));

    ReplayReport report = run(ALL);

    assertThat(report.left()).isEmpty();
    ConsumerRecord<byte[], byte[]> record = onlySourceRecord();
    assertThat(record.key()).isEqualTo(bytes("a"));
    assertThat(record.value()).isEqualTo(bytes("{"));
    assertThat(record.timestamp()).isEqualTo(TestLetters.TIMESTAMP_MILLIS);
    assertThat(record.partition()).isEqualTo(1);
    assertThat(headers(record))
        .containsExactly(
            Map.entry("trace", "t1"),
            Map.entry(DeadLetterHandler.REPLAY_OF, letters.name() + "-0@0"));
  }

  @Test
  void theMarkOfALetterHasOneHeaderAndNothingElse() throws Exception {
    letters.write(letters.letter("NOT_JSON", "a", bytes("{")));

    run(ALL);

    ConsumerRecord<byte[], byte[]> mark = letters.letterRecords().get(1);
    assertThat(mark.key()).isNull();
    assertThat(mark.value()).isNull();
    assertThat(headers(mark)).containsExactly(Map.entry(DeadLetterHandler.REPLAYED, "0@0"));
  }

  @Test
  void aTombstoneWithoutAKeyIsReplayedToo() throws Exception {
    letters.write(letters.letter("NULL_KEY", null, null));

    run(ALL);

    assertThat(onlySourceRecord().key()).isNull();
    assertThat(onlySourceRecord().value()).isNull();
  }

  @Test
  void aLetterIsReplayedOnce() throws Exception {
    letters.write(letters.letter("NOT_JSON", "a", bytes("{")));
    run(ALL);

    ReplayReport second = run(ALL);

    assertThat(second).isEqualTo(new ReplayReport(List.of(), List.of()));
    assertThat(letters.sourceRecords()).hasSize(1);
  }

  @Test
  void aLetterThatIsNamedAndReplayedAlreadyIsLeft() throws Exception {
    letters.write(letters.letter("NOT_JSON", "a", bytes("{")));
    run(ALL);

    ReplayReport second = run(named("0@0", "0@9"));

    assertThat(second.left())
        .containsExactly(
            new Left(at("0@0"), "it is replayed already"),
            new Left(at("0@9"), "there is no such letter, or filter or limit leaves it out"));
  }

  @Test
  void aPreviewWritesNothing() throws Exception {
    letters.write(letters.letter("NOT_JSON", "a", bytes("{")));

    ReplayReport report = replay().preview(ALL);

    assertThat(report.replayed()).hasSize(1);
    assertThat(letters.sourceRecords()).isEmpty();
    assertThat(letters.letterRecords()).hasSize(1);
  }

  @Test
  void onlyWhatTheFilterTakesIsReplayed() throws Exception {
    letters.write(
        letters.letter("NOT_JSON", "a", bytes("{")), letters.letter("EMPTY_TEXT", "b", bytes(" ")));

    run(
        request(
            new LetterFilter(
                Optional.of("empty_text"), Optional.empty(), Optional.empty(), Optional.empty())));

    assertThat(onlySourceRecord().key()).isEqualTo(bytes("b"));
  }

  @Test
  void noMoreThanTheLimitAreReplayed() throws Exception {
    letters.write(
        letters.letter("NOT_JSON", "a", bytes("{")), letters.letter("NOT_JSON", "b", bytes("{")));

    run(new ReplayRequest(LetterFilter.ALL, Set.of(), 1, Optional.empty()));

    assertThat(onlySourceRecord().key()).isEqualTo(bytes("a"));
  }

  @Test
  void aRepairTakesThePlaceOfTheValue() throws Exception {
    letters.write(
        letters.letter("NOT_JSON", "a", bytes("{")), letters.letter("NOT_JSON", "b", bytes("{")));

    run(repaired("repaired", "0@1"));

    assertThat(onlySourceRecord().key()).isEqualTo(bytes("b"));
    assertThat(onlySourceRecord().value()).isEqualTo(bytes("repaired"));
  }

  @Test
  void aRepairIsForOneLetter() throws Exception {
    letters.write(
        letters.letter("NOT_JSON", "a", bytes("{")), letters.letter("NOT_JSON", "b", bytes("{")));

    assertThatThrownBy(() -> run(repaired("repaired", "0@0", "0@1")))
        .isInstanceOf(ReplayException.class)
        .hasMessage("a value repairs exactly one letter, and 2 match");
    assertThat(letters.sourceRecords()).isEmpty();
  }

  @Test
  void aRecordThatTheBrokersRefuseUndoesTheReplay() throws Exception {
    letters.write(letters.letter("NOT_JSON", "a", bytes("{")));
    limitSource(1_000);

    assertThatThrownBy(() -> run(repaired("x".repeat(2_000), "0@0")))
        .isInstanceOf(ReplayException.class)
        .hasMessageStartingWith("nothing is replayed, for 0@0 fails: ");
    assertThat(letters.letterRecords()).hasSize(1);
  }

  @Test
  void aLetterOfAnotherSourceIsLeft() throws Exception {
    letters.write(letters.letter("others", 0, 5, "NOT_JSON", "a", bytes("{")));

    assertThat(run(ALL).left())
        .containsExactly(new Left(at("0@0"), "\"others\" is no source topic here"));
    assertThat(letters.letterRecords()).hasSize(1);
  }

  @Test
  void aSourceTopicThatIsGoneIsNotMadeAgain() throws Exception {
    letters.write(letters.letter("gone", 0, 5, "NOT_JSON", "a", bytes("{")));

    ReplayReport report = new Replay(letters.topic(), Set.of("gone")).run(ALL, APPLICATION);

    assertThat(report.left()).containsExactly(new Left(at("0@0"), "there is no topic \"gone\""));
  }

  @Test
  void aRecordOfAPartitionThatIsNoMoreGoesWhereItsKeyBelongs() throws Exception {
    letters.write(letters.letter(letters.source(), 7, 5, "NOT_JSON", "a", bytes("{")));

    run(ALL);

    assertThat(onlySourceRecord().key()).isEqualTo(bytes("a"));
  }

  @Test
  void aValueThatWasTooLargeComesFromItsSource() throws Exception {
    byte[] value = new byte[900_000];
    Arrays.fill(value, (byte) 'x');
    letters.write(sourceRecord(value), omitted(value.length));

    ReplayReport report = run(ALL);

    assertThat(report.left()).isEmpty();
    assertThat(letters.sourceRecords())
        .extracting(ConsumerRecord::value)
        .containsExactly(value, value);
  }

  @Test
  void aValueThatIsNoLongerAtItsSourceIsLeft() throws Exception {
    letters.write(sourceRecord(new byte[9]), omitted(9));
    deleteSource();

    assertThat(run(ALL).left())
        .singleElement()
        .extracting(Left::why)
        .asString()
        .contains("no longer at");
    assertThat(letters.letterRecords()).hasSize(1);
  }

  @Test
  void anotherRecordAtTheCoordinatesIsNotTakenForTheValue() throws Exception {
    letters.write(sourceRecord(new byte[8]), omitted(9));

    assertThat(run(ALL).left()).hasSize(1);
    assertThat(letters.sourceRecords()).hasSize(1);
  }

  @Test
  void aRepairNeedsNoValueFromTheSource() throws Exception {
    letters.write(omitted(9));

    run(repaired("repaired", "0@0"));

    assertThat(onlySourceRecord().value()).isEqualTo(bytes("repaired"));
  }

  @Test
  void headersThatWereTooLargeComeFromTheSource() throws Exception {
    ProducerRecord<byte[], byte[]> original = sourceRecord(bytes("{"));
    original.headers().add("large", bytes("a large one"));
    ProducerRecord<byte[], byte[]> letter =
        letters.letter(letters.source(), 1, 0, "NOT_JSON", "a", bytes("{"));
    letter.headers().add(DeadLetterHandler.OMITTED_HEADERS, bytes("1"));
    letters.write(original, letter);

    run(ALL);

    assertThat(headers(letters.sourceRecords().get(1))).contains(Map.entry("large", "a large one"));
  }

  @Test
  void aReplayThatDiesInTheMiddleLeavesNothingToTheNext() throws Exception {
    letters.write(letters.letter("NOT_JSON", "a", bytes("{")));
    try (ReplayTransaction dying = transaction()) {
      new ReplayRun(letters.topic(), ALL).run(Set.of(letters.source()), dying::add);

      ReplayReport report = run(ALL);

      assertThat(report.replayed()).hasSize(1);
      assertThat(letters.sourceRecords()).hasSize(1);
      assertThatThrownBy(dying::commit)
          .isInstanceOf(ReplayException.class)
          .hasMessageStartingWith("nothing is replayed: another replay began meanwhile");
    }
    assertThat(letters.letterRecords()).hasSize(2);
  }

  @Test
  void marksBehindAnOpenTransactionOfAWorkerAreWaitedFor() throws Exception {
    letters.write(letters.letter("NOT_JSON", "a", bytes("{")));
    try (var worker = topics.transactional()) {
      worker.beginTransaction();
      try (ReplayTransaction first = transaction()) {
        worker.send(letters.letter("EMPTY_TEXT", "b", bytes(" "))).get();
        new ReplayRun(letters.topic(), ALL).run(Set.of(letters.source()), first::add);
        first.commit();
      }
      long epoch = epoch();
      CompletableFuture<ReplayReport> second = CompletableFuture.supplyAsync(this::runAll);
      await().until(() -> epoch() > epoch);

      worker.abortTransaction();

      assertThat(second.get().replayed()).isEmpty();
    }
    assertThat(letters.sourceRecords()).hasSize(1);
  }

  private ReplayReport runAll() {
    try {
      return run(ALL);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static long epoch() throws Exception {
    try (Admin admin = Admin.create(topics.client())) {
      return admin
          .describeTransactions(Set.of(TRANSACTION))
          .description(TRANSACTION)
          .get()
          .producerEpoch();
    }
  }

  private ReplayTransaction transaction() {
    return ReplayTransaction.open(letters.topic().client(), TRANSACTION);
  }

  private void deleteSource() throws Exception {
    try (Admin admin = Admin.create(topics.client())) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition(letters.source(), 1), RecordsToDelete.beforeOffset(1)))
          .all()
          .get();
    }
  }

  private void limitSource(int maxMessageBytes) throws Exception {
    AlterConfigOp limit =
        new AlterConfigOp(
            new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "" + maxMessageBytes),
            AlterConfigOp.OpType.SET);
    try (Admin admin = Admin.create(topics.client())) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, letters.source()), List.of(limit)))
          .all()
          .get();
    }
  }

  /** The first record of the source's partition 1. */
  private ProducerRecord<byte[], byte[]> sourceRecord(byte @Nullable [] value) {
    return new ProducerRecord<>(
        letters.source(), 1, TestLetters.TIMESTAMP_MILLIS, bytes("a"), value);
  }

  /** The letter of that record, without its value. */
  private ProducerRecord<byte[], byte[]> omitted(int bytes) {
    ProducerRecord<byte[], byte[]> letter =
        letters.letter(letters.source(), 1, 0, "TOO_LARGE", "a", null);
    letter.headers().add(DeadLetterHandler.OMITTED_VALUE_BYTES, bytes("" + bytes));
    return letter;
  }

  private Replay replay() {
    return new Replay(letters.topic(), Set.of(letters.source()));
  }

  private ReplayReport run(ReplayRequest request) throws InterruptedException {
    return replay().run(request, APPLICATION);
  }

  private static ReplayRequest request(LetterFilter filter) {
    return new ReplayRequest(filter, Set.of(), 0, Optional.empty());
  }

  private static ReplayRequest named(String... positions) {
    return new ReplayRequest(LetterFilter.ALL, positions(positions), 0, Optional.empty());
  }

  private static ReplayRequest repaired(String value, String... positions) {
    return new ReplayRequest(
        LetterFilter.ALL, positions(positions), 0, Optional.of(value.getBytes(UTF_8)));
  }

  private static Set<LetterPosition> positions(String... positions) {
    return Set.copyOf(Arrays.stream(positions).map(ReplayTest::at).toList());
  }

  private static LetterPosition at(String position) {
    return LetterPosition.parse(position).orElseThrow();
  }

  private ConsumerRecord<byte[], byte[]> onlySourceRecord() throws InterruptedException {
    List<ConsumerRecord<byte[], byte[]>> records = letters.sourceRecords();
    assertThat(records).hasSize(1);
    return records.getFirst();
  }

  private static List<Map.Entry<String, String>> headers(ConsumerRecord<?, ?> record) {
    return Arrays.stream(record.headers().toArray())
        .map((Header header) -> Map.entry(header.key(), new String(header.value(), UTF_8)))
        .toList();
  }
}
