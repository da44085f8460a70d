package io.millrace.worker.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A real Kafka broker, its own controller, inside this JVM: transactions, compaction and all.
 * Listens on loopback only and works in a heap of 96 MiB.
 *
 * <p>A broker started again on the folder and port of an earlier one has its records, and clients
 * that were connected find it again.
 *
 * <p>On a fault it cannot survive, a full disk for example, Kafka halts the JVM.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private final KafkaRaftServer server;
  private final int port;
  private final Path folder;
  private final boolean temporary;

  private EmbeddedBroker(KafkaRaftServer server, BrokerSettings settings, boolean temporary) {
    this.server = server;
    this.port = settings.port();
    this.folder = settings.folder();
    this.temporary = temporary;
  }

  /** Starts on a free port, in a temporary folder that {@link #close} deletes. */
  public static EmbeddedBroker startTemporary() throws IOException {
    return start(Files.createTempDirectory("millrace-broker-"), OptionalInt.empty(), true);
  }

  /**
   * Starts on a folder that outlives the broker; formats it first if it is new.
   *
   * @param port the port to listen on; any free one when empty
   * @throws IOException if the folder cannot be written or the port is taken
   */
  public static EmbeddedBroker start(Path folder, OptionalInt port) throws IOException {
    return start(Files.createDirectories(folder).toAbsolutePath(), port, false);
  }

  private static EmbeddedBroker start(Path folder, OptionalInt wantedPort, boolean temporary)
      throws IOException {
    List<Integer> ports = pickPorts(wantedPort);
    var settings = new BrokerSettings(folder, ports.get(0), ports.get(1));
    formatIfNew(folder);
    var server = new KafkaRaftServer(new KafkaConfig(settings.toProperties(), false), Time.SYSTEM);
    var broker = new EmbeddedBroker(server, settings, temporary);
    try {
      server.startup();
      return broker;
    } catch (RuntimeException e) {
      broker.close(); // Its controller may be up although its broker is not.
      throw e;
    }
  }

  public String bootstrapServers() {
    return BrokerSettings.HOST + ":" + port;
  }

  public int port() {
    return port;
  }

  Path folder() {
    return folder;
  }

  /** Closes the logs cleanly; a later start on the same folder need not recover them. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
    if (temporary) {
      deleteTree(folder);
    }
  }

  /**
   * Formatting gives the folder its cluster id: a second time would make its records unreadable.
   */
  private static void formatIfNew(Path folder) throws IOException {
    if (Files.exists(folder.resolve("meta.properties"))) {
      return;
    }
    try (var quiet =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(quiet)
          .setClusterId(Uuid.randomUuid().toString())
          .setNodeId(BrokerSettings.NODE_ID)
          .addDirectory(folder.toString())
          .setMetadataLogDirectory(folder.toString())
          .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
          .run();
    } catch (Exception e) { // Formatter declares no narrower one.
      throw new IOException("cannot format " + folder + " for Kafka", e);
    }
  }

  /**
   * The ports of the broker and the controller. Kafka does not tell which port it bound when asked
   * for any, so they are picked first; another process could take one in between.
   */
  private static List<Integer> pickPorts(OptionalInt wantedPort) throws IOException {
    var loopback = InetAddress.getLoopbackAddress();
    try (var broker = new ServerSocket(wantedPort.orElse(0), 1, loopback);
        var controller = new ServerSocket(0, 1, loopback)) {
      return List.of(broker.getLocalPort(), controller.getLocalPort());
    } catch (BindException e) {
      throw new IOException(
          "cannot listen on " + BrokerSettings.HOST + ":" + wantedPort.orElse(0), e);
    }
  }

  /** Leaves behind what it cannot delete: it lies in the system's temporary folder. */
  private static void deleteTree(Path folder) {
    try (var paths = Files.walk(folder)) {
      paths.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      System.getLogger(EmbeddedBroker.class.getName())
          .log(System.Logger.Level.WARNING, "Could not delete " + folder, e);
    }
  }
}
