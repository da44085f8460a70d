package io.millrace.worker.cli;

import static io.millrace.worker.topic.TestTopics.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.EmbeddingEngine;
import io.millrace.worker.local.LocalCluster;
import io.millrace.worker.streams.EmbeddingStream;
import io.millrace.worker.topic.TestTopics;
import io.millrace.worker.wiring.ConfiguredEngine;
import io.millrace.worker.wiring.Worker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is compared with what when a person names a source or topics. */
@Timeout(120)
@SuppressWarnings("NullAway.Init")
class CheckCommandIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String ARTICLES =
      "articles: {idPrefix: a-, vectors: {topic: article-vectors}}";
  private static final String TICKETS =
      "tickets: {topic: helpdesk.public.tickets, vectors: {topic: ticket-vectors}}";
  private static final String MEMOS = "memos: {idPrefix: m-, vectors: {topic: article-vectors}}";

  @TempDir static Path folder;
  private static LocalCluster cluster;

  private final PrintStream stdout = System.out;
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** Two articles, a memo beside them and a ticket are embedded; a second ticket is not. */
  @BeforeAll
  static void embedDocuments() throws Exception {
    cluster = LocalCluster.start();
    TestTopics topics = new TestTopics(cluster.bootstrapServers());
    for (String topic : List.of("articles", "memos", "helpdesk.public.tickets")) {
      topics.create(topic, 1);
    }
    topics.write(
        List.of(
            text("articles", "a", "A mill stands at the river."),
            text("articles", "b", "The race carries water to the wheel."),
            text("memos", "a", "Oil the axle."),
            text("helpdesk.public.tickets", "1", "The wheel does not turn.")));
    WorkerConfig config =
        ConfigFile.ofThisProcess().parse(yaml(cluster.registryUrl(), ARTICLES, TICKETS, MEMOS));
    try (EmbeddingEngine engine = ConfiguredEngine.start(config);
        EmbeddingStream stream = new Worker(config, engine).start()) {
      await().atMost(PATIENCE).until(() -> stream.counts().vectors() == 4);
    }
    topics.write(List.of(text("helpdesk.public.tickets", "2", "The sluice leaks.")));
  }

  @AfterAll
  static void stop() {
    cluster.close();
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
  void withoutANameAllSourcesAreChecked() throws Exception {
    assertThat(check(sources(ARTICLES, TICKETS, MEMOS))).isEqualTo(1);

    assertThat(report().path("documents").asInt()).isEqualTo(5);
    assertThat(report().at("/counts/MISSING").asInt()).isEqualTo(1);
  }

  @Test
  void aSourceOfSeveralIsCheckedByItsName() throws Exception {
    Path config = sources(ARTICLES, TICKETS, MEMOS);

    assertThat(check(config, "--source", "articles")).isZero();
    assertThat(report().path("documents").asInt()).isEqualTo(2);

    assertThat(check(config, "--source", "tickets")).isEqualTo(1);
    assertThat(report().path("documents").asInt()).isEqualTo(2);
  }

  @Test
  void theOnlySourceIsCheckedByItsName() throws Exception {
    assertThat(check(sources(TICKETS), "--source", "tickets")).isEqualTo(1);

    assertThat(report().path("documents").asInt()).isEqualTo(2);
    assertThat(report().at("/counts/MISSING").asInt()).isEqualTo(1);
  }

  @Test
  void anUnknownSourceIsToldWithTheOthers() throws Exception {
    assertThat(check(sources(ARTICLES, TICKETS), "--source", "helpdesk.public.tickets"))
        .isEqualTo(2);

    assertThat(err.toString(UTF_8))
        .startsWith(
            "--source: there is no source \"helpdesk.public.tickets\"; there are [articles, tickets]");
  }

  @Test
  void withoutSourcesTopicsAreNamed() throws Exception {
    Path config = config(yaml(cluster.registryUrl()));

    assertThat(check(config, "--topic", "helpdesk.public.tickets", "--vectors", "ticket-vectors"))
        .isEqualTo(1);
    assertThat(report().path("documents").asInt()).isEqualTo(2);

    assertThat(check(config, "--source", "helpdesk.public.tickets")).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .startsWith("--source: no sources are configured; --topic names the documents");
  }

  @Test
  void anotherVectorsTopicIsThatOfAllSourcesWhichShareOne() throws Exception {
    Path config =
        config(
            yaml(cluster.registryUrl(), ARTICLES, MEMOS)
                .replace("topic: article-vectors", "topic: other-vectors"));

    assertThat(check(config, "--vectors", "article-vectors")).isZero();

    assertThat(report().path("documents").asInt()).isEqualTo(3);
  }

  @Test
  void oneTopicDoesNotStandForSeveral() throws Exception {
    Path config = sources(ARTICLES, TICKETS);

    assertThat(check(config, "--vectors", "article-vectors")).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .startsWith(
            "--vectors names one topic, but the sources write to 2: name one with --source");

    assertThat(check(config, "--topic", "articles")).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .startsWith("--topic names one topic, but 2 sources are read: name one with --source");
  }

  @Test
  void registryAndBrokersThatAreNamedTakeThePlaceOfThoseConfigured() throws Exception {
    Path config =
        config(
            yaml("http://registry.invalid:8081", ARTICLES, MEMOS)
                .replace(cluster.bootstrapServers(), "broker.invalid:9092"));

    assertThat(
            check(
                config,
                "--registry",
                cluster.registryUrl(),
                "--bootstrap",
                cluster.bootstrapServers()))
        .isZero();
  }

  private static Path sources(String... sources) throws IOException {
    return config(yaml(cluster.registryUrl(), sources));
  }

  private static Path config(String yaml) throws IOException {
    return Files.writeString(folder.resolve("millrace.yaml"), yaml);
  }

  private static String yaml(String registryUrl, String... sources) {
    return """
    kafka: {bootstrap.servers: "%s"}
    registry: {schema.registry.url: "%s"}
    streams: {applicationId: check, instanceId: test, stateDir: '%s'}
    usage: {topic: ""}
    sources: {%s}
    """
        .formatted(
            cluster.bootstrapServers(),
            registryUrl,
            folder.resolve("state"),
            String.join(", ", sources));
  }

  private int check(Path config, String... options) {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of("check", "--json", "--config", config.toString()));
    all.addAll(List.of(options));
    return MillraceCommand.execute(all.toArray(String[]::new));
  }

  private JsonNode report() throws IOException {
    return new JsonMapper().readTree(out.toByteArray());
  }
}
