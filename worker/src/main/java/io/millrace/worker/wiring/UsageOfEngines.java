package io.millrace.worker.wiring;

import io.millrace.topology.port.Account;
import io.millrace.worker.engine.AccountUsage;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What each account has used of all engines, since the process started. */
record UsageOfEngines(Served served) implements Supplier<Map<Account, AccountUsage>> {
  @Override
  public Map<Account, AccountUsage> get() {
    Map<Account, AccountUsage> all = new HashMap<>(served.engine().stats().usage());
    served
        .fallback()
        .ifPresent(engine ->
            engine
                .stats()
                .usage()
                .forEach((account, used) -> all.merge(account, used, AccountUsage::plus)));
    return all;
  }
}
