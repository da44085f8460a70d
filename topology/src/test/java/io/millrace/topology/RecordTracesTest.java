package io.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.topology.source.TraceParent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordTracesTest {
  private static final String TEXT = TestTopology.sentence(1);

  @TempDir Path folder;
  private final FakeEmbedder embedder = new FakeEmbedder();
  private final WrittenTraces traces = new WrittenTraces();

  @SuppressWarnings("NullAway.Init")
  private TestTopology topology;

  @BeforeEach
  void start() {
    topology = new TestTopology(folder, embedder, traces);
  }

  @AfterEach
  void stop() {
    topology.close();
  }

  @Test
  void aRecordIsFollowedFromItsOwnTraceToTheVectors() {
    writeTraced("a", TEXT, "theirs");

    assertThat(traces.ended())
        .containsExactly(
            "theirs/process documents 0/emit vectors", "theirs/process documents 0: done");
  }

  @Test
  void vectorsCarryTheTraceOnFromWhereTheyWereEmitted() {
    writeTraced("a", TEXT, "theirs");

    assertThat(traceParents()).containsExactly("theirs/process documents 0/emit vectors");
  }

  @Test
  void vectorsOfARecordWithoutATraceCarryOneToo() {
    topology.write("a", TEXT);

    assertThat(traceParents()).containsExactly("-/process documents 0/emit vectors");
  }

  @Test
  void vectorsCarryTheTraceOfTheirRecordWhenNobodyFollowsIt() {
    topology.close();
    topology = new TestTopology(folder.resolve("other"), embedder);

    writeTraced("a", TEXT, "theirs");

    assertThat(traceParents()).containsExactly("theirs");
    assertThat(embedder.traceParents()).isEmpty();
  }

  @Test
  void aTextAskedForOnDemandBelongsToItsProcessing() {
    writeTraced("a", TEXT, "theirs");

    assertThat(embedder.traceParents()).isEqualTo(Map.of(TEXT, "theirs/process documents 0"));
  }

  @Test
  void aPolledRecordWithoutATraceBeginsOneForItsTextsAndItsProcessing() {
    topology.poll(Map.entry("a", TEXT));

    topology.write("a", TEXT);

    assertThat(embedder.traceParents()).isEqualTo(Map.of(TEXT, "new"));
    assertThat(traces.ended())
        .containsExactly("new/process documents 0/emit vectors", "new/process documents 0: done");
  }

  @Test
  void anUnchangedDocumentIsProcessedAndNotEmitted() {
    topology.write("a", TEXT);

    topology.write("a", TEXT);

    assertThat(traces.ended()).last().isEqualTo("-/process documents 1: done");
  }

  @Test
  void anUnreadableRecordEndsWithItsReason() {
    topology.pipe(TestTopology.bytes("a"), TestTopology.bytes("{"));

    assertThat(traces.ended()).containsExactly("-/process documents 0: NOT_JSON");
  }

  @Test
  void aRecordThatTheModelRefusesEndsWithItsReason() {
    embedder.refuse(TEXT);

    topology.write("a", TEXT);

    assertThat(traces.ended()).containsExactly("-/process documents 0: REFUSED_BY_MODEL");
  }

  @Test
  void aRecordThatMeetsABrokenEngineFails() {
    embedder.breakDown();

    Throwable failure = catchThrowable(() -> topology.write("a", TEXT));

    assertThat(failure).isNotNull();
    assertThat(traces.ended()).containsExactly("-/process documents 0: failed");
  }

  @Test
  void aHeaderThatIsNoTraceContextIsNotRead() {
    assertThat(TraceParent.of(headers("x".repeat(1_000)))).isEmpty();
  }

  @Test
  void theLastOfSeveralTraceContextsCounts() {
    Headers headers = headers("first");
    headers.add(TraceParent.HEADER, TestTopology.bytes("last"));

    assertThat(TraceParent.of(headers)).contains("last");
  }

  private void writeTraced(String id, String text, String traceParent) {
    topology.pipe(
        new TestRecord<>(
            TestTopology.bytes(id),
            TestTopology.bytes(TestTopology.json(text)),
            headers(traceParent),
            TestTopology.NOW));
  }

  private static Headers headers(String traceParent) {
    return new RecordHeaders().add(TraceParent.HEADER, TestTopology.bytes(traceParent));
  }

  private List<String> traceParents() {
    return topology.vectors().stream()
        .map(vector -> TraceParent.of(vector.headers()).orElse("none"))
        .toList();
  }
}
