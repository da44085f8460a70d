package io.millrace.worker.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
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
  private final String arena;
  private final ReadWriteLock open = new ReentrantReadWriteLock();
  private boolean closed;

  private OnnxModel(OrtSession session, VectorGraph graph, String arena) {
    this.arena = arena;
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
      return new OnnxModel(
          OrtEnvironment.getEnvironment().createSession(onnx, options),
          graph,
          settings.placement().device().arena());
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
  public String precision() {
    return graph.precision();
  }

  @Override
  public float[][] run(TokenTensors tensors) throws OrtException {
    try (RunOptions options = new RunOptions()) {
      return run(tensors, graph.output(), options);
    }
  }

  @Override
  public float[][] runUncut(TokenTensors tensors) throws OrtException {
    try (RunOptions options = new RunOptions()) {
      return run(tensors, graph.uncut(), options);
    }
  }

  @Override
  public float[][] runAndShrink(TokenTensors tensors) throws OrtException {
    try (RunOptions options = new RunOptions()) {
      options.addRunConfigEntry("memory.enable_memory_arena_shrinkage", arena);
      return run(tensors, graph.output(), options);
    }
  }

  private float[][] run(TokenTensors tensors, String output, RunOptions options)
      throws OrtException {
    open.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the model is closed");
      }
      return runOpen(tensors, output, options);
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

  private float[][] runOpen(TokenTensors tensors, String output, RunOptions options)
      throws OrtException {
    Map<String, OnnxTensor> laidOut = tensors.inputs();
    Map<String, OnnxTensor> inputs = new HashMap<>(laidOut);
    inputs.keySet().retainAll(session.getInputNames());
    try (OrtSession.Result result = session.run(inputs, Set.of(output), options)) {
      return rows((OnnxTensor) result.get(0), tensors.rows());
    } finally {
      laidOut.values().forEach(OnnxTensor::close);
    }
  }

  private static float[][] rows(OnnxTensor vectors, int rows) {
    FloatBuffer floats = vectors.getFloatBuffer();
    long[] shape = vectors.getInfo().getShape();
    float[][] copies = new float[rows][(int) shape[shape.length - 1]];
    for (float[] copy : copies) {
      floats.get(copy);
    }
    return copies;
  }
}
