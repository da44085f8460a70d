package io.millrace.worker.exactlyonce;

import io.millrace.worker.local.EmbeddedBroker;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;

/** The broker as a process of its own: a folder and a port, the same after every start. */
final class BrokerProcess {
  private BrokerProcess() {}

  public static void main(String[] args) throws Exception {
    EmbeddedBroker broker =
        EmbeddedBroker.start(Path.of(args[0]), OptionalInt.of(Integer.parseInt(args[1])));
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
    new CountDownLatch(1).await();
  }
}
