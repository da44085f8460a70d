package io.millrace.worker.wiring;

import io.millrace.topology.port.Account;
import io.millrace.worker.engine.AccountUsage;
import io.millrace.worker.engine.EmbeddingEngine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What each account has used of all engines, since the process started. */
record UsageOfEngines(List<EmbeddingEngine> engines)
    implements Supplier<Map<Account, AccountUsage>> {
  UsageOfEngines {
    engines = List.copyOf(engines);
  }

  UsageOfEngines(EmbeddingEngine engine, Optional<EmbeddingEngine> fallback) {
    this(Stream.concat(Stream.of(engine), fallback.stream()).toList());
  }

  @Override
  public Map<Account, AccountUsage> get() {
    Map<Account, AccountUsage> all = new HashMap<>();
    for (EmbeddingEngine engine : engines) {
      engine
          .stats()
          .usage()
          .forEach((account, used) -> all.merge(account, used, AccountUsage::plus));
    }
    return all;
  }
}
