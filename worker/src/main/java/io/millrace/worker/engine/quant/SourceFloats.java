package io.millrace.worker.engine.quant;

import io.millrace.worker.engine.safetensors.DType;
import io.millrace.worker.engine.safetensors.StoredTensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** The numbers of a stored tensor, mapped into memory: only what is read takes any. */
record SourceFloats(StoredTensor tensor, MemorySegment numbers) {
  private static final ValueLayout.OfShort SHORTS =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOATS =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  static SourceFloats map(StoredTensor tensor, Arena arena) throws IOException {
    try (FileChannel file = FileChannel.open(tensor.file())) {
      return new SourceFloats(
          tensor,
          file.map(FileChannel.MapMode.READ_ONLY, tensor.offsetBytes(), tensor.sizeBytes(), arena));
    }
  }

  /** Reads numbers in a row. */
  float[] read(long first, int count) {
    float[] floats = new float[count];
    if (tensor.type() == DType.F32) {
      MemorySegment.copy(numbers, FLOATS, first * Float.BYTES, floats, 0, count);
    } else {
      widen(shorts(first, count), floats);
    }
    return floats;
  }

  private short[] shorts(long first, int count) {
    short[] shorts = new short[count];
    MemorySegment.copy(numbers, SHORTS, first * Short.BYTES, shorts, 0, count);
    return shorts;
  }

  private void widen(short[] shorts, float[] floats) {
    if (tensor.type() == DType.BF16) {
      for (int i = 0; i < floats.length; i++) {
        floats[i] = HalfFloats.fromBf16(shorts[i]);
      }
    } else {
      for (int i = 0; i < floats.length; i++) {
        floats[i] = Float.float16ToFloat(shorts[i]);
      }
    }
  }
}
