package io.millrace.worker.cli;

import static io.millrace.worker.topic.TestTopics.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.worker.local.EmbeddedBroker;
import io.millrace.worker.topic.TestTopics;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UsageCommandTest {
  @TempDir static Path folder;
  private static EmbeddedBroker broker;

  private final PrintStream stdout = System.out;
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeAll
  static void writeUsage() throws Exception {
    broker = EmbeddedBroker.startTemporary();
    TestTopics topics = new TestTopics(broker.bootstrapServers());
    topics.create("usage", 1);
    topics.write(
        List.of(
            total("source", "articles", "2026-02-01", 7),
            total("key", "search", "2026-02-01", 5),
            total("key", "search", "2026-02-01", 6),
            total("key", "search", "2026-01-31", 4),
            text("usage", "other", "of another\u001b[2J application")));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void redirect() {
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(stdout);
    System.setErr(stderr);
  }

  @Test
  void aRowIsPrintedForEachAccountAndDay() throws Exception {
    assertThat(run("usage")).isZero();

    assertThat(out.toString(UTF_8).lines().map(row -> row.strip().replaceAll(" +", " ")))
        .containsExactly(
            "kind name date texts tokens device s",
            "key search 2026-01-31 1 4 1.500",
            "key search 2026-02-01 1 6 1.500",
            "source articles 2026-02-01 1 7 1.500",
            "1 records that are no usage");
  }

  @Test
  void inJsonItIsOneObject() throws Exception {
    assertThat(run("usage", "--json", "--since", "2026-02-01")).isZero();

    JsonNode report = new JsonMapper().readTree(out.toString(UTF_8));
    assertThat(report)
        .isEqualTo(
            new JsonMapper()
                .readTree(
                    """
                    {"usage": [
                      {"kind": "key", "name": "search", "date": "2026-02-01", "texts": 1, "tokens": 6,
                       "deviceMillis": 1500},
                      {"kind": "source", "name": "articles", "date": "2026-02-01", "texts": 1, "tokens": 7,
                       "deviceMillis": 1500}],
                     "foreign": 1}
                    """));
  }

  @Test
  void aMissingTopicIsNamed() throws Exception {
    assertThat(run("nowhere")).isEqualTo(1);

    assertThat(err.toString(UTF_8).strip())
        .isEqualTo("millrace: there is no topic \"nowhere\" at " + broker.bootstrapServers());
  }

  @Test
  void withoutATopicThereIsNothingToRead() throws Exception {
    assertThat(run("''")).isEqualTo(1);

    assertThat(err.toString(UTF_8).strip())
        .isEqualTo("millrace: usage.topic: is empty, so that no usage is written");
  }

  @Test
  void aWrongDateIsToldWithTheUsage() throws Exception {
    assertThat(run("usage", "--since", "yesterday")).isEqualTo(2);
  }

  private static ProducerRecord<byte[], byte[]> total(
      String kind, String name, String date, int tokens) {
    return text(
        "usage",
        "app/worker-0/0/%s/%s/%s".formatted(kind, name, date),
        """
        {"kind": "%s", "name": "%s", "date": "%s", "application": "app", "instance": "worker-0",
         "started": "1970-01-01T00:00:00Z", "texts": 1, "tokens": %d, "deviceMillis": 1500,
         "updatedAt": "2026-02-01T08:00:00Z", "later": "field"}
        """
            .formatted(kind, name, date, tokens));
  }

  private int run(String topic, String... options) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("millrace.yaml"),
            "kafka: {bootstrap.servers: \"%s\"}\nusage: {topic: %s}\n"
                .formatted(broker.bootstrapServers(), topic));
    String[] all = new String[options.length + 3];
    all[0] = "usage";
    all[1] = "--config";
    all[2] = config.toString();
    System.arraycopy(options, 0, all, 3, options.length);
    return MillraceCommand.execute(all);
  }
}
