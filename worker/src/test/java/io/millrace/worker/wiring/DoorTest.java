package io.millrace.worker.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.port.Lane;
import io.millrace.worker.api.Admittance.Entry;
import io.millrace.worker.guard.GuardState;
import io.millrace.worker.keys.ApiKey;
import io.millrace.worker.keys.KeyQuotas;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DoorTest {
  private static final ApiKey KEY =
      new ApiKey("batch", Lane.ONLINE, OptionalLong.of(1), OptionalInt.of(1));

  private final Door door =
      new Door(
          Optional::empty,
          () -> GuardState.OPEN,
          Duration.ofSeconds(1),
          KeyQuotas.of(List.of(KEY)));

  @Test
  void keyInDebtIsRefusedAtTheDoor() {
    assertThat(door.charge(KEY, 60)).isEmpty();

    assertThat(door.enter(KEY))
        .isInstanceOfSatisfying(
            Entry.Closed.class,
            closed -> assertThat(closed.error().code()).contains("rate_limit_exceeded"));
  }

  @Test
  void keyWithATokenLeftComesInAndHoldsItsSlot() {
    assertThat(door.enter(KEY)).isInstanceOf(Entry.Open.class);

    assertThat(door.enter(KEY))
        .isInstanceOfSatisfying(
            Entry.Closed.class,
            closed -> assertThat(closed.error().code()).contains("too_many_requests"));
  }
}
