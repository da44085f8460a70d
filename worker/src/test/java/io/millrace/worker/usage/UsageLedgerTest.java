package io.millrace.worker.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.Account;
import io.millrace.worker.engine.AccountUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UsageLedgerTest {
  private static final Account SEARCH = Account.key("search");
  private static final Account ARTICLES = Account.source("articles");
  private static final Instant STARTED = Instant.parse("2026-01-31T22:00:00Z");
  private static final Instant EVENING = Instant.parse("2026-01-31T23:00:00Z");
  private static final Instant LATE = Instant.parse("2026-01-31T23:59:59.999Z");
  private static final Instant MIDNIGHT = Instant.parse("2026-02-01T00:00:00Z");
  private static final Instant MORNING = Instant.parse("2026-02-01T08:00:00Z");

  private final UsageLedger ledger =
      new UsageLedger(new UsageProcess("millrace", "worker-0", STARTED));

  @Test
  void aTotalSaysWhoseItIs() {
    ledger.look(Map.of(SEARCH, new AccountUsage(2, 30, 4_999_999)), EVENING);

    assertThat(ledger.unwritten())
        .containsExactly(
            new UsageTotal(
                "key",
                "search",
                "2026-01-31",
                "millrace",
                "worker-0",
                "2026-01-31T22:00:00Z",
                2,
                30,
                4,
                "2026-01-31T23:00:00Z"));
    assertThat(ledger.unwritten().getFirst().key())
        .isEqualTo("millrace/worker-0/1769896800000/key/search/2026-01-31");
  }

  @Test
  void whoUsedNothingHasNoTotal() {
    ledger.look(Map.of(SEARCH, AccountUsage.NOTHING), EVENING);

    assertThat(ledger.unwritten()).isEmpty();
  }

  @Test
  void aTotalReplacesTheOneThatIsNotWritten() {
    look(SEARCH, 10, EVENING);
    look(SEARCH, 15, LATE);

    assertThat(ledger.unwritten()).extracting(UsageTotal::tokens).containsExactly(15L);
  }

  @Test
  void whatIsWrittenIsWrittenAgainOnlyWhenItGrows() {
    look(SEARCH, 10, EVENING);
    ledger.written(ledger.unwritten());
    look(SEARCH, 10, LATE);
    assertThat(ledger.unwritten()).isEmpty();

    look(SEARCH, 15, LATE);

    assertThat(ledger.unwritten()).extracting(UsageTotal::tokens).containsExactly(15L);
  }

  @Test
  void aTotalThatGrewMeanwhileIsNotWritten() {
    look(SEARCH, 10, EVENING);
    var written = ledger.unwritten();
    look(SEARCH, 15, LATE);

    ledger.written(written);

    assertThat(ledger.unwritten()).extracting(UsageTotal::tokens).containsExactly(15L);
  }

  @Test
  void aDayBeginsWithNothing() {
    look(SEARCH, 10, LATE);
    look(SEARCH, 12, MIDNIGHT);
    look(SEARCH, 17, MORNING);

    assertThat(ledger.unwritten())
        .extracting(total -> total.date() + " " + total.tokens())
        .containsExactly("2026-01-31 12", "2026-02-01 5");
  }

  @Test
  void whoUsedNothingOnADayHasNoTotalOfIt() {
    look(SEARCH, 10, MIDNIGHT);
    look(SEARCH, 10, MORNING);

    assertThat(ledger.unwritten()).extracting(UsageTotal::date).containsExactly("2026-01-31");
  }

  @Test
  void aClockThatIsSetBackBeginsNoDayTwice() {
    look(SEARCH, 10, MIDNIGHT);
    look(SEARCH, 12, LATE);
    look(SEARCH, 15, MIDNIGHT);

    assertThat(ledger.unwritten())
        .extracting(total -> total.date() + " " + total.tokens())
        .containsExactly("2026-01-31 10", "2026-02-01 5");
  }

  @Test
  void eachAccountHasItsOwnTotal() {
    ledger.look(
        Map.of(SEARCH, new AccountUsage(1, 10, 0), ARTICLES, new AccountUsage(1, 20, 0)), EVENING);

    assertThat(ledger.unwritten())
        .extracting(total -> total.kind() + " " + total.name() + " " + total.tokens())
        .containsExactlyInAnyOrder("key search 10", "source articles 20");
  }

  @Test
  void theNextLookIsNotOverMidnight() {
    Duration hour = Duration.ofHours(1);

    assertThat(UsageLedger.pause(STARTED, hour)).isEqualTo(hour);
    assertThat(UsageLedger.pause(LATE, hour)).isEqualTo(Duration.ofMillis(1));
    assertThat(UsageLedger.pause(MIDNIGHT, hour)).isEqualTo(hour);
  }

  private void look(Account account, long tokens, Instant now) {
    ledger.look(Map.of(account, new AccountUsage(1, tokens, 0)), now);
  }
}
