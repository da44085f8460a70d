package io.millrace.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenRoomTest {
  private final TokenRoom room = new TokenRoom(100);

  @Test
  void fullRoomLetsNobodyIn() {
    assertThat(room.tryTake(60)).isTrue();
    assertThat(room.tryTake(60)).isFalse();
  }

  @Test
  void textLongerThanTheRoomIsChargedAllOfIt() {
    assertThat(room.charge(1_000_000)).isEqualTo(100);
    assertThat(room.charge(0)).isEqualTo(1);
  }

  @Test
  void chargeIsCorrectedBothWays() {
    assertThat(room.tryTake(50)).isTrue();
    TokenCharge charge = new TokenCharge(room, 50);

    charge.correct(70);
    assertThat(room.takenTokens()).isEqualTo(70);
    charge.correct(20);
    assertThat(room.takenTokens()).isEqualTo(20);
  }

  @Test
  void correctionMayOverfillTheRoomUntilOthersLeave() {
    assertThat(room.tryTake(60)).isTrue();
    assertThat(room.tryTake(40)).isTrue();
    TokenCharge charge = new TokenCharge(room, 40);

    charge.correct(100);
    assertThat(room.takenTokens()).isEqualTo(160);
    charge.release();
    assertThat(room.takenTokens()).isEqualTo(60);
  }

  @Test
  void chargeIsReleasedOnceAndNotCorrectedAfterwards() {
    assertThat(room.tryTake(10)).isTrue();
    TokenCharge charge = new TokenCharge(room, 10);

    charge.release();
    charge.release();
    charge.correct(50);

    assertThat(room.takenTokens()).isZero();
  }
}
