package io.millrace.worker.engine.qwen3;

import java.util.Random;

/** What our kernels compute, one number after the other and in double precision. */
final class PlainArithmetic {
  private PlainArithmetic() {}

  /** Random numbers that bfloat16 holds exactly, and half floats but for the smallest. */
  static float[] numbers(Random random, int count, double deviation) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      float number = (float) (deviation * random.nextGaussian());
      numbers[i] = Float.intBitsToFloat(Float.floatToRawIntBits(number) & 0xFFFF0000);
    }
    return numbers;
  }

  /** {@code up * gate / (1 + e^-gate)}. */
  static double[] gated(float[] gate, float[] up) {
    double[] gated = new double[gate.length];
    for (int i = 0; i < gated.length; i++) {
      gated[i] = up[i] * (gate[i] / (1 + Math.exp(-gate[i])));
    }
    return gated;
  }

  /**
   * Norms each head and turns pairs of its numbers by the angle of its token's position.
   *
   * @param rows {@code [tokens, heads * size]}
   * @param cosine {@code [positions, size / 2]}, as sine
   */
  static double[] rotated(
      float[] rows,
      float[] weight,
      float[] cosine,
      float[] sine,
      int[] positions,
      double normEpsilon) {
    double[] rotated = new double[rows.length];
    int size = weight.length;
    int half = size / 2;
    for (int head = 0; head < rows.length; head += size) {
      int angles = positions[head / (rows.length / positions.length)] * half;
      double scale = scale(rows, head, size, normEpsilon);
      for (int i = 0; i < half; i++) {
        double low = rows[head + i] * scale * weight[i];
        double high = rows[head + half + i] * scale * weight[half + i];
        rotated[head + i] = low * cosine[angles + i] - high * sine[angles + i];
        rotated[head + half + i] = high * cosine[angles + i] + low * sine[angles + i];
      }
    }
    return rotated;
  }

  private static double scale(float[] rows, int start, int size, double epsilon) {
    double squares = 0;
    for (int i = start; i < start + size; i++) {
      squares += (double) rows[i] * rows[i];
    }
    return 1 / Math.sqrt(squares / size + epsilon);
  }
}
