package io.millrace.worker.clients;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official clients, unmodified. What they must find is written in ops/clients. */
@SuppressWarnings("NullAway.Init")
class ClientsIT {
  private static ServingWorker worker;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    worker = ServingWorker.start();
  }

  @AfterAll
  static void close() {
    worker.close();
  }

  @Test
  void openAisPythonClientFindsItsContract() throws IOException, InterruptedException {
    ClientScript.python("openai_python.py").passesAgainst(worker, folder.resolve("output"));
  }

  @Test
  void openAisNodeClientFindsItsContract() throws IOException, InterruptedException {
    ClientScript.node("openai_node.cjs").passesAgainst(worker, folder.resolve("output"));
  }

  @Test
  void langchainFindsTheRightDocument() throws IOException, InterruptedException {
    ClientScript.python("langchain_python.py").passesAgainst(worker, folder.resolve("output"));
  }
}
