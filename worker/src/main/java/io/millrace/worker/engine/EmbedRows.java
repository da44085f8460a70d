package io.millrace.worker.engine;

import ai.onnxruntime.OrtException;
import io.millrace.topology.port.EmbeddingResult;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.port.EmbeddingResult.Reason;
import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.worker.engine.device.OutOfMemory;
import io.millrace.worker.engine.onnx.TokenTensors;
import io.millrace.worker.engine.onnx.VectorModel;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs rows on the device so that a bad text costs only itself its vector.
 *
 * <p>A row without a vector runs again alone; a batch that fails runs again in halves, after which
 * the device gives memory back that it does not need. When a text fails alone, a text known to be
 * good is asked: if that fails too, the device is broken.
 */
final class EmbedRows {
  private final VectorModel model;
  private final int[] knownGood;
  private final TokenTensors scratch;
  private final Runnable onOutOfMemory;

  /**
   * Makes one for one thread.
   *
   * @param knownGood tokens of a text that the model embeds
   * @param onOutOfMemory told of each batch that the device had not enough memory for
   */
  EmbedRows(VectorModel model, int[] knownGood, Runnable onOutOfMemory) {
    this.model = model;
    this.knownGood = knownGood;
    this.scratch = model.newTensors();
    this.onOutOfMemory = onOutOfMemory;
  }

  /**
   * A result for each row, in order.
   *
   * @param rows token ids of the texts
   * @param laidOut the same rows
   * @throws DeviceException if the device is broken
   */
  List<EmbeddingResult> embed(List<int[]> rows, TokenTensors laidOut) throws DeviceException {
    try {
      return judge(rows, model.run(laidOut));
    } catch (OrtException e) {
      if (OutOfMemory.caused(e)) {
        onOutOfMemory.run();
      }
      return rows.size() == 1 ? List.of(lastTry(rows.getFirst(), e)) : inHalves(rows);
    }
  }

  private List<EmbeddingResult> judge(List<int[]> rows, float[][] vectors) throws DeviceException {
    List<EmbeddingResult> results = new ArrayList<>();
    for (int i = 0; i < vectors.length; i++) {
      results.add(judge(rows.get(i), vectors[i], rows.size() == 1));
    }
    return results;
  }

  private EmbeddingResult judge(int[] row, float[] vector, boolean ranAlone)
      throws DeviceException {
    if (Vectors.isUnit(vector)) {
      return new Embedded(vector, row.length);
    }
    return ranAlone
        ? refused(Reason.NO_VECTOR, "the vector is zero or not finite")
        : again(List.of(row)).getFirst();
  }

  private List<EmbeddingResult> inHalves(List<int[]> rows) throws DeviceException {
    int middle = rows.size() / 2;
    List<EmbeddingResult> results = new ArrayList<>(again(rows.subList(0, middle)));
    results.addAll(again(rows.subList(middle, rows.size())));
    return results;
  }

  private List<EmbeddingResult> again(List<int[]> rows) throws DeviceException {
    scratch.layOut(rows);
    try {
      return judge(rows, model.runAndShrink(scratch));
    } catch (OrtException e) {
      return rows.size() == 1 ? List.of(refuseOrBreak(e)) : inHalves(rows);
    }
  }

  /** Memory may only have been in pieces: the device gives all of it back before it decides. */
  private EmbeddingResult lastTry(int[] row, OrtException failure) throws DeviceException {
    if (!OutOfMemory.caused(failure)) {
      return refuseOrBreak(failure);
    }
    requireAlive();
    return again(List.of(row)).getFirst();
  }

  private EmbeddingResult refuseOrBreak(OrtException failure) throws DeviceException {
    requireAlive();
    return OutOfMemory.caused(failure)
        ? refused(Reason.OUT_OF_MEMORY, "the device has not enough memory for it")
        : refused(Reason.NO_VECTOR, "the model fails on it: " + failure.getMessage());
  }

  private void requireAlive() throws DeviceException {
    scratch.layOut(List.of(knownGood));
    try {
      model.runAndShrink(scratch);
    } catch (OrtException e) {
      throw new DeviceException("the device fails on every text: " + e.getMessage(), e);
    }
  }

  private static EmbeddingResult refused(Reason reason, String detail) {
    return new Refused(reason, detail);
  }
}
