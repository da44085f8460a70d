package io.millrace.worker.http;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.impl.transports.TransportInternal;

/** A single thread for all connections of a server: what it owns needs no locks. */
final class SingleThread {
  private SingleThread() {}

  static Vertx vertx(LimitedTransport transport) {
    return Vertx.builder()
        .with(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)))
        .withTransport(new TransportInternal("limited", true, null, transport))
        .build();
  }
}
