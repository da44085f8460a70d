package io.millrace.worker.metrics;

import static io.millrace.worker.metrics.Buckets.BYTES;
import static io.millrace.worker.metrics.Buckets.NONE;
import static io.millrace.worker.metrics.Buckets.SHARES;
import static io.millrace.worker.metrics.Buckets.SHORT_TIMES;
import static io.millrace.worker.metrics.Buckets.TIMES;
import static io.millrace.worker.metrics.Buckets.TOKENS;

import io.micrometer.core.instrument.Meter;
import java.util.List;

/**
 * Every meter of Millrace's own, in the order of {@code docs/metrics.md}. No other file names one.
 * All of them also carry the tag {@code application}. What each model has of its own carries the
 * name that requests call it by.
 */
enum Meters {
  READY(Meter.Type.GAUGE, "millrace.ready", "", "1 while the worker is ready, else 0"),

  ENGINE_INFO(
      Meter.Type.GAUGE,
      "millrace.engine.info",
      "",
      "1; what makes the vectors stands in the tags",
      "model",
      "space",
      "precision",
      "device"),
  ENGINE_HEALTHY(
      Meter.Type.GAUGE,
      "millrace.engine.healthy",
      "",
      "1 while the engine takes texts; 0: broken",
      "model"),
  ENGINE_TEXTS(
      Meter.Type.COUNTER,
      "millrace.engine.texts",
      "texts",
      "texts that left the device",
      "model",
      "lane"),
  ENGINE_TOKENS(
      Meter.Type.COUNTER,
      "millrace.engine.tokens",
      "tokens",
      "their tokens, without padding",
      "model",
      "lane"),
  ENGINE_PADDED_TOKENS(
      Meter.Type.COUNTER,
      "millrace.engine.padded.tokens",
      "tokens",
      "tokens that the device worked on, padding included",
      "model"),
  ENGINE_PADDING(
      Meter.Type.GAUGE,
      "millrace.engine.padding",
      "ratio",
      "padding in all the device has worked on since the start",
      "model"),
  ENGINE_BATCHES(
      Meter.Type.COUNTER,
      "millrace.engine.batches",
      "batches",
      "closed batches by why they closed: budget, online_wait, linger, idle, drain",
      "model",
      "reason"),
  ENGINE_BATCH_TOKENS(
      Meter.Type.DISTRIBUTION_SUMMARY,
      "millrace.engine.batch.tokens",
      "tokens",
      "tokens of a batch, padding included",
      TOKENS,
      "model"),
  ENGINE_BATCH_FILL(
      Meter.Type.DISTRIBUTION_SUMMARY,
      "millrace.engine.batch.fill",
      "ratio",
      "how much of the token budget a batch used",
      SHARES,
      "model"),
  ENGINE_BUDGET(
      Meter.Type.GAUGE,
      "millrace.engine.budget.tokens",
      "tokens",
      "most tokens of the next batch",
      "model"),
  ENGINE_QUEUE_TEXTS(
      Meter.Type.GAUGE,
      "millrace.engine.queue.texts",
      "texts",
      "texts in the engine",
      "model",
      "lane"),
  ENGINE_QUEUE_TOKENS(
      Meter.Type.GAUGE, "millrace.engine.queue.tokens", "tokens", "their tokens", "model", "lane"),
  ENGINE_TOKENIZE(
      Meter.Type.TIMER,
      "millrace.engine.tokenize",
      "seconds",
      "tokenizing a text",
      SHORT_TIMES,
      "model"),
  ENGINE_QUEUE_WAIT(
      Meter.Type.TIMER,
      "millrace.engine.queue.wait",
      "seconds",
      "a tokenized text's wait for the device",
      TIMES,
      "model",
      "lane"),
  ENGINE_LAYOUT(
      Meter.Type.COUNTER,
      "millrace.engine.layout",
      "seconds",
      "time spent laying batches out",
      "model"),
  ENGINE_INFER(
      Meter.Type.TIMER,
      "millrace.engine.infer",
      "seconds",
      "a batch on the device",
      TIMES,
      "model"),
  ENGINE_RUNS(
      Meter.Type.GAUGE,
      "millrace.engine.concurrent.batches",
      "batches",
      "batches that run at a time, on all devices together",
      "model"),
  ENGINE_COMPLETE(
      Meter.Type.COUNTER,
      "millrace.engine.complete",
      "seconds",
      "time spent handing vectors over, with what callers do at once",
      "model"),
  ENGINE_EMBED(
      Meter.Type.TIMER,
      "millrace.engine.embed",
      "seconds",
      "a text's way from its admission to its vector; waiting to be admitted is not in it",
      TIMES,
      "model",
      "lane"),
  ENGINE_REFUSED(
      Meter.Type.COUNTER,
      "millrace.engine.refused.texts",
      "texts",
      "texts that got no vector, by why: empty, too_long, unknown_token, no_instructions,"
          + " not_tokenizable, no_vector, out_of_memory, late",
      "model",
      "reason"),
  ENGINE_GOLDEN_COSINE(
      Meter.Type.GAUGE,
      "millrace.engine.golden.cosine",
      "",
      "lowest cosine at the last check, with the vectors of golden_texts, or where there are none with"
          + " those of the model itself at its start: published if it also makes its makers'"
          + " similarities, own if nothing else is known",
      "model",
      "reference"),
  ENGINE_GOLDEN_AGE(
      Meter.Type.GAUGE,
      "millrace.engine.golden.age",
      "seconds",
      "time since the last check that was passed on all devices",
      "model"),
  ENGINE_GOLDEN_INTERVAL(
      Meter.Type.GAUGE,
      "millrace.engine.golden.interval",
      "seconds",
      "engine.goldenInterval; no series when it is 0ms",
      "model"),

