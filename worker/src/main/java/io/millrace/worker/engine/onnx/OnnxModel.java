package io.millrace.worker.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millrace.worker.engine.batch.TokenCounting;
import io.millrace.worker.engine.model.ModelException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * One ONNX Runtime session of a graph that pools, cuts and normalizes. Thread safe; closing waits
 * for the batches that are running.
 */
public final class OnnxModel implements VectorModel {
  private final OrtSession session;
  private final VectorGraph graph;
  private final ReadWriteLock open = new ReentrantReadWriteLock();
  private boolean closed;

  private OnnxModel(OrtSession session, VectorGraph graph) {
    this.session = session;
    this.graph = graph;
  }

  /**
   * Opens a session.
   *
   * @param onnx the graph in native memory, which is not needed any more afterwards
   * @throws ModelException if ONNX Runtime refuses the graph
   */
  public static OnnxModel open(ByteBuffer onnx, VectorGraph graph, SessionSettings settings) {
    try (OrtSession.SessionOptions options = settings.options()) {
      return new OnnxModel(OrtEnvironment.getEnvironment().createSession(onnx, options), graph);
    } catch (OrtException e) {
      throw new ModelException("ONNX Runtime refuses the model: " + e.getMessage(), e);
    }
  }

  @Override
  public TokenTensors newTensors() {
    return graph.newTensors().get();
  }

  @Override
  public TokenCounting counting() {
    return graph.counting();
  }

  @Override
  public float[][] run(TokenTensors tensors) throws OrtException {
    open.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the model is closed");
      }
      return runOpen(tensors);
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

  private float[][] runOpen(TokenTensors tensors) throws OrtException {
    Map<String, OnnxTensor> laidOut = tensors.inputs();
    Map<String, OnnxTensor> inputs = new HashMap<>(laidOut);
    inputs.keySet().retainAll(session.getInputNames());
    try (OrtSession.Result result = session.run(inputs, Set.of(graph.output()))) {
      return rows((OnnxTensor) result.get(0), tensors.rows());
    } finally {
      laidOut.values().forEach(OnnxTensor::close);
    }
  }

  private float[][] rows(OnnxTensor vectors, int rows) {
    FloatBuffer floats = vectors.getFloatBuffer();
    float[][] copies = new float[rows][graph.dimensions()];
    for (float[] copy : copies) {
      floats.get(copy);
    }
    return copies;
  }
}
