package io.millrace.worker.usage;

import static io.millrace.worker.topic.TestTopics.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.topology.port.Account;
import io.millrace.worker.config.ConfigFile;
import io.millrace.worker.config.WorkerConfig;
import io.millrace.worker.engine.AccountUsage;
import io.millrace.worker.local.EmbeddedBroker;
import io.millrace.worker.topic.ExistingTopics;
import io.millrace.worker.topic.TestTopics;
import io.millrace.worker.topic.TopicException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UsageTopicTest {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Instant MORNING = Instant.parse("2026-02-01T08:00:00Z");
  private static final LocalDate DAY = LocalDate.parse("2026-02-01");
  private static final Account SEARCH = Account.key("search");
  private static final String NEVER = "1h";
  private static final String OFTEN = "5ms";
  private static EmbeddedBroker broker;
  private static TestTopics topics;

  @TempDir Path folder;

  private final String topic = "usage-" + COUNT.incrementAndGet();
  private final Map<Account, AccountUsage> totals = new ConcurrentHashMap<>();

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.startTemporary();
    topics = new TestTopics(broker.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void theLastTotalsAreWrittenAtTheEnd() throws Exception {
    try (var _ = usage(NEVER, MORNING)) {
      totals.put(SEARCH, new AccountUsage(2, 30, 4_000_000));
    }

    Map<String, String> records = records();
    assertThat(records).containsOnlyKeys("app/worker-7/1769932800000/key/search/2026-02-01");
    JsonNode record = new JsonMapper().readTree(records.values().iterator().next());
    assertThat(record)
        .isEqualTo(
            new JsonMapper()
                .readTree(
                    """
                    {"kind": "key", "name": "search", "date": "2026-02-01", "application": "app",
                     "instance": "worker-7", "started": "2026-02-01T08:00:00Z", "texts": 2, "tokens": 30,
                     "deviceMillis": 4, "updatedAt": "2026-02-01T08:00:00Z"}
                    """));
  }

  @Test
  void totalsAreWrittenAsTheyGrowAndCountOnce() {
    try (var _ = usage(OFTEN, MORNING)) {
      totals.put(SEARCH, new AccountUsage(1, 10, 1_000_000));
      awaitTokens(10);
      totals.put(SEARCH, new AccountUsage(3, 35, 2_000_000));
      awaitTokens(35);
    }

    assertThat(report().days()).containsExactly(new DailyUsage("key", "search", DAY, 3, 35, 2));
  }

  @Test
  void theUsageOfAProcessThatIsStartedAgainIsAdded() {
    totals.put(SEARCH, new AccountUsage(1, 10, 1_000_000));
    usage(NEVER, MORNING).close();
    usage(NEVER, MORNING.plusSeconds(60)).close();

    assertThat(report().days()).containsExactly(new DailyUsage("key", "search", DAY, 2, 20, 2));
  }

  @Test
  void theTopicIsCompacted() throws Exception {
    totals.put(SEARCH, new AccountUsage(1, 10, 0));
    usage(NEVER, MORNING).close();

    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = Admin.create(topics.client())) {
      var config =
          requireNonNull(admin.describeConfigs(List.of(resource)).all().get().get(resource), topic);
      assertThat(config.get("cleanup.policy").value()).isEqualTo("compact");
    }
  }

  @Test
  void aTopicThatIsThereIsTaken() throws Exception {
    topics.create(topic, 3);
    totals.put(SEARCH, new AccountUsage(1, 10, 0));

    usage("topics: {create: false}", broker.bootstrapServers(), NEVER, MORNING).close();

    assertThat(report().days()).extracting(DailyUsage::tokens).containsExactly(10L);
  }

  @Test
  void aTopicThatMayNotBeMadeIsNot() throws Exception {
    totals.put(SEARCH, new AccountUsage(1, 10, 0));

    usage("topics: {create: false}", broker.bootstrapServers(), NEVER, MORNING).close();

    assertThat(ExistingTopics.read(client()).has(topic)).isFalse();
  }

  @Test
  void withoutATopicNothingIsWritten() throws Exception {
    totals.put(SEARCH, new AccountUsage(1, 10, 0));
    WorkerConfig config =
        ConfigFile.ofThisProcess()
            .parse(
                "{kafka: {bootstrap.servers: '%s'}, usage: {topic: ''}}"
                    .formatted(broker.bootstrapServers()));

    AtomicBoolean isAsked = new AtomicBoolean();

    UsageTopic.start(
            config,
            () -> {
              isAsked.set(true);
              return totals;
            })
        .close();

    assertThat(isAsked).isFalse();
  }

  @Test
  void whatBrokersThatAreAwayMissIsWrittenWhenTheyAreBack() throws Exception {
    int port = freePort();
    totals.put(SEARCH, new AccountUsage(1, 10, 0));
    try (var _ = usage("", "127.0.0.1:" + port, OFTEN, MORNING);
        var late = EmbeddedBroker.start(folder.resolve("broker"), OptionalInt.of(port))) {
      var there = new TestTopics(late.bootstrapServers());
      await()
          .ignoreExceptionsInstanceOf(TopicException.class)
          .until(() -> !UsageReport.read(there.committed(topic), DAY).days().isEmpty());
    }
  }

  @Test
  void brokersThatStayAwayDoNotHoldUpTheEnd() throws Exception {
    totals.put(SEARCH, new AccountUsage(1, 10, 0));
    UsageTopic usage = usage("", "127.0.0.1:" + freePort(), NEVER, MORNING);

    assertTimeout(Duration.ofSeconds(15), usage::close);
  }

  @Test
  void onlyTheDaysThatAreAskedForAreReported() {
    totals.put(SEARCH, new AccountUsage(1, 10, 0));
    usage(NEVER, MORNING).close();
    usage(NEVER, Instant.parse("2026-01-31T08:00:00Z")).close();

    assertThat(UsageReport.read(topics.committed(topic), DAY).days())
        .extracting(DailyUsage::date)
        .containsExactly(DAY);
    assertThat(report().days()).extracting(DailyUsage::date).containsExactly(DAY.minusDays(1), DAY);
  }

  @Test
  void recordsThatAreNoUsageAreCountedAndTombstonesTakeBack() throws Exception {
    topics.create(topic, 1); // Compacted it would take no record without a key.
    totals.put(SEARCH, new AccountUsage(1, 10, 0));
    usage(NEVER, MORNING).close();
    String key = records().keySet().iterator().next();

    topics.write(
        List.of(
            text(topic, key, null),
            text(topic, "other", "not JSON"),
            text(topic, "other", "{\"kind\": \"key\"}"),
            text(topic, null, "{}")));

    assertThat(report()).isEqualTo(new UsageReport(List.of(), 3));
  }

  @Test
  void theProducerTakesItsOwnPropertiesAndLosesNothing() {
    WorkerConfig config =
        ConfigFile.ofThisProcess()
            .parse(
                """
                kafka: {linger.ms: 1, producer.linger.ms: 7, acks: 0, producer.security.protocol: SSL}
                streams: {applicationId: app}
                """);

    assertThat(UsageProducer.properties(config))
        .containsEntry("linger.ms", "7")
        .containsEntry("security.protocol", "SSL")
        .containsEntry("client.id", "app-usage")
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", true);
  }

  private UsageTopic usage(String interval, Instant now) {
    return usage("", broker.bootstrapServers(), interval, now);
  }

  private UsageTopic usage(String yaml, String brokers, String interval, Instant now) {
    String all =
        """
        kafka: {bootstrap.servers: "%s"}
        streams: {applicationId: app, instanceId: worker-7}
        usage: {topic: %s, interval: %s}
        %s
        """
            .formatted(brokers, topic, interval, yaml);
    return UsageTopic.start(
        ConfigFile.ofThisProcess().parse(all), () -> totals, InstantSource.fixed(now));
  }

  private void awaitTokens(long tokens) {
    await()
        .ignoreExceptionsInstanceOf(TopicException.class)
        .until(() -> report().days().stream().anyMatch(day -> day.tokens() == tokens));
  }

  private UsageReport report() {
    return UsageReport.read(topics.committed(topic), LocalDate.MIN);
  }

  private Map<String, String> records() {
    Map<String, String> records = new HashMap<>();
    topics
        .committed(topic)
        .scan(
            new StringDeserializer(),
            record -> records.put(new String(record.key(), UTF_8), record.value()));
    return records;
  }

  private static Map<String, String> client() {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }

  private static int freePort() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
