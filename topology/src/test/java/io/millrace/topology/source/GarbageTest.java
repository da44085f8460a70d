package io.millrace.topology.source;

import static io.millrace.topology.source.Records.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.millrace.schemas.AttributeType;
import io.millrace.schemas.registry.RegisteredSchema;
import io.millrace.topology.model.Parsed;
import io.millrace.topology.port.SchemaCatalog;
import io.millrace.topology.source.SourceSettings.Format;
import io.millrace.topology.source.SourceSettings.KeyFormat;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes come, something is parsed, if only a rejection. */
class GarbageTest {
  private static final long SEED = 20_260_101;
  private static final int MUTATIONS = 1_000;
  private static final int KEY_SCHEMA_ID = 6;

  private static final SchemaCatalog REGISTRY =
      id ->
          switch (id) {
            case Encoding.ARTICLE_SCHEMA_ID ->
                Optional.of(new RegisteredSchema(id, "AVRO", Articles.ENVELOPE.toString()));
            case KEY_SCHEMA_ID ->
                Optional.of(new RegisteredSchema(id, "AVRO", Articles.KEY.toString()));
            case 1 -> Optional.of(new RegisteredSchema(id, "JSON", "{}"));
            default -> Optional.empty();
          };

  @ParameterizedTest
  @MethodSource("formatsAndEncodings")
  void mutatedRecordsAreParsed(Format format, Encoding encoding) {
    Random random = new Random(SEED);
    byte[] value = encoding.write(Articles.ENVELOPE, Articles.created(Articles.row()));
    byte[] key = encoding.write(Articles.KEY, Articles.key(42));
    if (encoding == Encoding.AVRO) {
      key[4] = KEY_SCHEMA_ID;
    }
    DocumentParser parser = parser(format);

    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutatedKey = i % 3 == 0 ? mutated(key, random) : key;
      byte[] mutatedValue = mutated(value, random);
      assertThatCode(() ->
              assertThat(parser.parse(mutatedKey, mutatedValue, 0)).isInstanceOf(Parsed.class))
          .as(
              "seed %d, key %s, value %s",
              SEED, HexFormat.of().formatHex(mutatedKey), HexFormat.of().formatHex(mutatedValue))
          .doesNotThrowAnyException();
    }
  }

  static Stream<Arguments> formatsAndEncodings() {
    return Stream.of(Format.AUTO, Format.DEBEZIUM, Format.DEBEZIUM_UNWRAPPED)
        .flatMap(format ->
            Arrays.stream(Encoding.values()).map(encoding -> Arguments.of(format, encoding)));
  }

  @Test
  void randomBytesAreParsed() {
    Random random = new Random(SEED);
    DocumentParser parser = parser(Format.AUTO);

    for (int i = 0; i < MUTATIONS; i++) {
      byte[] content = new byte[random.nextInt(64)];
      random.nextBytes(content);
      int schemaId = random.nextBoolean() ? Encoding.ARTICLE_SCHEMA_ID : 1;
      assertThatCode(() -> parser.parse(bytes("k"), Records.framed(schemaId, content), 0))
          .as("seed %d, value %s", SEED, HexFormat.of().formatHex(content))
          .doesNotThrowAnyException();
    }
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] mutated = bytes.clone();
    for (int flips = random.nextInt(4); flips >= 0; flips--) {
      // The frame's schema id is a registry's, which is not what is tested.
      int at = 5 + random.nextInt(bytes.length - 5);
      mutated[at] =
          switch (random.nextInt(3)) {
            case 0 -> (byte) (mutated[at] ^ (1 << random.nextInt(8)));
            case 1 -> (byte) random.nextInt(256);
            default -> mutated[5 + random.nextInt(bytes.length - 5)];
          };
    }
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(mutated, 5 + random.nextInt(bytes.length - 5));
      case 1 -> Arrays.copyOf(mutated, bytes.length + random.nextInt(4));
      default -> mutated;
    };
  }

  private static DocumentParser parser(Format format) {
    return new DocumentParser(
        SourceSettings.builder("articles")
            .format(format)
            .keyFormat(KeyFormat.AUTO)
            .template("{title}\n\n{body}")
            .attribute("price", AttributeType.DOUBLE, "price")
            .attribute("tags", AttributeType.STRINGS, "tags")
            .metadata(new MetadataSelection(List.of("*"), List.of("scan.*"), Map.of()))
            .keepColumns(true)
            .build(),
        REGISTRY);
  }
}
