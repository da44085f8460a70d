package io.millrace.worker.cli;

import static io.millrace.worker.topic.TestTopics.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.worker.deadletters.TestLetters;
import io.millrace.worker.local.EmbeddedBroker;
import io.millrace.worker.topic.TestTopics;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DlqCommandTest {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final byte[] NO_TEXT = {(byte) 0xFF, 'a', 0};
  private static EmbeddedBroker broker;

  @TempDir Path folder;
  private final PrintStream stdout = System.out;
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final LogLines log = new LogLines();

  @SuppressWarnings("NullAway.Init")
  private TestLetters letters;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = EmbeddedBroker.startTemporary();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  /** Two letters, the second without a text, and a record of another application. */
  @BeforeEach
  void writeLetters() throws Exception {
    letters = new TestLetters(new TestTopics(broker.bootstrapServers()), COUNT.incrementAndGet());
    letters.write(
        letters.letter("NOT_JSON", "a", bytes("{\"text\": \u001b[2J\n")),
        letters.letter("INVALID_UTF8", null, NO_TEXT),
        new ProducerRecord<>(letters.name(), 0, bytes("other"), bytes("of another application")));
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
    log.start();
  }

  @AfterEach
  void restore() {
    log.stop();
    System.setOut(stdout);
    System.setErr(stderr);
  }

  @Test
  void openLettersAreListedAndCounted() {
    assertThat(run("list")).isZero();

    assertThat(lines()).hasSize(3);
    assertThat(lines().get(0)).matches("0@0 +NOT_JSON +PARSE +" + letters.source() + "-1@5 .*open");
    assertThat(lines().get(1)).startsWith("0@1 ").endsWith(" 3 B  open");
    assertThat(lines().get(2))
        .isEqualTo("2 open letters: INVALID_UTF8 1, NOT_JSON 1; 1 records of other applications");
  }

  @Test
  void onlyWhatTheFilterTakesIsListed() {
    run("list", "--reason", "not_json");
    assertThat(lines().getLast()).startsWith("1 open letters: NOT_JSON 1;");

    run("list", "--stage", "embed");
    assertThat(lines().getLast()).startsWith("0 open letters;");

    run("list", "--topic", letters.source(), "--since", "2026-01-01");
    assertThat(lines().getLast()).startsWith("2 open letters");

    run("list", "--since", "2026-01-01T00:00:01Z");
    assertThat(lines().getLast()).startsWith("0 open letters");
  }

  @Test
  void aLimitShortensTheListAndNotTheCount() {
    run("list", "--limit", "1");

    assertThat(lines()).hasSize(2);
    assertThat(lines().getLast()).startsWith("2 open letters");
  }

  @Test
  void aListInJsonIsOneObject() throws Exception {
    run("list", "--json");

    JsonNode list = new JsonMapper().readTree(out.toString(UTF_8));
    assertThat(list.at("/list")).hasSize(2);
    assertThat(list.at("/list/0/letter").asText()).isEqualTo("0@0");
    assertThat(list.at("/list/0/detail").asText()).isEqualTo("what NOT_JSON means");
    assertThat(list.at("/list/0/timestamp").asText()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(list.at("/list/1/tries").asInt()).isEqualTo(1);
    assertThat(list.at("/summary/reasons/NOT_JSON").asInt()).isEqualTo(1);
    assertThat(list.at("/summary/foreign").asInt()).isEqualTo(1);
  }

  @Test
  void anEmptyListInJsonIsOneObject() throws Exception {
    run("list", "--json", "--reason", "none");

    JsonNode list = new JsonMapper().readTree(out.toString(UTF_8));
    assertThat(list.at("/list").isArray()).isTrue();
    assertThat(list.at("/summary/letters").asInt()).isZero();
  }

  @Test
  void replayedLettersAreListedWhenAllAre() throws Exception {
    assertThat(replay("0@0")).isZero();

    run("list");
    assertThat(lines()).hasSize(2);

    run("list", "--all");
    assertThat(lines()).hasSize(3);
    assertThat(lines().getFirst()).startsWith("0@0 ").endsWith("  replayed");
  }

  @Test
  void aLetterIsShownWithoutItsControlCharacters() {
    assertThat(run("show", "0@0")).isZero();

    assertThat(lines())
        .contains(
            "letter 0@0",
            "source " + letters.source() + "-1@5",
            "timestamp 2026-01-01T00:00:00Z",
            "header trace: t1",
            "header millrace.detail: what NOT_JSON means",
            "key a",
            "value of 14 bytes:",
            "{\"text\": \\u001b[2J");
  }

  @Test
  void bytesThatAreNoTextAreShownInHexadecimal() {
    run("show", "0@1");

    assertThat(lines())
        .contains("key null", "value of 3 bytes:")
        .last()
        .asString()
        .matches("00000000  ff 61 00 +\\.a\\.");
  }

  @Test
  void aValueIsWrittenByteByByte() throws Exception {
    Path file = folder.resolve("value");

    assertThat(run("show", "0@1", "--value", file.toString())).isZero();

    assertThat(Files.readAllBytes(file)).isEqualTo(NO_TEXT);
  }

  @Test
  void aRecordOfAnotherApplicationIsNoLetter() {
    assertThat(run("show", "0@2")).isEqualTo(1);

    assertThat(err.toString(UTF_8).strip())
        .isEqualTo(
            "millrace: there is no dead letter 0@2 in topic \"%s\"".formatted(letters.name()));
  }

  @Test
  void aDryRunSaysWhatWouldBeReplayed() throws Exception {
    assertThat(replay("--dry-run", "--reason", "NOT_JSON")).isZero();

    assertThat(lines())
        .containsExactly(
            "0@0 would be replayed into " + letters.source(), "1 would be replayed, 0 left");
    assertThat(letters.sourceRecords()).isEmpty();
  }

  @Test
  void aRepairIsWrittenInPlaceOfTheValue() throws Exception {
    Path file = Files.writeString(folder.resolve("value"), "repaired");

    assertThat(replay("0@0", "--value", file.toString())).isZero();

    assertThat(letters.sourceRecords())
        .singleElement()
        .satisfies(record -> assertThat(record.value()).isEqualTo(bytes("repaired")));
  }

  @Test
  void aReplayOfWhatIsReplayedAlreadyDoesNothing() throws Exception {
    replay();

    assertThat(replay()).isZero();
    assertThat(lines()).containsExactly("0 replayed, 0 left");
    assertThat(replay("0@0")).isEqualTo(1);
    assertThat(lines()).containsExactly("0@0 left: it is replayed already", "0 replayed, 1 left");
    assertThat(letters.sourceRecords()).hasSize(2);
  }

  @Test
  void aLetterOfAnUnknownSourceFailsTheReplay() {
    assertThat(run("replay", "--source", "others")).isEqualTo(1);

    assertThat(lines())
        .startsWith("0@0 left: \"%s\" is no source topic here".formatted(letters.source()));
  }

  @Test
  void aConfigurationNamesEverything() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("millrace.yaml"),
            """
            kafka: {bootstrap.servers: "%s", producer.linger.ms: 0}
            source: {topic: %s}
            deadLetters: {topic: %s}
            """
                .formatted(broker.bootstrapServers(), letters.source(), letters.name()));

    assertThat(MillraceCommand.execute("dlq", "replay", "--config", config.toString())).isZero();

    assertThat(log.lines()).isEmpty();
    assertThat(lines())
        .containsExactly(
            "0@0 replayed into " + letters.source(),
            "0@1 replayed into " + letters.source(),
            "2 replayed, 0 left");
  }

  @Test
  void aMissingTopicIsToldInOneLine() {
    assertThat(
            MillraceCommand.execute(
                "dlq", "list", "--bootstrap", broker.bootstrapServers(), "--dead-letters", "none"))
        .isEqualTo(1);

    assertThat(err.toString(UTF_8).strip())
        .isEqualTo("millrace: there is no topic \"none\" at " + broker.bootstrapServers());
  }

  @Test
  void unreachableBrokersAreToldInOneLine() throws Exception {
    int freePort;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      freePort = socket.getLocalPort();
    }
    Path config =
        Files.writeString(
            folder.resolve("millrace.yaml"),
            """
            kafka:
              bootstrap.servers: "127.0.0.1:%d"
              default.api.timeout.ms: 1000
              request.timeout.ms: 1000
            """
                .formatted(freePort));

    for (List<String> command :
        List.of(List.of("list"), List.of("show", "0@0"), List.of("replay"))) {
      err.reset();
      List<String> call = new ArrayList<>(List.of("dlq"));
      call.addAll(command);
      call.addAll(List.of("--config", config.toString()));
      assertThat(MillraceCommand.execute(call.toArray(String[]::new))).isEqualTo(1);
      assertThat(err.toString(UTF_8).strip())
          .isEqualTo("millrace: no broker answers at 127.0.0.1:" + freePort);
    }
  }

  @Test
  void aMissingRepairIsToldInOneLine() throws Exception {
    Path missing = folder.resolve("missing");

    assertThat(replay("0@0", "--value", missing.toString())).isEqualTo(1);

    assertThat(err.toString(UTF_8).lines()).singleElement().asString().contains(missing.toString());
  }

  @Test
  void aWrongCallIsToldWithTheUsage() {
    assertThat(run("list", "--since", "yesterday")).isEqualTo(2);
    assertThat(run("list", "--since", "2026-13-01")).isEqualTo(2);
    assertThat(run("list", "--limit", "-1")).isEqualTo(2);
    assertThat(run("show", "seventeen")).isEqualTo(2);
    assertThat(MillraceCommand.execute("dlq")).isEqualTo(2);
  }

  private int replay(String... arguments) throws InterruptedException {
    int exitCode =
        run(
            Stream.concat(Stream.of("replay", "--source", letters.source()), Stream.of(arguments))
                .toArray(String[]::new));
    TestLetters.awaitVisible(letters.topic());
    return exitCode;
  }

  private int run(String subcommand, String... arguments) {
    return run(Stream.concat(Stream.of(subcommand), Stream.of(arguments)).toArray(String[]::new));
  }

  private int run(String[] arguments) {
    out.reset();
    err.reset();
    Stream<String> where =
        Stream.of("--bootstrap", broker.bootstrapServers(), "--dead-letters", letters.name());
    return MillraceCommand.execute(
        Stream.concat(
                Stream.of("dlq"),
                Stream.concat(
                    Stream.of(arguments[0]), Stream.concat(where, Stream.of(arguments).skip(1))))
            .toArray(String[]::new));
  }

  private List<String> lines() {
    return out.toString(UTF_8).lines().toList();
  }
}
