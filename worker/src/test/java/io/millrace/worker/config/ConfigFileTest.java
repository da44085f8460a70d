package io.millrace.worker.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.schemas.AttributeType;
import io.millrace.topology.chunk.ChunkSettings;
import io.millrace.topology.chunk.ChunkStrategy;
import io.millrace.topology.port.Lane;
import io.millrace.topology.source.SourceSettings.Format;
import io.millrace.topology.source.SourceSettings.KeyFormat;
import io.millrace.topology.source.SourceSettings.Order;
import io.millrace.topology.source.TextTemplate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
  private static final String EVERY_KEY =
      """
      kafka:
        bootstrap.servers: broker-1:9092,broker-2:9092
      registry:
        schema.registry.url: https://registry:8443
        http.connect.timeout.ms: 1000
        http.read.timeout.ms: 2000
      source:
        topic: articles
        format: debezium
        keyFormat: json
        idPrefix: articles/
        textFields: [title, body]
        template: "{title}: {body}"
        metadata: {include: [lang, author], exclude: [author.mail], rename: {lang: language}}
        attributes: {views: long, city: {type: string, field: author.city}}
        order: lsn
        keepColumns: false
        instruction: Group articles by subject
        headers: [traceparent, tenant]
        rememberDeletes: 1h
        maxDocumentSize: 2MiB
        maxMetadataSize: 512B
        maxKeySize: 256B
      chunks:
        strategy: markdown
        targetTokens: 128
        maxTokens: 256
        overlapTokens: 16
      vectors:
        topic: article-vectors
        format: qdrant
        collection: articles
        serializer: com.example.Serializer
      reuse:
        vectors: true
        cacheSize: 1GiB
      sources: {}
      deadLetters:
        topic: article-dead-letters
        maxValueSize: 64KiB
      topics:
        create: false
        replicationFactor: 3
      model:
        path: models/qwen
        precision: int8
        dimensions: 512
        leastDimensions: 64
      fallback:
        enabled: true
        documents: false
        model: {path: models/small, precision: fp32, dimensions: 128, leastDimensions: 32}
        memoryLimit: 2GiB
      engine:
        device: cuda
        devices: [0, 1]
        memoryLimit: 20GiB
        budgetTokens: 4096
        queueTokens: 16384
        linger: 5ms
        shares: {online: 0.6, stream: 0.3, backfill: 0.1}
        onlineWait: 10ms
        tokenizerThreads: 4
        threads: 8
        drainLimit: 10s
        runLimit: 5m
        goldenInterval: 1h
        cacheDir: /var/cache
      streams:
        applicationId: articles
        instanceId: worker-0
        threads: 3
        lane: backfill
        commitInterval: 1s
        stateDir: /var/lib/millrace
        storeMemory: 1GiB
        standbyReplicas: 1
      http:
        enabled: false
        host: 10.0.0.1
        port: 9000
        managementHost: 10.0.0.2
        managementPort: 9001
        tls: {certificate: server.pem, key: server.key}
        keys: {file: keys.yaml, inline: "keys: {}"}
        limits:
          inputs: 100
          requestTokens: 1000
          bodySize: 1MiB
          bodyMemory: 2MiB
          connections: 10
          requestTime: 1s
          bodyTime: 2s
          idleTime: 3s
          drainTime: 4s
        aliases: {ada: qwen}
      guard: {highWater: 0.8, lowWater: 0.7, hold: 5s, interval: 2s}
      usage: {topic: article-usage, interval: 10s}
      tracing: {endpoint: "http://collector:4318/v1/traces", serviceName: articles, share: 0.5}
      """;

  private final ConfigFile files = ConfigFile.with(Map.of("HOST", "kafka-7", "EMPTY", ""));

  @TempDir Path folder;

  @Test
  void defaultsAreAConfiguration() {
    WorkerConfig config = files.defaults();

    assertThat(config.bootstrapServers()).isEqualTo("localhost:9092");
    assertThat(config.source().settings().template())
        .isEqualTo(TextTemplate.joining(List.of("text")));
    assertThat(config.model().folder()).isEmpty();
    assertThat(config.model().cut()).isEmpty();
    assertThat(config.chunksOf(config.pipelines().getFirst(), 256).maxTokens()).isEqualTo(256);
    assertThat(config.streams().stateDir()).isEqualTo(Path.of("state"));
  }

  @Test
  void everyKeyOfAFileTakesThePlaceOfItsDefault() {
    assertThat(files.parse(EVERY_KEY))
        .isEqualTo(
            new WorkerConfig(
                Map.of("bootstrap.servers", "broker-1:9092,broker-2:9092"),
                Map.of(
                    "schema.registry.url", "https://registry:8443",
                    "http.connect.timeout.ms", "1000",
                    "http.read.timeout.ms", "2000"),
                new SourceConfig(
                    "articles",
                    Format.DEBEZIUM,
                    KeyFormat.JSON,
                    "articles/",
                    List.of("title", "body"),
                    "{title}: {body}",
                    new SourceConfig.Metadata(
                        List.of("lang", "author"),
                        List.of("author.mail"),
                        Map.of("lang", "language")),
                    Map.of(
                        "views",
                        new AttributeConfig(AttributeType.LONG, ""),
                        "city",
                        new AttributeConfig(AttributeType.STRING, "author.city")),
                    "Group articles by subject",
                    Order.LSN,
                    false,
                    Set.of("traceparent", "tenant"),
                    Duration.ofHours(1),
                    new DataSize(256),
                    new DataSize(2 << 20),
                    new DataSize(512)),
                new PipelineConfig.Chunks(ChunkStrategy.MARKDOWN, 128, 256, 16),
                new PipelineConfig.Vectors(
                    "article-vectors",
                    PipelineConfig.Vectors.Format.QDRANT,
                    "articles",
                    "com.example.Serializer"),
                new WorkerConfig.Reuse(true, new DataSize(1 << 30)),
                Map.of(),
                new WorkerConfig.DeadLetters("article-dead-letters", new DataSize(64 << 10)),
                new WorkerConfig.Topics(false, (short) 3),
                new WorkerConfig.Model("models/qwen", WorkerConfig.Precision.INT8, 512, 64),
                new WorkerConfig.Fallback(
                    true,
                    false,
                    new WorkerConfig.Model("models/small", WorkerConfig.Precision.FP32, 128, 32),
                    "2GiB"),
                new WorkerConfig.Engine(
                    WorkerConfig.Device.CUDA,
                    List.of(0, 1),
                    "20GiB",
                    4096,
                    16384,
                    Duration.ofMillis(5),
                    new WorkerConfig.Shares(0.6, 0.3, 0.1),
                    Duration.ofMillis(10),
                    4,
                    8,
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(5),
                    Duration.ofHours(1),
                    "/var/cache"),
                new WorkerConfig.Streams(
                    "articles",
                    "worker-0",
                    3,
                    Lane.BACKFILL,
                    Duration.ofSeconds(1),
                    Path.of("/var/lib/millrace"),
                    new DataSize(1 << 30),
                    1),
                new HttpConfig(
                    false,
                    "10.0.0.1",
                    9000,
                    "10.0.0.2",
                    9001,
                    new HttpConfig.Tls("server.pem", "server.key"),
                    new HttpConfig.Keys("keys.yaml", "keys: {}"),
                    new HttpConfig.Limits(
                        100,
                        1000,
                        new DataSize(1 << 20),
                        new DataSize(2 << 20),
                        10,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4)),
                    Map.of("ada", "qwen")),
                new OperationsConfig.Guard(0.8, 0.7, Duration.ofSeconds(5), Duration.ofSeconds(2)),
                new OperationsConfig.Usage("article-usage", Duration.ofSeconds(10)),
                new OperationsConfig.Tracing("http://collector:4318/v1/traces", "articles", 0.5)));
  }

  @Test
  void aKeyThatAFileLeavesOutKeepsItsDefault() {
    WorkerConfig config = files.parse("source: {topic: articles}");

    assertThat(config.source().topic()).isEqualTo("articles");
    assertThat(config.source().maxDocumentSize()).isEqualTo(new DataSize(4 << 20));
  }

  @Test
  void aListTakesThePlaceOfTheWholeDefaultList() {
    assertThat(files.parse("source: {textFields: [title, body]}").source().textFields())
        .containsExactly("title", "body");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "---", "# nothing yet", "{}"})
  void aFileWithoutKeysLeavesTheDefaults(String yaml) {
    assertThat(files.parse(yaml)).isEqualTo(files.defaults());
  }

  @Test
  void namesOfAFormatOrALaneMayBeInAnyCase() {
    assertThat(files.parse("source: {format: JSON}").source().format()).isEqualTo(Format.JSON);
    assertThat(files.parse("source: {format: Text}").source().format()).isEqualTo(Format.TEXT);
    assertThat(files.parse("streams: {lane: BackFill}").streams().lane()).isEqualTo(Lane.BACKFILL);
  }

  @Test
  void aKeyThatHasNoDefaultIsAnError() {
    assertError("source_: {topic: articles}")
        .startsWith("source_: there is no such key; known here: kafka, registry, source, chunks");
    assertError("engine: {budgetToken: 1}")
        .isEqualTo(
            "engine.budgetToken: there is no such key; known here: device, devices, memoryLimit,"
                + " budgetTokens, queueTokens, linger, shares, onlineWait, tokenizerThreads, threads,"
                + " drainLimit, runLimit, goldenInterval, cacheDir");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          engine: {budgetTokens: many}  | engine.budgetTokens: "many" is not a whole number
          engine: {budgetTokens: 2.5}   | engine.budgetTokens: "2.5" is not a whole number
          engine: {budgetTokens: true}  | engine.budgetTokens: must be a whole number
          engine: {budgetTokens: [1]}   | engine.budgetTokens: must be a whole number
          engine: {budgetTokens: ''}    | engine.budgetTokens: must be a whole number
          engine: {budgetTokens: 3000000000} | engine.budgetTokens: must be a whole number, and not so large
          topics: {replicationFactor: 70000} | topics.replicationFactor: must be a whole number, and not so large
          topics: {create: maybe}       | topics.create: "maybe" is not true or false
          topics: {create: 1}           | topics.create: "1" is not true or false
          source: {topic: {a: b}}       | source.topic: must be a single value
          source: {topic: [a, b]}       | source.topic: must be a single value
          source: {textFields: title}   | source.textFields: must be a list
          source: {textFields: [[a]]}   | source.textFields[0]: must be a single value
          source: {format: xml}         | source.format: "xml" is not one of auto, text, json, json_schema, avro, debezium, debezium_unwrapped
          source: {format: 1}           | source.format: "1" is not one of auto, text, json, json_schema, avro, debezium, debezium_unwrapped
          source: {format: ''}          | source.format: "" is not one of auto, text, json, json_schema, avro, debezium, debezium_unwrapped
          streams: {lane: express}      | streams.lane: "express" is not one of online, stream, backfill
          source: articles              | source: must hold keys and values
          kafka: localhost:9092         | kafka: must hold keys and values
          kafka: {main.consumer: {max.poll.records: 1}} | kafka.main.consumer: must be a single value
          """)
  void aValueOfTheWrongTypeIsAnError(String yaml, String message) {
    assertError(yaml).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          source:                             | source
          source: ~                           | source
          source: {topic: }                   | source.topic
          source: {textFields: [title, null]} | source.textFields[1]
          kafka: {acks: null}                 | kafka.acks
          """)
  void aKeyWithoutAValueIsAnError(String yaml, String path) {
    assertError(yaml).isEqualTo(path + ": has no value; leave the key out for the default");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          engine: {linger: 5}      | engine.linger: "5" is no duration; write for example 200ms or 30s
          engine: {linger: 5 days} | engine.linger: "5 days" is no duration; write for example 200ms or 30s
          engine: {linger: -5ms}   | engine.linger: "-5ms" is no duration; write for example 200ms or 30s
          engine: {linger: ''}     | engine.linger: "" is no duration; write for example 200ms or 30s
          source: {maxDocumentSize: 4096} | source.maxDocumentSize: must be a size, for example 64KiB or 4MiB
          source: {maxDocumentSize: 4MB}  | source.maxDocumentSize: "4MB" is no size; write for example 64KiB or 4MiB
          source: {maxDocumentSize: 999999999999GiB} | source.maxDocumentSize: "999999999999GiB" is no size; write for example 64KiB or 4MiB
          source: {maxDocumentSize: 0B}     | source: maxDocumentSize is 0 bytes, must be between 1B and 1GiB
          source: {maxDocumentSize: 3GiB}   | source: maxDocumentSize is 3221225472 bytes, must be between 1B and 1GiB
          source: {maxMetadataSize: 0B}     | source: maxMetadataSize is 0 bytes, must be between 1B and 1GiB
          deadLetters: {maxValueSize: 2GiB} | deadLetters: maxValueSize is 2147483648 bytes, must be between 1B and 1GiB
          """)
  void aDurationOrASizeThatCannotBeUsedIsAnError(String yaml, String message) {
    assertError(yaml).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          source: {topic: ''}             | source: topic is empty
          vectors: {topic: ' '}           | vectors: topic is empty
          vectors: {serializer: ''}       | vectors: serializer is empty
          deadLetters: {topic: ''}        | deadLetters: topic is empty
          streams: {applicationId: ''}    | streams: applicationId is empty
          streams: {stateDir: ''}         | streams: stateDir is empty
          source: {textFields: []}        | source: textFields is empty, must name at least one field
          source: {textFields: [a, '']}   | source: a field of textFields is empty
          """)
  void anEmptyNameIsAnError(String yaml, String message) {
    assertError(yaml).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          engine: {budgetTokens: -1}      | engine: budgetTokens is -1, must be at least 0
          engine: {tokenizerThreads: 0}   | engine: tokenizerThreads is 0, must be at least 1
          engine: {threads: -1}           | engine: threads is -1, must be at least 0
          model: {dimensions: -1}         | model: dimensions is -1, must be at least 0
          topics: {replicationFactor: 0}  | topics: replicationFactor is 0, must be at least 1
          streams: {threads: 0}           | streams: threads is 0, must be at least 1
          streams: {standbyReplicas: -1}  | streams: standbyReplicas is -1, must be at least 0
          streams: {storeMemory: 1MiB}    | streams: storeMemory is 1048576 bytes, must be at least 16MiB
          streams: {commitInterval: 0ms}  | streams: commitInterval is 0, must be at least 1ms
          streams: {lane: online}         | streams: lane is online, which is for requests; must be stream or backfill
          """)
  void aNumberOutOfRangeIsAnError(String yaml, String message) {
    assertError(yaml).isEqualTo(message);
  }

  @Test
  void aTemplateTakesThePlaceOfTextFields() {
    assertThat(files.parse("source: {template: '{title} {body}'}").source().settings().template())
        .isEqualTo(new TextTemplate("{title} {body}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          source: {template: no field at all} | source: template "no field at all" names no field, for example {text}
          source: {format: text, attributes: {price: double}} | source: format is text, which has no fields for metadata or attributes
          source: {attributes: {price: money}} | source.attributes.price: "money" is not one of string, long, double, boolean, strings, longs, doubles, booleans
          source: {attributes: {price: {kind: long}}} | source.attributes.price: must be a type, or {type: ..., field: ...} with the field of the row it comes from
          source: {attributes: {id: long}} | source: attribute "id": the name is reserved by vector databases
          source: {format: json, order: lsn} | source: order is lsn, but format json has no change events
          """)
  void aSourceThatContradictsItselfIsAnError(String yaml, String message) {
    assertError(yaml).isEqualTo(message);
  }

  @Test
  void columnsAreKeptOnlyOfFormatsThatLeaveSomeOut() {
    assertThat(files.parse("source: {format: debezium}").source().keepsColumns()).isTrue();
    assertThat(files.parse("source: {format: json}").source().keepsColumns()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          vectors: {topic: documents}     | vectors.topic: is "documents", which is source.topic already
          deadLetters: {topic: documents} | deadLetters.topic: is "documents", which is source.topic already
          deadLetters: {topic: vectors}   | deadLetters.topic: is "vectors", which is vectors.topic already
          """)
  void oneTopicInTwoPlacesIsAnError(String yaml, String message) {
    assertError(yaml).isEqualTo(message);
  }

  @Test
  void bodiesFitAnArray() {
    assertError("http: {limits: {bodySize: 2GiB, bodyMemory: 4GiB}}")
        .isEqualTo("http.limits: bodySize is 2147483648 bytes, must be between 1B and 1GiB");
  }

  @Test
  void chunksThatDoNotFitTheModelAreAnError() {
    assertThatThrownBy(() -> chunksOfTheFirst("chunks: {maxTokens: 512}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("chunks.maxTokens is 512, the model's window is 256 tokens");
    assertThatThrownBy(() -> chunksOfTheFirst("chunks: {overlapTokens: -1}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("chunks.overlapTokens is -1, must be between 0 and half of maxTokens (128)");
    assertThatThrownBy(() -> chunksOfTheFirst("sources: {tickets: {chunks: {maxTokens: 512}}}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("sources.tickets.chunks.maxTokens is 512, the model's window is 256 tokens");
  }

  private ChunkSettings chunksOfTheFirst(String yaml) {
    WorkerConfig config = files.parse(yaml);
    return config.chunksOf(config.pipelines().getFirst(), 256);
  }

  @Test
  void theLongestRecordIsADocumentOrADeadLetterWithWhatGoesAlong() {
    assertThat(files.defaults().maxRecordBytes()).isEqualTo(5 << 20);
    assertThat(files.parse("deadLetters: {maxValueSize: 8MiB}").maxRecordBytes())
        .isEqualTo(9 << 20);
    assertThat(files.parse("source: {maxDocumentSize: 1GiB}").maxRecordBytes()).isPositive();
  }

  @Test
  void variablesAreReplacedFromTheEnvironment() {
    WorkerConfig config =
        files.parse(
            """
            kafka:
              bootstrap.servers: ${HOST}:9092,${OTHER:-kafka-8}:9092
              sasl.jaas.config: ${EMPTY:-unused}
            source:
              textFields: ["${HOST}", "${FIELD:-body}"]
            engine:
              budgetTokens: ${BUDGET:-4096}
            topics:
              create: ${CREATE:-false}
            """);

    assertThat(config.kafka())
        .containsEntry("bootstrap.servers", "kafka-7:9092,kafka-8:9092")
        .containsEntry("sasl.jaas.config", "");
    assertThat(config.source().textFields()).containsExactly("kafka-7", "body");
    assertThat(config.engine().budgetTokens()).isEqualTo(4096);
    assertThat(config.topics().create()).isFalse();
  }

  @Test
  void aDefaultOfNothingIsAnEmptyText() {
    assertThat(files.parse("model: {path: \"${MODEL:-}\"}").model().folder()).isEmpty();
  }

  @Test
  void whatAVariableHoldsIsNotReplacedAgain() {
    assertThat(
            ConfigFile.with(Map.of("PASSWORD", "a${B}$1\\"))
                .parse("kafka: {sasl.jaas.config: \"${PASSWORD}\"}")
                .kafka())
        .containsEntry("sasl.jaas.config", "a${B}$1\\");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          source: {topic: "${NONE}"}             | source.topic
          source: {textFields: [a, "x${NONE}"]}  | source.textFields[1]
          kafka: {sasl.jaas.config: "${NONE}"}   | kafka.sasl.jaas.config
          """)
  void aMissingVariableIsAnError(String yaml, String path) {
    assertError(yaml).isEqualTo(path + ": the environment has no variable NONE");
  }

  @Test
  void kafkaAndTheRegistryTakeAnyKey() {
    WorkerConfig config =
        files.parse(
            """
            kafka:
              security.protocol: SSL
              producer.linger.ms: 20
              enable.metrics.push: false
            registry:
              basic.auth.credentials.source: USER_INFO
              max.retries: 7
            """);

    assertThat(config.kafka())
        .containsOnly(
            Map.entry("bootstrap.servers", "localhost:9092"),
            Map.entry("security.protocol", "SSL"),
            Map.entry("producer.linger.ms", "20"),
            Map.entry("enable.metrics.push", "false"));
    assertThat(config.registry())
        .containsEntry("max.retries", "7")
        .containsEntry("schema.registry.url", "http://localhost:8081");
  }

  @Test
  void aFileIsRead() throws Exception {
    Path file = Files.writeString(folder.resolve("millrace.yaml"), EVERY_KEY);

    assertThat(files.read(file)).isEqualTo(files.parse(EVERY_KEY));
  }

  @Test
  void aMissingFileIsNamed() {
    Path missing = folder.resolve("millrace.yaml");

    assertThatThrownBy(() -> files.read(missing))
        .isInstanceOf(ConfigException.class)
        .hasMessage("there is no configuration file " + missing);
  }

  @Test
  void aFolderIsNoFile() {
    assertThatThrownBy(() -> files.read(folder))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("cannot read " + folder + ": ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aFileThatIsNotUtf8CannotBeRead() throws Exception {
    Path file = Files.write(folder.resolve("millrace.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe});

    assertThatThrownBy(() -> files.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessage("cannot read %s: it is not UTF-8".formatted(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"source: {topic: a", "source: [", "\tsource: a", "a: b: c"})
  void whatIsNoYamlIsAnErrorOfOneLine(String yaml) {
    assertError(yaml).startsWith("the configuration is no YAML: ").doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"- a\n- b", "just a text", "42"})
  void somethingElseThanKeysIsAnError(String yaml) {
    assertError(yaml).isEqualTo("the configuration must hold keys and values");
  }

  @Test
  void aKeyWrittenTwiceIsAnError() {
    assertError("source: {topic: a}\nsource: {format: json}")
        .startsWith("the configuration is no YAML: ")
        .contains("'source'");
  }

  private AbstractStringAssert<?> assertError(String yaml) {
    return assertThat(
        requireNonNull(catchThrowableOfType(ConfigException.class, () -> files.parse(yaml)), yaml)
            .getMessage());
  }
}
