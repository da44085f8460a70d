package io.millrace.worker.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.Lane;
import io.millrace.worker.api.Admittance.Entry;
import io.millrace.worker.guard.GuardState;
import io.millrace.worker.http.HttpError;
import io.millrace.worker.keys.ApiKey;
import io.millrace.worker.keys.KeyQuotas;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DoorTest {
  private static final Duration HOLD = Duration.ofSeconds(10);
  private static final int A_MINUTE = 60;
  private static final ApiKey SEARCH =
      new ApiKey("search", Lane.ONLINE, OptionalLong.of(A_MINUTE), OptionalInt.of(1));
  private static final ApiKey IMPORT =
      new ApiKey("import", Lane.BACKFILL, OptionalLong.empty(), OptionalInt.empty());

  private Optional<String> closed = Optional.empty();
  private GuardState guard = GuardState.OPEN;

  @Test
  void aWorkerThatStopsIsNotReadyForAnybody() {
    closed = Optional.of("the worker is stopping");
    guard = GuardState.NO_ONLINE;

    HttpError error = refused(door(HOLD), SEARCH);

    assertThat(error.status()).isEqualTo(503);
    assertThat(error.code()).contains("not_ready");
    assertThat(error.message()).isEqualTo("the worker is stopping");
    assertThat(error.retryAfter()).contains(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @CsvSource({
    "OPEN, true, true",
    "SMALLER_BATCHES, true, true",
    "NO_BACKFILL, true, false",
    "NO_ONLINE, false, false"
  })
  void theGuardShutsOutTheBackfillBeforeTheOnlineLane(
      GuardState state, boolean online, boolean backfill) {
    guard = state;

    assertThat(isOpen(door(HOLD).enter(SEARCH))).isEqualTo(online);
    assertThat(isOpen(door(HOLD).enter(IMPORT))).isEqualTo(backfill);
  }

  @Test
  void whoMeetsTheGuardComesAgainWhenItMayHaveSteppedDown() {
    guard = GuardState.NO_ONLINE;

    HttpError error = refused(door(HOLD), SEARCH);

    assertThat(error.status()).isEqualTo(429);
    assertThat(error.code()).contains("overloaded");
    assertThat(error.retryAfter()).contains(HOLD);
  }

  @Test
  void nobodyIsSentAwayForNoTimeAtAll() {
    guard = GuardState.NO_ONLINE;

    assertThat(refused(door(Duration.ZERO), SEARCH).retryAfter()).contains(Duration.ofSeconds(1));
  }

  @Test
  void aKeyHasNoMoreRequestsUnderWayThanItMay() {
    Door door = door(HOLD);
    assertThat(isOpen(door.enter(SEARCH))).isTrue();

    HttpError error = refused(door, SEARCH);

    assertThat(error.status()).isEqualTo(429);
    assertThat(error.code()).contains("too_many_requests");
    assertThat(error.message())
        .isEqualTo("as many requests of key search are under way as it may have");
    assertThat(error.retryAfter()).contains(Duration.ofSeconds(1));
  }

  @Test
  void anAnsweredRequestMakesRoomForTheNext() {
    Door door = door(HOLD);
    ((Entry.Open) door.enter(SEARCH)).leave().run();

    assertThat(isOpen(door.enter(SEARCH))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"NO_BACKFILL", "NO_ONLINE"})
  void whoIsShutOutTakesNoRoom(GuardState state) {
    Door door = door(HOLD);
    guard = state;
    var _ = door.enter(IMPORT);
    guard = GuardState.OPEN;

    assertThat(isOpen(door.enter(IMPORT))).isTrue();
  }

  @Test
  void aKeyHasNoMoreTokensAMinuteThanItMay() {
    Door door = door(HOLD);
    assertThat(door.charge(SEARCH, A_MINUTE)).isEmpty();

    HttpError error = door.charge(SEARCH, A_MINUTE / 2).orElseThrow();

    assertThat(error.status()).isEqualTo(429);
    assertThat(error.code()).contains("rate_limit_exceeded");
    assertThat(error.message()).isEqualTo("key search has used its tokens a minute");
    assertThat(error.retryAfter().orElseThrow())
        .isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
  }

  @Test
  void tokensThatAreGivenBackCanBeUsedAgain() {
    Door door = door(HOLD);
    var _ = door.charge(SEARCH, A_MINUTE);

    door.giveBack(SEARCH, A_MINUTE);

    assertThat(door.charge(SEARCH, A_MINUTE)).isEmpty();
  }

  private Door door(Duration hold) {
    return new Door(() -> closed, () -> guard, hold, KeyQuotas.of(List.of(SEARCH, IMPORT)));
  }

  private static boolean isOpen(Entry entry) {
    return entry instanceof Entry.Open;
  }

  private static HttpError refused(Door door, ApiKey key) {
    return ((Entry.Closed) door.enter(key)).error();
  }

  @Test
  void keyInDebtIsRefusedBeforeItsTextsAreTokenized() {
    ApiKey poor = new ApiKey("poor", Lane.ONLINE, OptionalLong.of(1), OptionalInt.empty());
    Door door =
        new Door(
            Optional::empty,
            () -> GuardState.OPEN,
            Duration.ofSeconds(1),
            KeyQuotas.of(List.of(poor)));
    assertThat(door.charge(poor, 60)).isEmpty();

    assertThat(door.enter(poor))
        .isInstanceOfSatisfying(
            Entry.Closed.class,
            closed -> assertThat(closed.error().code()).contains("rate_limit_exceeded"));
  }
}
