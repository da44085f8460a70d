package io.millrace.worker.local;

import java.nio.file.Path;
import java.util.Map;

/** What a single node needs to be a whole cluster in little memory, and to forgive a crash fast. */
record BrokerSettings(Path folder, int port, int controllerPort) {
  static final int NODE_ID = 1;
  static final String HOST = "127.0.0.1";
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  /** Large enough for a book in one record; a broker's default of 1 MiB is not. */
  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  /** Kafka's own default takes 128 MiB of heap. */
  private static final int CLEANER_BUFFER_BYTES = 2 << 20;

  Map<String, String> toProperties() {
    return Map.ofEntries(
        Map.entry("process.roles", "broker,controller"),
        Map.entry("node.id", text(NODE_ID)),
        Map.entry("controller.quorum.voters", NODE_ID + "@" + HOST + ":" + controllerPort),
        Map.entry("listeners", listener("PLAINTEXT", port) + "," + controllerListener()),
        Map.entry("advertised.listeners", listener("PLAINTEXT", port)),
        Map.entry("controller.listener.names", CONTROLLER_LISTENER),
        Map.entry("inter.broker.listener.name", "PLAINTEXT"),
        Map.entry("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT"),
        Map.entry("log.dirs", folder.toString()),
        Map.entry("auto.create.topics.enable", "false"),
        // Samples and tests have old dates.
        Map.entry("log.retention.ms", "-1"),
        Map.entry("message.max.bytes", text(MAX_MESSAGE_BYTES)),
        Map.entry("log.cleaner.dedupe.buffer.size", text(CLEANER_BUFFER_BYTES)),
        // One node: nothing to replicate to, nothing to wait for.
        Map.entry("offsets.topic.replication.factor", "1"),
        Map.entry("offsets.topic.num.partitions", "1"),
        Map.entry("transaction.state.log.replication.factor", "1"),
        Map.entry("transaction.state.log.min.isr", "1"),
        Map.entry("transaction.state.log.num.partitions", "1"),
        Map.entry("share.coordinator.state.topic.replication.factor", "1"),
        Map.entry("share.coordinator.state.topic.min.isr", "1"),
        Map.entry("share.coordinator.state.topic.num.partitions", "1"),
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        // A killed worker leaves a group and a transaction behind: give both up within seconds.
        Map.entry("group.min.session.timeout.ms", "1000"),
        Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500"));
  }

  private String controllerListener() {
    return listener(CONTROLLER_LISTENER, controllerPort);
  }

  private static String listener(String name, int port) {
    return name + "://" + HOST + ":" + port;
  }

  private static String text(int value) {
    return Integer.toString(value);
  }
}
