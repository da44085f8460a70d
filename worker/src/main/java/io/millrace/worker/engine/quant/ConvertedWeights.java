package io.millrace.worker.engine.quant;

import io.millrace.worker.engine.model.ModelException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The weights that were asked for, all in one file.
 *
 * @param file a real path: no symbolic link in it
 * @param byTensor by the name of the checkpoint's tensor
 */
public record ConvertedWeights(
    Path file, Map<String, ConvertedWeight> byTensor, ConversionReport report) {
  public ConvertedWeights {
    byTensor = Map.copyOf(byTensor);
  }

  /**
   * @throws ModelException if the tensor was not asked for
   */
  public ConvertedWeight require(String tensor) {
    ConvertedWeight weight = byTensor.get(tensor);
    if (weight == null) {
      throw new ModelException("%s: tensor %s was not converted".formatted(file, tensor));
    }
    return weight;
  }
}
