package io.millrace.worker.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.worker.engine.safetensors.DType;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Encode and decode again: what is lost is bounded by half a step of the format. */
class BlockEncoderTest {
  private static final int BLOCK = 32;

  private final byte[] values = new byte[4 * BLOCK];

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "BF16"})
  void int8LosesHalfAStep(DType scaleType) {
    float[] weights = random(1);

    float scale = new SymmetricInt8(scaleType, BLOCK).encode(weights, 0, BLOCK, values, 0);

    assertThat(scale).isEqualTo(HalfFloats.round(scaleType, scale)).isPositive();
    for (int i = 0; i < BLOCK; i++) {
      float decoded = ((values[i] & 0xFF) - 128) * scale;
      assertThat(Math.abs(decoded - weights[i])).isLessThanOrEqualTo(half(scale, scaleType, 127));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "BF16"})
  void int4LosesHalfAStepButAtTheFarEnd(DType scaleType) {
    float[] weights = random(2);

    float scale = new SymmetricInt4(scaleType, BLOCK).encode(weights, 0, BLOCK, values, 0);

    assertThat(scale).isEqualTo(HalfFloats.round(scaleType, scale)).isNotZero();
    for (int i = 0; i < BLOCK; i++) {
      int nibble = values[i / 2] >> (i % 2 == 0 ? 0 : 4) & 15;
      float decoded = (nibble - 8) * scale;
      // There is no level 8: what is as far as the farthest, on the other side, loses a step.
      boolean beyond = weights[i] / scale > 7.5f;
      float bound = beyond ? Math.abs(scale) : half(scale, scaleType, 8);
      assertThat(Math.abs(decoded - weights[i])).isLessThanOrEqualTo(bound);
    }
  }

  @Test
  void nf4TakesTheNearestLevel() {
    float[] weights = random(3);

    float scale = new NormalFloat4(DType.F32).encode(weights, 0, BLOCK, values, 0);

    assertThat(scale).isEqualTo(Math.abs(Farthest.of(weights, 0, BLOCK)));
    for (int i = 0; i < BLOCK; i++) {
      int nibble = values[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15;
      float lost = Math.abs(NormalFloat4.LEVELS[nibble] * scale - weights[i]);
      for (float level : NormalFloat4.LEVELS) {
        assertThat(lost).isLessThanOrEqualTo(Math.abs(level * scale - weights[i]) + 1e-6f);
      }
    }
  }

  @Test
  void fp8LosesASixteenth() {
    float[] weights = random(4);

    float scale = new ScaledFloat8(DType.F32).encode(weights, 0, BLOCK, values, 0);

    for (int i = 0; i < BLOCK; i++) {
      float decoded = Float8Test.decode(values[i] & 0xFF) * scale;
      float bound = Math.max(Math.abs(weights[i]) / 16, scale * 0x1p-10f) * 1.0001f;
      assertThat(Math.abs(decoded - weights[i])).isLessThanOrEqualTo(bound);
    }
  }

  @ParameterizedTest
  @EnumSource
  void zerosStayZeros(Precision precision) {
    BlockEncoder encoder = format(precision).encoder();

    float scale = encoder.encode(new float[BLOCK], 0, BLOCK, values, 0);

    assertThat(scale).isIn(0f, 1f);
    byte zero =
        switch (precision) {
          case INT8 -> (byte) 128;
          case INT4 -> (byte) 0x88;
          case NF4 -> 0x77;
          case FP32, FP16, BF16, FP8 -> 0;
        };
    byte[] expected = new byte[values.length];
    int bytes = precision == Precision.INT4 || precision == Precision.NF4 ? BLOCK / 2 : BLOCK;
    Arrays.fill(expected, 0, bytes, zero);
    assertThat(values).containsExactly(expected);
  }

  @Test
  void lastBlockOfARowIsFilledUp() {
    float[] weights = {1, 1, 1};

    new SymmetricInt4(DType.F32, BLOCK).encode(weights, 0, 3, values, 1);
    assertThat(values[0]).isZero();
    assertThat(values[2]).isEqualTo((byte) 0x80);
    assertThat(values[3]).isEqualTo((byte) 0x88);
    assertThat(values[BLOCK / 2]).isEqualTo((byte) 0x88);
    assertThat(values[BLOCK / 2 + 1]).isZero();

    new SymmetricInt8(DType.F32, BLOCK).encode(weights, 0, 3, values, 1);
    assertThat(values[3]).isEqualTo((byte) 255);
    assertThat(values[4]).isEqualTo((byte) 128);
    assertThat(values[BLOCK]).isEqualTo((byte) 128);
    assertThat(values[BLOCK + 1]).isZero();
  }

  @Test
  void halfFloatsAreRoundedToEven() {
    assertThat(HalfFloats.round(DType.BF16, 1 + 0x1p-8f)).isEqualTo(1);
    assertThat(HalfFloats.round(DType.BF16, 1 + 0x1.8p-7f)).isEqualTo(1 + 0x1p-6f);
    assertThat(HalfFloats.round(DType.F16, 1 + 0x1p-11f)).isEqualTo(1);
    assertThat(HalfFloats.round(DType.F32, 0.1f)).isEqualTo(0.1f);
  }

  @Test
  void tooLargeIsAnError() {
    float[] weights = {1, 70_000};

    assertThatThrownBy(() -> new PlainFloats(DType.F16).encode(weights, 0, 2, values, 0))
        .isInstanceOf(WeightRangeException.class)
        .hasMessage("70000.0 is beyond the 65504.0 of fp16");
    assertThatThrownBy(() ->
            new PlainFloats(DType.BF16).encode(new float[] {Float.MAX_VALUE}, 0, 1, values, 0))
        .hasMessageEndingWith("is too large for bf16");
  }

  static WeightFormat format(Precision precision) {
    return switch (precision) {
      case FP32, FP16, BF16 -> WeightFormat.plain(precision);
      case INT8, INT4, NF4 -> new WeightFormat(precision, BLOCK, DType.F32);
      case FP8 -> WeightFormat.fp8();
    };
  }

  /** Half a step, and what the largest level loses by the rounding of the scale. */
  private static float half(float scale, DType scaleType, int largestLevel) {
    float rounding =
        switch (scaleType) {
          case BF16 -> 0x1p-8f;
          case F16 -> 0x1p-11f;
          default -> 0x1p-20f;
        };
    return Math.abs(scale) * (0.5f + 1e-4f + largestLevel * rounding);
  }

  private static float[] random(long seed) {
    Random random = new Random(seed);
    float[] weights = new float[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      weights[i] = (float) random.nextGaussian() / 50;
    }
    return weights;
  }
}
