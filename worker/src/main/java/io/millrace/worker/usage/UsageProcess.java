package io.millrace.worker.usage;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** The process whose totals they are: a restarted worker is another one and counts from zero. */
record UsageProcess(String application, String instance, Instant started) {
  UsageProcess {
    requireNonNull(application, "application");
    requireNonNull(instance, "instance");
    requireNonNull(started, "started");
  }
}
