package io.millrace.worker.engine.quant;

import io.millrace.worker.engine.safetensors.DType;

/**
 * {@code weight = LEVELS[nibble] * scale}, the scale being the largest absolute weight of the
 * block. The levels are the 4-bit NormalFloat of QLoRA (Dettmers et al. 2023, appendix E). The
 * first weight of a pair is in the high nibble, as MatMulBnb4 wants it.
 */
record NormalFloat4(DType scaleType) implements BlockEncoder {
  static final float[] LEVELS = {
    -1f,
    -0.6961928f,
    -0.52507305f,
    -0.3949175f,
    -0.28444138f,
    -0.18477343f,
    -0.091050036f,
    0f,
    0.0795803f,
    0.1609302f,
    0.2461123f,
    0.33791524f,
    0.44070983f,
    0.562617f,
    0.72295684f,
    1f
  };

  private static final float[] BORDERS = borders();
  private static final int ZERO = 7;

  @Override
  public float encode(float[] weights, int from, int length, byte[] values, int at) {
    float scale = HalfFloats.roundScale(scaleType, Math.abs(Farthest.of(weights, from, length)));
    float inverse = scale == 0 ? 0 : 1 / scale;
    for (int i = 0; i < length; i += 2) {
      int high = nearest(weights[from + i] * inverse);
      int low = i + 1 < length ? nearest(weights[from + i + 1] * inverse) : ZERO;
      values[at + i / 2] = (byte) (high << 4 | low);
    }
    return scale;
  }

  /** Index of the nearest level: four steps of a binary search. */
  static int nearest(float scaled) {
    int level = scaled > BORDERS[7] ? 8 : 0;
    level += scaled > BORDERS[level + 3] ? 4 : 0;
    level += scaled > BORDERS[level + 1] ? 2 : 0;
    return level + (scaled > BORDERS[level] ? 1 : 0);
  }

  private static float[] borders() {
    float[] borders = new float[LEVELS.length - 1];
    for (int i = 0; i < borders.length; i++) {
      borders[i] = (LEVELS[i] + LEVELS[i + 1]) / 2;
    }
    return borders;
  }
}
