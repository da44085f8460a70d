package io.millrace.worker.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import io.millrace.worker.engine.device.Placement;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.model.ModelFiles;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * One ONNX Runtime session of an encoder whose graph pools, cuts and normalizes. Thread safe;
 * closing waits for the batches that are running.
 */
public final class OnnxModel implements VectorModel {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final Set<String> inputs;
  private final int dimensions;
  private final String arena;
  private final ReadWriteLock open = new ReentrantReadWriteLock();
  private boolean closed;

  private OnnxModel(OrtSession session, Set<String> inputs, int dimensions, String arena) {
    this.arena = arena;
    this.session = session;
    this.inputs = inputs;
    this.dimensions = dimensions;
  }

  /**
   * Opens a session.
   *
   * @param dimensions floats of a vector, at most the model's hidden size
   * @throws ModelException if the graph is not an encoder's, or ONNX Runtime refuses it
   */
  public static OnnxModel open(ModelFiles files, int dimensions, Placement placement) {
    ByteBuffer onnx = files.onnx().graph();
    GraphSignature signature = GraphSignature.read(onnx);
    ByteBuffer graph =
        PoolingTail.append(onnx, signature, files.descriptor().pooling(), dimensions);
    try (OrtSession.SessionOptions options = SessionSettings.of(files, placement)) {
      OrtSession session = OrtEnvironment.getEnvironment().createSession(graph, options);
      return new OnnxModel(session, signature.inputs(), dimensions, placement.device().arena());
    } catch (OrtException e) {
      throw new ModelException("ONNX Runtime refuses the model: " + e.getMessage(), e);
    }
  }

  @Override
  public float[][] run(TokenTensors tensors) throws OrtException {
    try (RunOptions options = new RunOptions()) {
      return run(tensors, options);
    }
  }

  @Override
  public float[][] runAndShrink(TokenTensors tensors) throws OrtException {
    try (RunOptions options = new RunOptions()) {
      options.addRunConfigEntry("memory.enable_memory_arena_shrinkage", arena);
      return run(tensors, options);
    }
  }

  private float[][] run(TokenTensors tensors, RunOptions options) throws OrtException {
    open.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the model is closed");
      }
      return runOpen(tensors, options);
    } finally {
      open.readLock().unlock();
    }
  }

  @Override
  public void close() {
    open.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } catch (OrtException e) {
      throw new ModelException("the session cannot be closed: " + e.getMessage(), e);
    } finally {
      open.writeLock().unlock();
    }
  }

  private float[][] runOpen(TokenTensors tensors, RunOptions options) throws OrtException {
    try (OnnxTensor ids = tensor(tensors.ids(), tensors);
        OnnxTensor mask = tensor(tensors.mask(), tensors);
        OnnxTensor types = tensor(tensors.types(), tensors);
        OrtSession.Result result =
            session.run(inputs(ids, mask, types), Set.of(PoolingTail.VECTORS), options)) {
      return rows((OnnxTensor) result.get(0), tensors.rows());
    }
  }

  private OnnxTensor tensor(LongBuffer numbers, TokenTensors tensors) throws OrtException {
    return OnnxTensor.createTensor(environment, numbers, tensors.shape());
  }

  private Map<String, OnnxTensor> inputs(OnnxTensor ids, OnnxTensor mask, OnnxTensor types) {
    Map<String, OnnxTensor> byName = new HashMap<>();
    byName.put(GraphSignature.IDS, ids);
    byName.put(GraphSignature.MASK, mask);
    byName.put(GraphSignature.TYPES, types);
    byName.keySet().retainAll(inputs);
    return byName;
  }

  private float[][] rows(OnnxTensor vectors, int rows) {
    FloatBuffer floats = vectors.getFloatBuffer();
    float[][] copies = new float[rows][dimensions];
    for (float[] copy : copies) {
      floats.get(copy);
    }
    return copies;
  }
}
