package io.millrace.worker.cdc;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The two shapes in which people let Debezium deliver a table. */
enum Delivery {
  /** {@code before}, {@code after}, {@code op} and {@code source}. */
  ENVELOPED,

  /** The row alone; a deleted one says so in {@code __deleted}. A truncate is not delivered. */
  UNWRAPPED;

  static final int PARTITIONS = 3;

  /** Each has a database, a replication slot and a topic prefix of its own, all of this name. */
  String database() {
    return name().toLowerCase(Locale.ROOT);
  }

  String topic() {
    return database() + ".public.articles";
  }

  /** A connector that snapshots the articles, then follows them. */
  Map<String, String> connector(int postgresPort) {
    Map<String, String> all = new HashMap<>(shape());
    all.putAll(
        Map.ofEntries(
            Map.entry("name", database()),
            Map.entry("connector.class", "io.debezium.connector.postgresql.PostgresConnector"),
            Map.entry("database.hostname", PostgresServer.HOST),
            Map.entry("database.port", Integer.toString(postgresPort)),
            Map.entry("database.user", PostgresServer.USER),
            Map.entry("database.password", ""),
            Map.entry("database.dbname", database()),
            Map.entry("plugin.name", "pgoutput"),
            Map.entry("publication.autocreate.mode", "filtered"),
            Map.entry("slot.name", database()),
            Map.entry("table.include.list", "public.articles"),
            Map.entry("topic.prefix", database()),
            Map.entry("poll.interval.ms", "50"),
            Map.entry("topic.creation.default.partitions", Integer.toString(PARTITIONS)),
            Map.entry("topic.creation.default.replication.factor", "1")));
    return all;
  }

  private Map<String, String> shape() {
    return switch (this) {
      case ENVELOPED ->
          Map.of(
              // By default a truncate is left out.
              "skipped.operations", "none",
              "provide.transaction.metadata", "true");
      case UNWRAPPED ->
          Map.of(
              "transforms", "unwrap",
              "transforms.unwrap.type", "io.debezium.transforms.ExtractNewRecordState",
              "transforms.unwrap.delete.tombstone.handling.mode", "rewrite",
              "transforms.unwrap.add.fields", "op,lsn,source.ts_ms");
    };
  }
}
