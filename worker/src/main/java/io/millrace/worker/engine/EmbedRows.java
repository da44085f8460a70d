package io.millrace.worker.engine;

import ai.onnxruntime.OrtException;
import io.millrace.topology.port.EmbeddingResult.Embedded;
import io.millrace.topology.port.EmbeddingResult.Reason;
import io.millrace.topology.port.EmbeddingResult.Refused;
import io.millrace.worker.engine.device.OutOfMemory;
import io.millrace.worker.engine.onnx.TokenTensors;
import io.millrace.worker.engine.onnx.VectorModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs rows on the device so that a bad text costs only itself its vector, and a bad device costs
 * no text anything.
 *
 * <p>A row without a vector runs again alone; a batch that fails runs again in halves, after which
 * the device gives memory back that it does not need. A text for which memory runs out alone gets
 * the device for itself. No text is blamed before one that is known to be good has got its vector:
 * if that fails, too, the device is broken; if there is no memory even for it, others have it.
 */
final class EmbedRows {
  private static final Logger LOG = LoggerFactory.getLogger(EmbedRows.class);

  private final VectorModel model;
  private final int[] knownGood;
  private final TokenTensors scratch;
  private final Runnable onOutOfMemory;
  private final Lock alone;
  private final PromisedMemory memory;

  /**
   * Makes one for one thread.
   *
   * @param knownGood tokens of a text that the model embeds
   * @param onOutOfMemory told of each batch of several texts that the device had not enough memory
   *     for
   * @param alone whose holder has the device, and the memory of all its runs, for itself
   * @param memory that the device should have for batches
   */
  EmbedRows(
      VectorModel model,
      int[] knownGood,
      Runnable onOutOfMemory,
      Lock alone,
      PromisedMemory memory) {
    this.model = model;
    this.knownGood = knownGood;
    this.scratch = model.newTensors();
    this.onOutOfMemory = onOutOfMemory;
    this.alone = alone;
    this.memory = memory;
  }

  /**
   * An outcome for each row, in order.
   *
   * @param rows token ids of the texts
   * @param laidOut the same rows
   * @throws DeviceException if the device is broken
   */
  List<RowOutcome> embed(List<int[]> rows, TokenTensors laidOut) throws DeviceException {
    try {
      return judge(rows, model.run(laidOut));
    } catch (OrtException e) {
      if (OutOfMemory.caused(e) && rows.size() > 1) {
        onOutOfMemory.run();
      }
      return inParts(rows, e);
    }
  }

  private List<RowOutcome> judge(List<int[]> rows, float[][] vectors) throws DeviceException {
    List<RowOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < vectors.length; i++) {
      outcomes.add(judge(rows.get(i), vectors[i], rows.size() == 1));
    }
    return outcomes;
  }

  private RowOutcome judge(int[] row, float[] vector, boolean ranAlone) throws DeviceException {
    if (Vectors.isUnit(vector)) {
      return new RowOutcome.Settled(new Embedded(vector, row.length));
    }
    return ranAlone
        ? refusedIfAlive(Reason.NO_VECTOR, "the vector is zero or not finite")
        : again(List.of(row)).getFirst();
  }

  private List<RowOutcome> inParts(List<int[]> rows, OrtException failure) throws DeviceException {
    if (rows.size() == 1) {
      return List.of(lastTry(rows.getFirst(), failure));
    }
    int middle = rows.size() / 2;
    List<RowOutcome> outcomes = new ArrayList<>(again(rows.subList(0, middle)));
    outcomes.addAll(again(rows.subList(middle, rows.size())));
    return outcomes;
  }

  private List<RowOutcome> again(List<int[]> rows) throws DeviceException {
    scratch.layOut(rows);
    try {
      return judge(rows, model.runAndShrink(scratch));
    } catch (OrtException e) {
      return inParts(rows, e);
    }
  }

  /** Others may have had the memory, or it was in pieces: all of it is given back before. */
  private RowOutcome lastTry(int[] row, OrtException failure) throws DeviceException {
    if (!OutOfMemory.caused(failure)) {
      return failsAlone(failure);
    }
    alone.lock();
    try {
      if (!isAlive()) {
        return noMemory();
      }
      scratch.layOut(List.of(row));
      return judge(row, model.runAndShrink(scratch)[0], true);
    } catch (OrtException e) {
      return OutOfMemory.caused(e) ? doesNotFit(e) : failsAlone(e);
    } finally {
      alone.unlock();
    }
  }

  private RowOutcome failsAlone(OrtException failure) throws DeviceException {
    return refusedIfAlive(Reason.NO_VECTOR, "the model fails on it: " + failure.getMessage());
  }

  /** Of a text that had the device for itself. */
  private RowOutcome doesNotFit(OrtException failure) throws DeviceException {
    // The run of the known text gives back what the failed one had got.
    if (!isAlive() || (!OutOfMemory.isOwnLimit(failure) && memory.isHeldByOthers())) {
      return noMemory();
    }
    return refused(Reason.OUT_OF_MEMORY, "the device has not enough memory for it");
  }

  private RowOutcome refusedIfAlive(Reason reason, String detail) throws DeviceException {
    return isAlive() ? refused(reason, detail) : noMemory();
  }

  /**
   * Whether the device embeds a text that it has embedded before; false if it has no memory for it.
   *
   * @throws DeviceException if it does not
   */
  private boolean isAlive() throws DeviceException {
    scratch.layOut(List.of(knownGood));
    try {
      if (!Vectors.isUnit(model.runAndShrink(scratch)[0])) {
        throw new DeviceException("the device gives no text a vector");
      }
      return true;
    } catch (OrtException e) {
      if (OutOfMemory.caused(e)) {
        return false;
      }
      throw new DeviceException("the device fails on every text: " + e.getMessage(), e);
    }
  }

  private static RowOutcome noMemory() {
    LOG.atWarn().log("others hold the device's memory: a text is given back, to be tried again");
    return new RowOutcome.NoMemory();
  }

  private static RowOutcome refused(Reason reason, String detail) {
    return new RowOutcome.Settled(new Refused(reason, detail));
  }
}
