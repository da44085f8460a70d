package io.millrace.worker.engine.quant;

import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.safetensors.DType;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Some blocks of a weight in a row, small enough for a core's cache, which one thread encodes.
 *
 * @param end the first block behind
 */
record BlockRun(PlannedWeight weight, SourceFloats source, long first, long end) {
  private static final int ELEMENTS = 1 << 16;

  /** Cuts a weight into runs. */
  static List<BlockRun> of(PlannedWeight weight, SourceFloats source) {
    long step = Math.max(1, ELEMENTS / weight.format().blockElements());
    long blocks = weight.blocks().blocks();
    List<BlockRun> runs = new ArrayList<>();
    for (long first = 0; first < blocks; first += step) {
      runs.add(new BlockRun(weight, source, first, Math.min(first + step, blocks)));
    }
    return runs;
  }

  /** Encodes the blocks and writes them where the layout has them. */
  void convert(CacheLayout layout, FileChannel target) throws IOException {
    BlockLayout blocks = weight.blocks();
    long firstValue = blocks.valuesOffset(first);
    int scaleBytes = weight.format().scaleType().bytes();
    byte[] values = new byte[(int) (blocks.valuesOffset(end) - firstValue)];
    byte[] scales = new byte[(int) (end - first) * scaleBytes];
    try {
      encode(values, scales);
    } catch (WeightRangeException e) {
      throw new ModelException(
          "%s: tensor %s cannot be %s: %s"
              .formatted(
                  weight.source().file(),
                  weight.source().name(),
                  weight.format().precision().label(),
                  e.getMessage()),
          e);
    }
    Transfer.write(values, target, layout.position(weight.values()) + firstValue);
    if (weight.scales().isPresent()) {
      long position = layout.position(weight.scales().get()) + first * scaleBytes;
      Transfer.write(scales, target, position);
    }
  }

  private void encode(byte[] values, byte[] scales) {
    BlockLayout blocks = weight.blocks();
    BlockEncoder encoder = weight.format().encoder();
    DType scaleType = weight.format().scaleType();
    long firstElement = blocks.firstElement(first);
    long firstValue = blocks.valuesOffset(first);
    long endElement = blocks.firstElement(end - 1) + blocks.elements(end - 1);
    float[] weights = source.read(firstElement, (int) (endElement - firstElement));
    for (long block = first; block < end; block++) {
      int from = (int) (blocks.firstElement(block) - firstElement);
      int at = (int) (blocks.valuesOffset(block) - firstValue);
      float scale = encoder.encode(weights, from, blocks.elements(block), values, at);
      HalfFloats.put(scaleType, scale, scales, (int) (block - first) * scaleType.bytes());
    }
  }
}
