package io.millrace.worker.cdc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** The table that is followed, in a database of its own. */
final class Articles implements AutoCloseable {
  private final Connection connection;

  private Articles(Connection connection) {
    this.connection = connection;
  }

  /** Makes the database and the empty table. Long bodies are stored out of line, as TOAST. */
  static Articles create(PostgresServer server, String database) throws SQLException {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + database);
    }
    Articles articles = new Articles(server.connect(database));
    articles.execute(
        """
        CREATE TABLE articles (
          id bigint PRIMARY KEY,
          title text NOT NULL,
          body text NOT NULL,
          views int NOT NULL DEFAULT 0,
          price numeric(10, 2),
          published timestamptz,
          tags text[])
        """);
    // Never compressed: a body over 2 KB surely leaves the row.
    articles.execute("ALTER TABLE articles ALTER body SET STORAGE EXTERNAL");
    return articles;
  }

  void insert(long id, String title, String body) throws SQLException {
    execute("INSERT INTO articles (id, title, body) VALUES (?, ?, ?)", id, title, body);
  }

  void execute(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      statement.execute();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
