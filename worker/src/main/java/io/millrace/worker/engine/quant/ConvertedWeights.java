package io.millrace.worker.engine.quant;

import java.nio.file.Path;
import java.util.Map;

/**
 * The weights that were asked for, all in one file.
 *
 * @param file a real path: no symbolic link in it
 * @param byTensor by the name of the checkpoint's tensor
 * @param reused whether a file of an earlier start was taken
 */
public record ConvertedWeights(Path file, Map<String, ConvertedWeight> byTensor, boolean reused) {
  public ConvertedWeights {
    byTensor = Map.copyOf(byTensor);
  }
}
