package io.millrace.worker.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.Lane;
import io.millrace.worker.keys.KeyQuotas.Slot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyQuotasTest {
  /** Begins where {@link System#nanoTime} may: anywhere. */
  private final AtomicLong nanos = new AtomicLong(-Duration.ofSeconds(30).toNanos());

  private final KeyQuotas quotas = new KeyQuotas(nanos::get);

  @Test
  void theTokensOfAMinuteMayBeUsedAtOnce() {
    ApiKey key = follow(tokens(600));

    assertThat(quotas.take(key, 400)).isEmpty();
    assertThat(quotas.take(key, 200)).isEmpty();
    assertThat(quotas.take(key, 1)).isPresent();
  }

  @Test
  void whoIsRefusedIsToldWhenToComeAgain() {
    ApiKey key = follow(tokens(600));
    var _ = quotas.take(key, 600);

    Duration wait = quotas.take(key, 50).orElseThrow();
    assertThat(wait).isEqualTo(Duration.ofSeconds(5));

    pass(wait.minusNanos(1));
    assertThat(quotas.take(key, 50)).isPresent();
    pass(Duration.ofNanos(1));
    assertThat(quotas.take(key, 50)).isEmpty();
  }

  @Test
  void aRefusedRequestUsesNothing() {
    ApiKey key = follow(tokens(600));
    var _ = quotas.take(key, 500);

    assertThat(quotas.take(key, 200)).isPresent();

    assertThat(quotas.take(key, 100)).isEmpty();
  }

  @Test
  void aRequestOfMoreThanAMinutesTokensWaitsForAllOfThemAndIsPaidBack() {
    ApiKey key = follow(tokens(600));
    var _ = quotas.take(key, 60);

    assertThat(quotas.take(key, 1500)).contains(Duration.ofSeconds(6));
    pass(Duration.ofSeconds(6));
    assertThat(quotas.take(key, 1500)).isEmpty();

    assertThat(quotas.take(key, 10)).contains(Duration.ofSeconds(91));
    pass(Duration.ofSeconds(91));
    assertThat(quotas.take(key, 10)).isEmpty();
  }

  @Test
  void tokensThatAreGivenBackMayBeTakenAgain() {
    ApiKey key = follow(tokens(600));
    var _ = quotas.take(key, 600);

    quotas.giveBack(key, 50);

    assertThat(quotas.take(key, 50)).isEmpty();
    assertThat(quotas.take(key, 1)).isPresent();
  }

  @Test
  void moreThanAMinutesTokensAreNeverThere() {
    ApiKey key = follow(tokens(600));

    quotas.giveBack(key, 600);
    pass(Duration.ofHours(1));

    assertThat(quotas.take(key, 600)).isEmpty();
    assertThat(quotas.take(key, 1)).isPresent();
  }

  @Test
  void anotherLimitTakesEffectAndKeepsTheWait() {
    ApiKey key = follow(tokens(600));
    var _ = quotas.take(key, 600 + 300);

    follow(tokens(6000));

    assertThat(quotas.take(key, 3000)).contains(Duration.ofSeconds(60));
    pass(Duration.ofSeconds(60));
    assertThat(quotas.take(key, 3000)).isEmpty();
  }

  @Test
  void theSameLimitKeepsWhatIsUsed() {
    ApiKey key = follow(tokens(600));
    var _ = quotas.take(key, 600);

    follow(tokens(600));

    assertThat(quotas.take(key, 1)).isPresent();
  }

  @Test
  void aLimitThatIsTakenAwayLetsIn() {
    ApiKey key = follow(tokens(600));
    var _ = quotas.take(key, 600);

    follow(key(OptionalLong.empty(), OptionalInt.empty()));

    assertThat(quotas.take(key, 1_000_000)).isEmpty();
  }

  @Test
  void aKeyWithoutLimitsIsLetIn() {
    ApiKey key = follow(key(OptionalLong.empty(), OptionalInt.empty()));

    assertThat(quotas.take(key, Long.MAX_VALUE)).isEmpty();
    assertThat(IntStream.range(0, 100).mapToObj(_ -> quotas.enter(key)))
        .allMatch(Optional::isPresent);
  }

  @Test
  void anybodyIsLetInWhileNoKeyIsConfigured() {
    assertThat(quotas.take(ApiKey.ANYBODY, Long.MAX_VALUE)).isEmpty();
    assertThat(quotas.enter(ApiKey.ANYBODY)).isPresent();
  }

  @Test
  void anEmptyRequestIsFreeOfCharge() {
    ApiKey key = follow(tokens(1));
    var _ = quotas.take(key, 1);

    assertThat(quotas.take(key, 0)).isEmpty();
  }

  @Test
  void noMoreRequestsRunThanTheKeyMayHave() {
    ApiKey key = follow(slots(2));
    Slot first = enter(key);
    var _ = enter(key);

    assertThat(quotas.enter(key)).isEmpty();
    first.close();

    assertThat(quotas.enter(key)).isPresent();
  }

  @Test
  void aSlotIsGivenBackOnce() {
    ApiKey key = follow(slots(2));
    Slot first = enter(key);
    var _ = enter(key);

    first.close();
    first.close();

    var _ = enter(key);
    assertThat(quotas.enter(key)).isEmpty();
  }

  @Test
  void anotherNumberOfSlotsCountsWhatRuns() {
    ApiKey key = follow(slots(3));
    List<Slot> running = List.of(enter(key), enter(key), enter(key));

    follow(slots(2));
    running.get(0).close();
    assertThat(quotas.enter(key)).isEmpty();
    running.get(1).close();

    assertThat(quotas.enter(key)).isPresent();
  }

  @Test
  void whatRanWithoutALimitCountsWhenThereIsOne() {
    ApiKey key = follow(key(OptionalLong.empty(), OptionalInt.empty()));
    var _ = enter(key);

    follow(slots(1));

    assertThat(quotas.enter(key)).isEmpty();
  }

  @Test
  void aKeyThatComesBackBeginsAnew() {
    ApiKey key = follow(tokens(600));
    var _ = quotas.take(key, 600);

    quotas.follow(List.of());
    quotas.follow(List.of(key));

    assertThat(quotas.take(key, 600)).isEmpty();
  }

  @Test
  void manyAtOnceNeverGetMoreThanThereIs() {
    ApiKey key = follow(key(OptionalLong.of(1_000), OptionalInt.of(1_000_000)));
    ConcurrentLinkedQueue<Optional<Duration>> answers = new ConcurrentLinkedQueue<>();

    IntStream.range(0, 5_000).parallel().forEach(_ -> answers.add(quotas.take(key, 1)));

    assertThat(answers.stream().filter(Optional::isEmpty)).hasSize(1_000);
  }

  private ApiKey follow(ApiKey key) {
    quotas.follow(List.of(key));
    return key;
  }

  private Slot enter(ApiKey key) {
    return quotas.enter(key).orElseThrow();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static ApiKey tokens(long aMinute) {
    return key(OptionalLong.of(aMinute), OptionalInt.empty());
  }

  private static ApiKey slots(int concurrency) {
    return key(OptionalLong.empty(), OptionalInt.of(concurrency));
  }

  private static ApiKey key(OptionalLong tokensPerMinute, OptionalInt concurrency) {
    return new ApiKey("search", Lane.ONLINE, tokensPerMinute, concurrency);
  }
}
