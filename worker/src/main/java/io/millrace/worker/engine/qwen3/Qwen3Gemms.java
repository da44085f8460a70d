package io.millrace.worker.engine.qwen3;

import ai.onnxruntime.OrtException;
import io.millrace.worker.engine.model.ModelException;
import io.millrace.worker.engine.model.Network;
import io.millrace.worker.engine.onnx.ElementType;
import io.millrace.worker.engine.onnx.OnnxGraph;
import io.millrace.worker.engine.onnx.OnnxModel;
import io.millrace.worker.engine.onnx.SessionSettings;
import io.millrace.worker.engine.onnx.TokenTensors;
import io.millrace.worker.engine.onnx.VectorGraph;
import io.millrace.worker.engine.quant.Precision;
import io.millrace.worker.engine.safetensors.Checkpoint;
import io.millrace.worker.engine.safetensors.StoredTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * All matrix products of a checkpoint's layers and nothing else of weight: no engine that computes
 * in the same type can be faster. Quantized weights are products in the type computed in.
 */
public final class Qwen3Gemms implements AutoCloseable {
  private static final String LAST_ROW = "last_row";

  private final OnnxModel model;
  private final ComputeType type;
  private final long weights;

  private Qwen3Gemms(OnnxModel model, ComputeType type, long weights) {
    this.model = model;
    this.type = type;
    this.weights = weights;
  }

  /**
   * Opens a session.
   *
   * @param chosen precision of the engine that this is compared with
   * @param otherCache folder for converted weights when the checkpoint's own cannot be written to
   * @throws ModelException if the checkpoint cannot be used
   */
  public static Qwen3Gemms open(
      Network.Qwen3Checkpoint files,
      Optional<Precision> chosen,
      Path otherCache,
      SessionSettings settings) {
    Qwen3Config config = Qwen3Config.of(files.config());
    Checkpoint checkpoint = Checkpoint.open(files.folder());
    Qwen3Weights weights = Qwen3Weights.of(checkpoint, config);
    boolean onGpu = settings.isOnGpu();
    ComputeType type =
        Qwen3Model.type(Qwen3Model.precision(chosen, weights, onGpu), weights, onGpu);
    WeightSource source =
        WeightSource.of(
            checkpoint,
            weights,
            type.precision(),
            type,
            Qwen3Model.cache(checkpoint, otherCache, settings));
    PaddedAttention tokens = PaddedAttention.onCpu(config);
    OnnxModel model =
        Qwen3Model.open(
            write(weights, source),
            new VectorGraph(
                LAST_ROW,
                LAST_ROW,
                tokens.counting(),
                tokens::newTensors,
                type.precision().label()),
            settings
                .withExternalWeights(Optional.of(source.folder()))
                .withWeightBytes(source.bytes(weights)));
    return new Qwen3Gemms(model, type, weights.linear().mapToLong(StoredTensor::elements).sum());
  }

  /** What the products are computed in. */
  public Precision precision() {
    return type.precision();
  }

  /** Multiplications and additions that a token costs. */
  public double operationsPerToken() {
    return 2.0 * weights;
  }

  /**
   * Prepares a batch, to be run any number of times.
   *
   * @param ids one for each token; which ones makes no difference
   */
  public Runnable batch(int[] ids) {
    TokenTensors tensors = model.newTensors();
    tensors.layOut(List.of(ids));
    return () -> {
      try {
        model.run(tensors);
      } catch (OrtException e) {
        throw new ModelException(
            "the Gemms alone fail on %d tokens: %s".formatted(ids.length, e.getMessage()), e);
      }
    };
  }

  @Override
  public void close() {
    model.close();
  }

  private static byte[] write(Qwen3Weights weights, WeightSource source) {
    OnnxGraph graph = new OnnxGraph();
    WeightValues values = source.into(graph);
    String ids = graph.input(NetworkLayout.IDS, ElementType.INT64, -1);
    String last = graph.input(NetworkLayout.LAST, ElementType.INT64, -1);
    String tokens = values.rows(weights.embedding(), ids, "embedded");
    String end = tokens;
    for (Qwen3Weights.Layer layer : weights.layers()) {
      end = layer(values, layer, tokens);
    }
    String row = graph.node("Gather", end, last).with("axis", 0).as("row");
    graph.node("Cast", row).with("to", ElementType.FLOAT.number()).as(LAST_ROW);
    graph.output(LAST_ROW, ElementType.FLOAT);
    return graph.toModel();
  }

  /**
   * Every layer takes the same tokens, because numbers would leave the range of 16 bits on a longer
   * way. Most products are read by nobody; ONNX Runtime makes them all the same.
   */
  private static String layer(WeightValues values, Qwen3Weights.Layer layer, String tokens) {
    String query = product(values, tokens, layer.query());
    product(values, tokens, layer.key());
    product(values, tokens, layer.value());
    String output = product(values, query, layer.output());
    product(values, output, layer.up());
    return product(values, product(values, output, layer.gate()), layer.down());
  }

  private static String product(WeightValues values, String input, StoredTensor weight) {
    return values.linear(input, weight, weight.name() + "_product");
  }
}
