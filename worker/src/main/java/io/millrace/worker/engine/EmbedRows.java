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
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;

/**
 * Runs rows on the device so that a bad text costs only itself its vector.
 *
 * <p>A row without a vector runs again alone; a batch that fails runs again in halves, after which
 * the device gives memory back that it does not need. A text for which memory runs out alone gets
 * the device for itself. When it fails even then, a text known to be good is asked: if that fails
 * too, the device is broken.
 */
final class EmbedRows {
  private final VectorModel model;
  private final int[] knownGood;
  private final TokenTensors scratch;
  private final Runnable onOutOfMemory;
  private final Lock besideOthers;
  private final Lock alone;

  /**
   * Makes one for one thread.
   *
   * @param knownGood tokens of a text that the model embeds
   * @param onOutOfMemory told of each batch of several texts that the device had not enough memory
   *     for
   * @param device shared by all runs on the device; one that holds it exclusively has the memory of
   *     all
   */
  EmbedRows(VectorModel model, int[] knownGood, Runnable onOutOfMemory, ReadWriteLock device) {
    this.model = model;
    this.knownGood = knownGood;
    this.scratch = model.newTensors();
    this.onOutOfMemory = onOutOfMemory;
    this.besideOthers = device.readLock();
    this.alone = device.writeLock();
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
      return judge(rows, besideOthers(() -> model.run(laidOut)));
    } catch (OrtException e) {
      if (OutOfMemory.caused(e) && rows.size() > 1) {
        onOutOfMemory.run();
      }
      return inParts(rows, e);
    }
  }

  /** A run on the device. */
  @FunctionalInterface
  private interface Run {
    float[][] vectors() throws OrtException;
  }

  private float[][] besideOthers(Run run) throws OrtException {
    besideOthers.lock();
    try {
      return run.vectors();
    } finally {
      besideOthers.unlock();
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

  private List<EmbeddingResult> inParts(List<int[]> rows, OrtException failure)
      throws DeviceException {
    if (rows.size() == 1) {
      return List.of(lastTry(rows.getFirst(), failure));
    }
    int middle = rows.size() / 2;
    List<EmbeddingResult> results = new ArrayList<>(again(rows.subList(0, middle)));
    results.addAll(again(rows.subList(middle, rows.size())));
    return results;
  }

  private List<EmbeddingResult> again(List<int[]> rows) throws DeviceException {
    scratch.layOut(rows);
    try {
      return judge(rows, besideOthers(() -> model.runAndShrink(scratch)));
    } catch (OrtException e) {
      return inParts(rows, e);
    }
  }

  /** Others may have had the memory, or it was in pieces: all of it is given back before. */
  private EmbeddingResult lastTry(int[] row, OrtException failure) throws DeviceException {
    if (!OutOfMemory.caused(failure)) {
      return refuseOrBreak(failure);
    }
    alone.lock();
    try {
      requireAlive();
      scratch.layOut(List.of(row));
      return judge(row, model.runAndShrink(scratch)[0], true);
    } catch (OrtException e) {
      return refuseOrBreak(e);
    } finally {
      alone.unlock();
    }
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
      var _ = besideOthers(() -> model.runAndShrink(scratch));
    } catch (OrtException e) {
      throw new DeviceException("the device fails on every text: " + e.getMessage(), e);
    }
  }

  private static EmbeddingResult refused(Reason reason, String detail) {
    return new Refused(reason, detail);
  }
}
