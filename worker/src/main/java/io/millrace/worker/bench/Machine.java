package io.millrace.worker.bench;

import io.millrace.worker.engine.EmbeddingEngine;

/** Where a benchmark ran, and with which model. */
record Machine(int cores, String os, String java, String model) {
  static Machine with(EmbeddingEngine engine) {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Runtime.version().toString(),
        engine.space().model());
  }
}
