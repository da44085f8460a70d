package io.millrace.worker.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class Float8Test {
  private static final int NAN = 0x7F;

  @Test
  void everyNumberIsEncodedAsItself() {
    for (int bits = 0; bits < 256; bits++) {
      if ((bits & 0x7F) != NAN) {
        assertThat(Float8.encode(decode(bits)) & 0xFF).isEqualTo(bits);
      }
    }
  }

  /** Between two neighbours the nearer is taken, and in the middle the even one. */
  @Test
  void everyMiddleIsRoundedToEven() {
    for (int bits = 0; bits < 0x7E; bits++) {
      float middle = (decode(bits) + decode(bits + 1)) / 2;
      int even = bits % 2 == 0 ? bits : bits + 1;

      assertThat(Float8.encode(middle)).as("%s", middle).isEqualTo((byte) even);
      assertThat(Float8.encode(-middle)).isEqualTo((byte) (even | 0x80));
      assertThat(Float8.encode(Math.nextDown(middle))).isEqualTo((byte) bits);
      assertThat(Float8.encode(Math.nextUp(middle))).isEqualTo((byte) (bits + 1));
    }
  }

  @Test
  void randomNumbersGetTheirNearest() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      float value = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(-12, 9)));
      if (Math.abs(value) <= Float8.MAX) {
        float decoded = decode(Float8.encode(value) & 0xFF);
        assertThat(Math.abs(decoded - value))
            .as("%s, seed %d", value, seed)
            .isEqualTo(nearest(value));
      }
    }
  }

  @Test
  void tooLargeBecomesTheLargest() {
    assertThat(decode(Float8.encode(449) & 0xFF)).isEqualTo(448);
    assertThat(decode(Float8.encode(-1e30f) & 0xFF)).isEqualTo(-448);
    assertThat(decode(Float8.encode(Float.POSITIVE_INFINITY) & 0xFF)).isEqualTo(448);
    assertThat(Float8.encode(Float.NaN) & 0x7F).isEqualTo(NAN);
  }

  private static float nearest(float value) {
    float nearest = Float.MAX_VALUE;
    for (int bits = 0; bits < 256; bits++) {
      if ((bits & 0x7F) != NAN) {
        nearest = Math.min(nearest, Math.abs(decode(bits) - value));
      }
    }
    return nearest;
  }

  static float decode(int bits) {
    int exponent = (bits >> 3) & 15;
    int fraction = bits & 7;
    double absolute =
        exponent == 0 ? fraction * Math.pow(2, -9) : (8 + fraction) * Math.pow(2, exponent - 10);
    return (float) (bits >= 128 ? -absolute : absolute);
  }
}