  ENGINE_MEMORY_USED(
      Meter.Type.GAUGE,
      "millrace.engine.memory.used",
      "bytes",
      "memory in use: of a GPU by all processes, on a CPU this one's resident pages",
      "device"),
  ENGINE_MEMORY_FREE(
      Meter.Type.GAUGE,
      "millrace.engine.memory.free",
      "bytes",
      "what could still be taken",
      "device"),
  ENGINE_DEVICE_UTILIZATION(
      Meter.Type.GAUGE,
      "millrace.engine.device.utilization",
      "ratio",
      "share of the last moments in which the GPU ran a kernel; GPUs only",
      "device"),

  DOCUMENTS(
      Meter.Type.COUNTER,
      "millrace.documents",
      "documents",
      "what became of versions of documents: embedded, removed, skipped, outdated, rejected;"
          + " of an aborted transaction too",
      "model",
      "outcome"),
  CHUNKS(
      Meter.Type.COUNTER,
      "millrace.chunks",
      "chunks",
      "where vectors came from: reused from the store, looked_ahead, on_demand",
      "model",
      "outcome"),
  VECTORS(Meter.Type.COUNTER, "millrace.vectors", "vectors", "vectors written", "model"),
  TOMBSTONES(
      Meter.Type.COUNTER,
      "millrace.tombstones",
      "tombstones",
      "tombstones of chunks written",
      "model"),
  DEAD_LETTERS(
      Meter.Type.COUNTER,
      "millrace.dead.letters",
      "letters",
      "records sent to the dead letters, by the reason in their header in lower case",
      "model",
      "source",
      "reason"),
  CACHE_SHARED(
      Meter.Type.COUNTER,
      "millrace.cache.shared",
      "requests",
      "texts that had been embedded already, or were on their way",
      "model"),
  SERIALIZE(
      Meter.Type.COUNTER,
      "millrace.serialize",
      "seconds",
      "time spent serializing vectors",
      "model"),
  LAG(
      Meter.Type.GAUGE,
      "millrace.lag",
      "records",
      "records that are not committed yet, of the partitions that this worker reads, as the brokers tell it every 10 s",
      "model",
      "topic",
      "partition"),

  HTTP_REQUESTS(
      Meter.Type.TIMER,
      "millrace.http.requests",
      "seconds",
      "requests, from the end of their headers until the answer is handed to the connection",
      TIMES,
      "route",
      "method",
      "status"),
  HTTP_ENCODE(
      Meter.Type.COUNTER,
      "millrace.http.encode",
      "seconds",
      "time spent writing vectors into answers"),
  HTTP_IN_FLIGHT(
      Meter.Type.GAUGE, "millrace.http.in.flight", "requests", "requests that are being answered"),
  HTTP_REQUEST_BYTES(
      Meter.Type.DISTRIBUTION_SUMMARY,
      "millrace.http.request",
      "bytes",
      "bodies of requests",
      BYTES,
      "route"),
  HTTP_RESPONSE_BYTES(
      Meter.Type.DISTRIBUTION_SUMMARY,
      "millrace.http.response",
      "bytes",
      "bodies of responses",
      BYTES,
      "route"),

  USAGE_TOKENS(
      Meter.Type.COUNTER,
      "millrace.usage.tokens",
      "tokens",
      "tokens by who asked: a source, a key, or the process itself",
      "kind",
      "name"),
  USAGE_DEVICE(
      Meter.Type.COUNTER,
      "millrace.usage.device.seconds",
      "seconds",
      "time of the device, shared by tokens among the texts of a batch",
      "kind",
      "name"),

  GUARD_STATE(
      Meter.Type.GAUGE, "millrace.guard.state", "", "1 for the state that holds, else 0", "state"),
  GUARD_FILL(
      Meter.Type.GAUGE,
      "millrace.guard.fill",
      "ratio",
      "how full the memory is, by reading",
      "reading"),
  GUARD_STEPS(
      Meter.Type.COUNTER,
      "millrace.guard.steps",
      "steps",
      "steps into a state, up or down",
      "state",
      "direction");

  @SuppressWarnings("ImmutableEnumChecker") // a record of constants
  private final MeterSpec spec;

  Meters(Meter.Type type, String name, String unit, String meaning, String... tags) {
    this(type, name, unit, meaning, NONE, tags);
  }

  Meters(
      Meter.Type type, String name, String unit, String meaning, double[] buckets, String... tags) {
    this.spec = new MeterSpec(type, name, unit, meaning, buckets, List.of(tags));
  }

  MeterSpec spec() {
    return spec;
  }
}
