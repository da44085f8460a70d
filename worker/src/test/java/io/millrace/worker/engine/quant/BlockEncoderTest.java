package io.millrace.worker.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.worker.engine.safetensors.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Encode and decode again: what is lost is bounded by half a step of the format. */
class BlockEncoderTest {
  private static final int BLOCK = 32;

  private final ByteBuffer values = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "BF16"})
  void int8LosesHalfAStep(DType scaleType) {
    float[] weights = random(1);

    float scale = new SymmetricInt8(scaleType, BLOCK).encode(weights, 0, BLOCK, values);

    assertThat(scale).isEqualTo(HalfFloats.round(scaleType, scale)).isPositive();
    for (int i = 0; i < BLOCK; i++) {
      float decoded = ((values.get(i) & 0xFF) - 128) * scale;
      assertThat(Math.abs(decoded - weights[i])).isLessThanOrEqualTo(half(scale, scaleType, 127));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "BF16"})
  void int4LosesHalfAStepButAtTheFarEnd(DType scaleType) {
    float[] weights = random(2);

    float scale = new SymmetricInt4(scaleType, BLOCK).encode(weights, 0, BLOCK, values);

    assertThat(scale).isEqualTo(HalfFloats.round(scaleType, scale)).isNotZero();
    for (int i = 0; i < BLOCK; i++) {
      int nibble = values.get(i / 2) >> (i % 2 == 0 ? 0 : 4) & 15;
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

    float scale = new NormalFloat4(DType.F32).encode(weights, 0, BLOCK, values);

    assertThat(scale).isEqualTo(BlockEncoder.largest(weights, 0, BLOCK));
    for (int i = 0; i < BLOCK; i++) {
      int nibble = values.get(i / 2) >> (i % 2 == 0 ? 4 : 0) & 15;
      float lost = Math.abs(NormalFloat4.LEVELS[nibble] * scale - weights[i]);
      for (float level : NormalFloat4.LEVELS) {
        assertThat(lost).isLessThanOrEqualTo(Math.abs(level * scale - weights[i]) + 1e-6f);
      }
    }
  }

  @Test
  void fp8LosesASixteenth() {
    float[] weights = random(4);

    float scale = new ScaledFloat8(DType.F32).encode(weights, 0, BLOCK, values);

    for (int i = 0; i < BLOCK; i++) {
      float decoded = Float8Test.decode(values.get(i) & 0xFF) * scale;
      float bound = Math.max(Math.abs(weights[i]) / 16, scale * 0x1p-10f) * 1.0001f;
      assertThat(Math.abs(decoded - weights[i])).isLessThanOrEqualTo(bound);
    }
  }

  @ParameterizedTest
  @EnumSource
  void zerosStayZeros(Precision precision) {
    BlockEncoder encoder = format(precision).encoder();

    float scale = encoder.encode(new float[BLOCK], 0, BLOCK, values);

    assertThat(scale).isIn(0f, 1f);
    byte zero =
        switch (precision) {
          case INT8 -> (byte) 128;
          case INT4 -> (byte) 0x88;
          case NF4 -> 0x77;
          case FP32, FP16, BF16, FP8 -> 0;
        };
    for (int i = 0; i < values.position(); i++) {
      assertThat(values.get(i)).isEqualTo(zero);
    }
  }

  @Test
  void lastBlockOfARowIsFilledUp() {
    new SymmetricInt4(DType.F32, BLOCK).encode(new float[] {1, 1, 1}, 0, 3, values);
    assertThat(values.position()).isEqualTo(BLOCK / 2);
    assertThat(values.get(1)).isEqualTo((byte) 0x80);
    assertThat(values.get(2)).isEqualTo((byte) 0x88);

    values.clear();
    new SymmetricInt8(DType.F32, BLOCK).encode(new float[] {1, 1, 1}, 0, 3, values);
    assertThat(values.position()).isEqualTo(BLOCK);
    assertThat(values.get(3)).isEqualTo((byte) 128);
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

    assertThatThrownBy(() -> new PlainFloats(DType.F16).encode(weights, 0, 2, values))
        .isInstanceOf(WeightRangeException.class)
        .hasMessage("70000.0 is beyond the 65504.0 of fp16");
    assertThatThrownBy(
            () -> new PlainFloats(DType.BF16).encode(new float[] {Float.MAX_VALUE}, 0, 1, values))
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
