package io.millrace.worker.cdc;

import io.millrace.worker.local.TemporaryFolder;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real PostgreSQL server with logical decoding, on loopback, in a temporary folder that {@link
 * #close} deletes.
 */
final class PostgresServer implements AutoCloseable {
  static final String HOST = "127.0.0.1";
  static final String USER = "millrace";
  private static final int PATIENCE_SECONDS = 60;

  private final PostgresPrograms programs;
  private final TemporaryFolder folder;
  private final ServerAccount account;
  private final int port;

  private PostgresServer(PostgresPrograms programs, TemporaryFolder folder, int port)
      throws IOException {
    this.programs = programs;
    this.folder = folder;
    this.account = ServerAccount.ofNewFolder(folder.path());
    this.port = port;
  }

  /**
   * @throws IOException if there is no PostgreSQL on this machine, or it does not start
   */
  static PostgresServer start() throws IOException {
    PostgresPrograms programs = PostgresPrograms.find();
    TemporaryFolder folder = TemporaryFolder.create("millrace-postgres-");
    try {
      PostgresServer server = new PostgresServer(programs, folder, freePort());
      server.initialize();
      server.control("start", "-l", server.file("server.log"));
      return server;
    } catch (IOException e) {
      folder.close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void initialize() throws IOException {
    run("initdb", "-D", data(), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N");
    // The folder is lost anyhow when the machine fails; a server that need not sync starts sooner.
    Files.writeString(
        Path.of(data(), "postgresql.auto.conf"),
        """
        listen_addresses = '%s'
        port = %d
        unix_socket_directories = ''
        wal_level = logical
        fsync = off
        shared_buffers = 32MB
        """
            .formatted(HOST, port));
  }

  /** pg_ctl returns when the server is up or down. */
  private void control(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("-D", data(), "-w", "-s"));
    all.addAll(List.of(arguments));
    run("pg_ctl", all.toArray(String[]::new));
  }

  private void run(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(account.prefix());
    command.add(programs.path(program));
    command.addAll(List.of(arguments));
    // A file: a server would keep a pipe open for as long as it runs.
    Path output = folder.path().resolve(program + ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.path().toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!hasEnded(process)) {
      process.destroyForcibly();
      throw new IOException(program + " does not end: " + Files.readString(output));
    }
    if (process.exitValue() != 0) {
      throw new IOException(program + " failed: " + Files.readString(output));
    }
  }

  private static boolean hasEnded(Process process) throws InterruptedIOException {
    try {
      return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while PostgreSQL was at work");
    }
  }

  private String data() {
    return file("data");
  }

  private String file(String name) {
    return folder.path().resolve(name).toString();
  }

  int port() {
    return port;
  }

  /** A new connection that commits each statement; to the database {@code postgres} at first. */
  Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/%s".formatted(HOST, port, database), USER, "");
  }

  /** Ends open connections by force. */
  @Override
  public void close() throws IOException {
    control("stop", "-m", "immediate");
    folder.close();
  }
}
