package io.millrace.worker.engine.quant;

import io.millrace.worker.engine.safetensors.DType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers of F32, F16 and BF16, rounded to the nearest, ties to even; little endian. */
final class HalfFloats {
  /** The largest finite number of F16. */
  private static final float F16_MAX = 65504;

  /** Below it, 1 / scale is no longer a finite number. */
  private static final float SMALLEST_SCALE = Float.MIN_NORMAL;

  private static final VarHandle FLOATS =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private HalfFloats() {}

  static void put(DType type, float value, byte[] target, int at) {
    switch (type) {
      case F32 -> FLOATS.set(target, at, value);
      case F16 -> SHORTS.set(target, at, f16(value));
      case BF16 -> SHORTS.set(target, at, bf16(value));
      default -> throw new IllegalArgumentException(type + " is no float");
    }
  }

  static float round(DType type, float value) {
    return switch (type) {
      case F32 -> value;
      case F16 -> Float.float16ToFloat(f16(value));
      case BF16 -> fromBf16(bf16(value));
      default -> throw new IllegalArgumentException(type + " is no float");
    };
  }

  /** A scale as it will be stored; 0 if it is so small that the block is as good as zero. */
  static float roundScale(DType type, float scale) {
    float rounded = round(type, scale);
    return Math.abs(rounded) < SMALLEST_SCALE ? 0 : rounded;
  }

  static float fromBf16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  private static short bf16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int rounded = bits + 0x7FFF + ((bits >>> 16) & 1);
    if ((rounded & 0x7F80_0000) == 0x7F80_0000) {
      throw new WeightRangeException(value + " is too large for bf16");
    }
    return (short) (rounded >>> 16);
  }

  private static short f16(float value) {
    short bits = Float.floatToFloat16(value);
    if ((bits & 0x7C00) == 0x7C00) {
      throw new WeightRangeException(value + " is beyond the " + F16_MAX + " of fp16");
    }
    return bits;
  }
}
